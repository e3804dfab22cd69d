"""What Estuary answers when `rooms` asks about its bookings and sessions."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.rooms_host import EstuaryHost
from rooms.host import get_host
from tests.conftest import MakeBooking, MakeService, MakeSession

host = EstuaryHost()


def test_the_settings_name_this_host() -> None:
    assert isinstance(get_host(), EstuaryHost)


# --- Which subject has the room
def test_an_appointment_has_its_own_room(make_booking: MakeBooking) -> None:
    booking = make_booking()
    assert host.resolve("booking", str(booking.pk)) == ("booking", str(booking.pk))


def test_a_place_in_a_session_shares_the_room_of_the_session(make_session: MakeSession) -> None:
    session = make_session()
    for booking in session.bookings.all():
        assert host.resolve("booking", str(booking.pk)) == ("session", str(session.pk))


@pytest.mark.parametrize("ref", ["0", "7", "007", "-1", "x", "", "9" * 40, "١٢", "1.0", " 1"])
def test_a_reference_that_names_nothing_is_answered_unchanged_and_left_out(ref: str, db: None) -> None:
    assert host.resolve("booking", ref) == ("booking", ref)
    assert host.describe("booking", [ref]) == {}
    assert host.describe("session", [ref]) == {}
    assert host.clients("booking", ref) == []
    assert host.people([ref]) == {}


def test_a_reference_has_one_spelling_only(make_booking: MakeBooking) -> None:
    """Else one booking could get two rooms."""
    booking = make_booking()
    assert host.describe("booking", [f"0{booking.pk}"]) == {}


# --- What it means
def test_an_appointment_is_described_with_all_its_practitioners(
    make_booking: MakeBooking, practitioner: User, assistant: User
) -> None:
    booking = make_booking()
    subject = host.describe("booking", [str(booking.pk)])[str(booking.pk)]
    assert (subject.kind, subject.ref, subject.state) == ("booking", str(booking.pk), "joinable")
    assert subject.room_type == "individual"
    assert subject.title == "Consultation"
    assert (subject.starts_at, subject.ends_at) == (booking.starts_at, booking.ends_at)
    assert [person.name for person in subject.practitioners] == ["Dr. Nadia Rahman", "Priya Nair"]
    assert [person.ref for person in subject.practitioners] == [str(practitioner.pk), str(assistant.pk)]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (BookingState.DRAFT, "not_confirmed"),
        (BookingState.PENDING_PAYMENT, "not_confirmed"),
        (BookingState.CONFIRMED, "joinable"),
        (BookingState.IN_PROGRESS, "joinable"),
        (BookingState.COMPLETED, "finished"),
        (BookingState.NO_SHOW, "finished"),
        (BookingState.CANCELED, "cancelled"),
    ],
)
def test_each_state_of_a_booking_says_whether_people_may_enter(
    make_booking: MakeBooking, state: BookingState, said: str
) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=state)
    assert host.describe("booking", [str(booking.pk)])[str(booking.pk)].state == said


@pytest.mark.parametrize(
    ("kind", "room_type"),
    [("workshop", "group"), ("course", "webinar"), ("webinar", "webinar"), ("broadcast", "broadcast")],
)
def test_the_kind_of_a_service_decides_the_type_of_its_rooms(
    make_session: MakeSession, kind: str, room_type: str
) -> None:
    session = make_session(kind)
    assert host.describe("session", [str(session.pk)])[str(session.pk)].room_type == room_type


def test_a_service_may_wish_for_something_else(make_session: MakeSession, make_service: MakeService) -> None:
    wishes: dict[str, Any] = {
        "room_type": "group",
        "capacity": 12,
        "recording": True,
        "recording_consent": "inform",
        "waiting_room": "admit",
        "dial_in": True,
    }
    session = make_session(service=make_service("webinar", **wishes))
    subject = host.describe("session", [str(session.pk)])[str(session.pk)]
    assert {name: getattr(subject, name) for name in wishes} == wishes


def test_without_wishes_the_template_of_the_room_type_decides(make_session: MakeSession) -> None:
    session = make_session()
    subject = host.describe("session", [str(session.pk)])[str(session.pk)]
    assert (subject.capacity, subject.recording, subject.dial_in) == (None, None, None)
    assert subject.recording_consent is None


def test_a_draft_session_has_no_time_and_that_keeps_its_room_closed(make_session: MakeSession) -> None:
    draft = make_session(starts_at=None)
    subject = host.describe("session", [str(draft.pk)])[str(draft.pk)]
    assert (subject.state, subject.starts_at, subject.ends_at) == ("joinable", None, None)


def test_a_canceled_session_is_cancelled(make_session: MakeSession, practitioner: User) -> None:
    session = make_session()
    session_changes.cancel(session.pk, by=practitioner)
    assert host.describe("session", [str(session.pk)])[str(session.pk)].state == "cancelled"


def test_a_place_in_a_session_is_not_described_as_an_appointment(make_session: MakeSession) -> None:
    place = make_session().bookings.first()
    assert place is not None
    assert host.describe("booking", [str(place.pk)]) == {}


# --- Who somebody is to it
def test_standing_at_an_appointment(
    make_booking: MakeBooking,
    practitioner: User,
    assistant: User,
    client_user: User,
    second_client: User,
    stranger: User,
    staff: User,
) -> None:
    ref = str(make_booking().pk)
    assert host.standing("booking", ref, practitioner) == "practitioner"
    assert host.standing("booking", ref, assistant) == "practitioner"
    assert host.standing("booking", ref, client_user) == "client"
    for somebody in (second_client, stranger, staff):
        assert host.standing("booking", ref, somebody) == "none"


def test_standing_at_a_session_follows_ones_own_booking(
    make_session: MakeSession, practitioner: User, client_user: User, second_client: User, stranger: User
) -> None:
    session = make_session(clients=(client_user,))
    ref = str(session.pk)
    assert host.standing("session", ref, practitioner) == "practitioner"
    assert host.standing("session", ref, client_user) == "client"
    assert host.standing("session", ref, stranger) == "none"
    unpaid = changes.book_session(session, second_client)
    assert host.standing("session", ref, second_client) == "unconfirmed_client"
    changes.cancel(unpaid.pk, by=second_client)
    assert host.standing("session", ref, second_client) == "cancelled_client"
    changes.book_session(session, second_client, state=BookingState.CONFIRMED)
    assert host.standing("session", ref, second_client) == "client"


def test_nobody_is_anything_to_what_does_not_exist(client_user: User) -> None:
    assert host.standing("booking", "12", client_user) == "none"
    assert host.standing("session", "x", client_user) == "none"


def test_clients_are_those_who_did_not_cancel(
    make_session: MakeSession, client_user: User, second_client: User
) -> None:
    session = make_session()
    assert [one.name for one in host.clients("session", str(session.pk))] == ["Jonas Weber", "Mara Lindgren"]
    changes.cancel(session.bookings.get(client=second_client).pk, by=second_client)
    found = host.clients("session", str(session.pk))
    assert [(one.ref, one.email) for one in found] == [(str(client_user.pk), "jonas@example.org")]


def test_people_by_their_keys(client_user: User, stranger: User) -> None:
    found = host.people([str(client_user.pk), str(stranger.pk), "999999", "x"])
    assert {ref: person.name for ref, person in found.items()} == {
        str(client_user.pk): "Jonas Weber",
        str(stranger.pk): "Felix Stern",
    }


# --- Which subjects need a room
def test_subjects_between_two_times_are_those_that_need_a_room(
    make_booking: MakeBooking, make_session: MakeSession, second_client: User, practitioner: User
) -> None:
    now = timezone.now()
    today = make_booking()
    make_booking(state=BookingState.PENDING_PAYMENT)
    make_booking(starts_at=now + timedelta(days=9))
    changes.cancel(make_booking().pk, by=practitioner)
    session = make_session()
    make_session(starts_at=None)
    found = set(host.subjects_between(now - timedelta(days=1), now + timedelta(days=1)))
    assert found == {("booking", str(today.pk)), ("session", str(session.pk))}


# --- Where people go after the call
def test_after_the_call_a_client_sees_the_booking_and_a_practitioner_the_day(
    make_booking: MakeBooking,
    make_session: MakeSession,
    client_user: User,
    practitioner: User,
    stranger: User,
) -> None:
    booking, session = make_booking(), make_session()
    place = session.bookings.get(client=client_user)
    assert booking.starts_at is not None
    day = timezone.localdate(booking.starts_at)
    assert host.return_url("booking", str(booking.pk), client_user) == f"/bookings/{booking.pk}/"
    assert host.return_url("session", str(session.pk), client_user) == f"/bookings/{place.pk}/"
    assert host.return_url("booking", str(booking.pk), practitioner) == f"/day/{day}/"
    assert host.return_url("booking", "999999", stranger) == "/"
