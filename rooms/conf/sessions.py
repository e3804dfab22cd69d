"""When people may enter, when a room closes, and how often the worker looks."""

from datetime import timedelta
from typing import Literal

from rooms.conf.reading import Defaults, Reader

CLOSE_RULES = ("empty", "schedule")
IDENTITY_FORMS = ("email", "opaque")

DEFAULTS: Defaults = {
    # Entering
    "EARLY_MINUTES": 15,
    "IDENTITY": "email",
    "TOKEN_SECONDS": 4 * 3600,
    "SEAT_SECONDS": 60,
    # Closing
    "CLOSE": "empty",
    "EMPTY_TIMEOUT": 300,
    "MAX_OVERTIME_SECONDS": 7200,
    "MIN_TOGETHER_SECONDS": 60,
    "GRACE_MINUTES": 15,
    # Worker
    "RECONCILE_SECONDS": 15,
    "SYNC_SECONDS": 300,
    # What people are named in
    "INBOX_DAYS": 30,
}


class SessionsConf(Reader):
    """Entering, closing, and what the worker does by the clock."""

    @property
    def early(self) -> timedelta:
        """How long before the scheduled start the room opens."""
        return timedelta(minutes=float(self.value("EARLY_MINUTES")))

    @property
    def identity_form(self) -> Literal["email", "opaque"]:
        return "opaque" if self.value("IDENTITY") == "opaque" else "email"

    @property
    def token_lifetime(self) -> timedelta:
        """Longest life of a token; never above four hours."""
        return timedelta(seconds=min(int(self.value("TOKEN_SECONDS")), 4 * 3600))

    @property
    def seat_lifetime(self) -> timedelta:
        """How long a minted token holds its seat."""
        return timedelta(seconds=int(self.value("SEAT_SECONDS")))

    @property
    def close_rule(self) -> Literal["empty", "schedule"]:
        return "schedule" if self.value("CLOSE") == "schedule" else "empty"

    @property
    def empty_timeout(self) -> int:
        """Seconds an empty room waits before it closes, for templates that do not say otherwise."""
        return int(self.value("EMPTY_TIMEOUT"))

    @property
    def max_overtime(self) -> timedelta:
        return timedelta(seconds=int(self.value("MAX_OVERTIME_SECONDS")))

    @property
    def min_together_seconds(self) -> int:
        return int(self.value("MIN_TOGETHER_SECONDS"))

    @property
    def grace(self) -> timedelta:
        """How long a practitioner waits for a client before leaving counts as "the client did not come"."""
        return timedelta(minutes=float(self.value("GRACE_MINUTES")))

    @property
    def reconcile_interval(self) -> timedelta:
        return timedelta(seconds=float(self.value("RECONCILE_SECONDS")))

    @property
    def sync_interval(self) -> timedelta:
        return timedelta(seconds=float(self.value("SYNC_SECONDS")))

    @property
    def inbox_age(self) -> timedelta:
        """How long events, and effects that are done, keep what they say of people."""
        return timedelta(days=int(self.value("INBOX_DAYS")))
