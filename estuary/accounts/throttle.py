"""Slows down whoever guesses passwords: counts failed log-ins, never successful ones.

The count is per address and account, in the cache, for one minute from the first failure. The log-in page, which
the admin uses, too, and the token endpoint share it.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

WINDOW = timedelta(minutes=1)


def record_failure(request: HttpRequest, email: str) -> None:
    key = _key(request, email)
    cache.add(key, 0, timeout=WINDOW.total_seconds())
    cache.add(f"{key}:until", timezone.now() + WINDOW, timeout=WINDOW.total_seconds())
    try:
        cache.incr(key)
    except ValueError:  # the minute ended between the two calls
        cache.set(key, 1, timeout=WINDOW.total_seconds())


def get_blocked_until(request: HttpRequest, email: str) -> datetime | None:
    """When this address may try this account again; None: now."""
    key = _key(request, email)
    if cache.get(key, 0) < settings.FAILED_LOGINS_A_MINUTE:
        return None
    until: datetime | None = cache.get(f"{key}:until")
    return until


def _key(request: HttpRequest, email: str) -> str:
    who = f"{request.META.get('REMOTE_ADDR', '')}|{email.strip().lower()}"
    return "failed-logins:" + hashlib.sha256(who.encode()).hexdigest()
