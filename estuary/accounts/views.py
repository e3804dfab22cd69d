from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.utils import timezone

from estuary.accounts.forms import LogInForm


class LogInView(LoginView):
    template_name = "accounts/log_in.html"
    authentication_form = LogInForm

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.blocked_until is not None:
            response.status_code = 429
            response["Retry-After"] = str(max(1, int((form.blocked_until - timezone.now()).total_seconds())))
        return response
