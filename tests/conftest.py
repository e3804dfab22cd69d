"""The cast and what they book. Every folder of tests uses these people.

Dr. Nadia Rahman is the practitioner, Priya Nair assists her, Jonas Weber and Mara Lindgren are clients, Felix
Stern is a stranger to all of their bookings, Ruth Keller works at the platform.
"""

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from rooms.models import RoomTemplate
from tests.site import Site, get_site

if TYPE_CHECKING:
    from estuary.accounts.models import User
    from estuary.bookings.models import Booking, Service, Session
    from estuary.bookings.models.booking import BookingState
    from rooms.host import State

# The people, and what they book: fixtures of the site that these settings are for.
pytest_plugins = ["tests.database", settings.ROOMS_TEST_SITE]

# How long an example takes says more about the machine than about us.
hypothesis.settings.register_profile("rooms", deadline=None)
hypothesis.settings.load_profile("rooms")

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles count in the cache: nobody pays for the test before."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page that was asked for in German leaves the thread speaking German."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _room_templates(request: pytest.FixtureRequest) -> None:
    """Tests that commit leave empty tables behind: the next one gets the migration's templates again."""
    uses_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if uses_database or "transactional_db" in request.fixturenames:
        request.getfixturevalue("db")
        restore_room_templates()


def restore_room_templates() -> None:
    if not RoomTemplate.objects.exists():
        for values in import_module("rooms.migrations.0002_default_templates").DEFAULTS:
            RoomTemplate.objects.create(**values, is_default=True)
        import_module("rooms.migrations.0014_consent_of_templates").tell(apps, None)
        import_module("rooms.migrations.0015_streaming").seed(apps, None)


@pytest.fixture
def site() -> Site:
    """The host's own side, whichever host it is."""
    return get_site()


# --- What they book at Estuary; tests for every host take the same fixtures by the types of tests/site.py
class MakeService(Protocol):
    def __call__(
        self, kind: str = ..., *, name: str = ..., minutes: int = ..., **wishes: Any
    ) -> "Service": ...


class MakeBooking(Protocol):
    def __call__(
        self,
        *,
        starts_at: datetime | None = ...,
        state: "BookingState | State" = ...,
        client: "User | None" = ...,
        service: "Service | None" = ...,
    ) -> "Booking": ...


class MakeSession(Protocol):
    def __call__(
        self,
        kind: str = ...,
        *,
        starts_at: datetime | None = ...,
        clients: "tuple[User, ...] | None" = ...,
        service: "Service | None" = ...,
    ) -> "Session": ...
