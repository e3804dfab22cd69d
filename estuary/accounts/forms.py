from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from estuary.accounts.throttle import get_blocked_until


class LogInForm(AuthenticationForm):
    """E-mail and password. Too many wrong ones, and no password is looked at for a while."""

    error_messages = {
        "invalid_login": _("E-mail address and password do not belong together. Check both, then try again."),
        "inactive": _("This account is closed."),
        "throttled": _("Too many wrong passwords. Wait a minute, then try again."),
    }
    blocked_until: datetime | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254, "class": "input"}
        )
        self.fields["password"].widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username")
        if self.request is not None and email:
            self.blocked_until = get_blocked_until(self.request, email)
        if self.blocked_until is not None:
            raise forms.ValidationError(self.error_messages["throttled"], code="throttled")
        return super().clean()
