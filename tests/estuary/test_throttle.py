"""Counting wrong passwords, on its own."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.throttle import get_blocked_until, record_failure

REQUEST = RequestFactory().post("/log-in/", REMOTE_ADDR="192.0.2.1")


def fail(times: int, email: str = "ann@example.org") -> None:
    for _ in range(times):
        record_failure(REQUEST, email)


def test_the_limit_is_a_setting(settings: Settings) -> None:
    settings.FAILED_LOGINS_A_MINUTE = 3
    fail(2)
    assert get_blocked_until(REQUEST, "ann@example.org") is None
    fail(1)
    assert get_blocked_until(REQUEST, "ann@example.org") is not None


def test_the_wait_ends_a_minute_after_the_first_failure() -> None:
    before = timezone.now()
    fail(10)
    until = get_blocked_until(REQUEST, "ann@example.org")
    assert until is not None
    assert before + timedelta(minutes=1) <= until <= timezone.now() + timedelta(minutes=1)


def test_more_failures_do_not_make_the_wait_longer() -> None:
    fail(10)
    until = get_blocked_until(REQUEST, "ann@example.org")
    fail(50)
    assert get_blocked_until(REQUEST, "ann@example.org") == until


@pytest.mark.parametrize("spelling", ["ANN@example.org", " ann@example.org "])
def test_another_spelling_is_the_same_account(spelling: str) -> None:
    fail(10, spelling)
    assert get_blocked_until(REQUEST, "ann@example.org") is not None


def test_a_count_that_vanishes_in_between_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(key: str) -> int:
        raise ValueError(key)

    monkeypatch.setattr(cache, "incr", gone)
    fail(10)
    assert get_blocked_until(REQUEST, "ann@example.org") is None


def test_a_broadcast_full_of_viewers_does_not_wipe_out_the_count(db: None) -> None:
    fail(50)
    for viewer in range(400):
        cache.set(f"throttle_rooms_read_{viewer}", [0.0], timeout=60)
    assert get_blocked_until(REQUEST, "ann@example.org") is not None


def test_no_address_of_anybody_is_kept_in_readable_form() -> None:
    fail(1)
    assert not [key for key in cache._cache if "example" in key or "192" in key]  # type: ignore[attr-defined]
