from collections.abc import Mapping
from typing import Any

from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from estuary.accounts.throttle import record_failure


@receiver(user_login_failed)
def count_failure(credentials: Mapping[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    # The form says `username`, the token endpoint `email`; without a request there is no address.
    email = credentials.get("username") or credentials.get("email")
    if request is not None and email:
        record_failure(request, str(email))
