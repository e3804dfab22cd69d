"""Where Estuary's pages lead to recordings: the site's header, a booking, a session."""

import re

import pytest
from django.test import Client

from estuary.accounts.models import User
from estuary.bookings import outcomes
from estuary.bookings.models import Booking, Session
from rooms.models import Room
from tests.calls import kind_of, room_of
from tests.conftest import MakeSession
from tests.fakes.appointment import booking, now
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.recordings.places import Place, folder
from tests.recordings.recorded import MakeRecording, maker_in

__all__ = ["booking", "folder", "livekit", "now"]


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def workshop(make_session: MakeSession, livekit: FakeLiveKit) -> Session:
    return make_session("workshop")


def linked(subject: Booking | Session) -> Room:
    """Its room, as Estuary's own row names it."""
    found = room_of(subject)
    outcomes.record_room(kind_of(subject), str(subject.pk))
    return found


@pytest.fixture
def room(booking: Booking, livekit: FakeLiveKit) -> Room:
    return linked(booking)


def page(user: User, path: str, *, language: str = "en") -> str:
    client = Client()
    client.force_login(user)
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def links(html: str) -> list[str]:
    """Words of the links to recordings."""
    return re.findall(r'href="/room/recordings/[^"]*"[^>]*>([^<]+)</a>', html)


class TestTheHeader:
    def test_leads_there_where_the_site_has_a_place_for_recordings(
        self, folder: Place, client_user: User
    ) -> None:
        assert links(page(client_user, "/bookings/")) == ["Recordings"]
        assert links(page(client_user, "/bookings/", language="de")) == ["Aufzeichnungen"]

    def test_has_no_such_link_elsewhere(self, client_user: User) -> None:
        assert links(page(client_user, "/bookings/")) == []

    def test_has_none_for_who_is_not_logged_in(self, folder: Place, db: None) -> None:
        assert links(Client().get("/log-in/").content.decode()) == []


class TestABooking:
    def test_leads_its_client_to_what_is_shared(
        self, booking: Booking, room: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        path = f"/bookings/{booking.pk}/"
        one = make_recording(room)
        assert links(page(client_user, path)) == ["Recordings"]

        one.shared = True
        one.save()

        html = page(client_user, path)
        assert links(html) == ["Recordings", "Recording"]
        assert f'href="/room/recordings/{one.pk}/"' in html

    def test_leads_its_practitioner_to_all_of_them(
        self, booking: Booking, room: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        make_recording(room)
        make_recording(room)

        assert links(page(practitioner, f"/bookings/{booking.pk}/")) == ["Recordings", "2 recordings"]

    def test_of_a_place_in_a_session_leads_to_that_of_the_session(
        self, workshop: Session, client_user: User, make_recording: MakeRecording
    ) -> None:
        make_recording(linked(workshop), shared=True)
        place = workshop.bookings.get(client=client_user)

        assert links(page(client_user, f"/bookings/{place.pk}/")) == ["Recordings", "Recording"]


def test_a_session_leads_whoever_leads_it_to_its_recordings(
    workshop: Session, practitioner: User, make_recording: MakeRecording
) -> None:
    make_recording(linked(workshop))

    assert links(page(practitioner, f"/sessions/{workshop.pk}/")) == ["Recordings", "Recording"]


def test_without_a_room_there_is_nothing_to_lead_to(
    workshop: Session, practitioner: User, folder: Place
) -> None:
    assert links(page(practitioner, f"/sessions/{workshop.pk}/")) == ["Recordings"]
