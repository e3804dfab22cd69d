"""What a test asks of a host's site, whichever host that is: who its people are, and what they book.

Tests that are written with these names hold for every host: they run on Estuary, and once more on the studio
(`pytest --ds=tests.hosts.settings`). The settings name the module that answers here, and that brings the cast of
tests/conftest.py as fixtures.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, Literal, Protocol, TypeAlias

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.test import Client

from rooms.host import Kind, RoomTypeName, State
from rooms.models import Room

User: TypeAlias = AbstractBaseUser
#: An appointment of one client, or a place in a session.
Booking: TypeAlias = Model
Session: TypeAlias = Model

CSRF = "x" * 32

#: What became of a booking, in the host's own tables.
Became = Literal["open", "completed", "missed", "cancelled"]


class MakeBooking(Protocol):
    """An appointment of Jonas Weber with Dr. Rahman and Priya Nair, of an hour; it began five minutes ago."""

    def __call__(
        self, *, starts_at: datetime | None = ..., state: State = ..., client: Any = ...
    ) -> Booking: ...


class MakeSession(Protocol):
    """A session of both clients (`kind`: workshop, webinar or broadcast), of an hour; it began five minutes ago."""

    def __call__(
        self, kind: str = ..., *, starts_at: datetime | None = ..., clients: tuple[Any, ...] | None = ...
    ) -> Session: ...


class Site(ABC):
    """A host's own doings. None of them is told to `rooms`, unless it says so."""

    @abstractmethod
    def kind_of(self, subject: Model) -> Kind: ...

    def log_in(self, client: Client, user: Any) -> Mapping[str, str]:
        """Let this client be this user's browser; answers the headers that a page sends to our API."""
        client.force_login(user)
        client.cookies["csrftoken"] = CSRF
        return {"x-csrftoken": CSRF}

    @abstractmethod
    def sign_in(self, client: Client, user: Any) -> Mapping[str, str]:
        """Let this client be a program of this user; answers the headers that it sends to our API."""

    # --- People
    @abstractmethod
    def rename(self, user: Any, name: str, *, email: str | None = None) -> None: ...

    @abstractmethod
    def email_of(self, user: Any) -> str: ...

    # --- What they have booked
    @abstractmethod
    def move(self, subject: Any, starts_at: datetime | None, ends_at: datetime | None) -> None: ...

    @abstractmethod
    def change(
        self, session: Any, *, capacity: int | None = None, room_type: RoomTypeName | None = None
    ) -> None: ...

    @abstractmethod
    def book_place(self, session: Any, client: Any, state: State) -> Booking: ...

    @abstractmethod
    def place_of(self, session: Any, client: Any) -> Booking: ...

    @abstractmethod
    def cancel(self, subject: Any) -> None:
        """The host's own way to cancel, which tells `rooms`."""

    # --- What became of it
    @abstractmethod
    def became(self, booking: Any) -> Became: ...

    @abstractmethod
    def linked_room(self, subject: Any) -> Room | None:
        """What the host keeps in its own `OneToOneField`."""


def get_site() -> Site:
    """The site of these settings."""
    found = import_module(settings.ROOMS_TEST_SITE).SITE
    if not isinstance(found, Site):
        raise TypeError(f"{settings.ROOMS_TEST_SITE}.SITE is not a Site.")
    return found
