"""What Estuary answers when `rooms` asks about its bookings and sessions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.rooms_host import EstuaryHost
from rooms.host import Host, Kind, Meeting, get_host
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


# --- One question instead of four
def separately(kind: Kind, ref: str, user: User) -> Meeting | None:
    """What a host answers that leaves `meet` out."""
    met = Host.meet(host, kind, ref, user)
    return met and replace(met, return_url=host.return_url(kind, ref, user))


@pytest.mark.parametrize("who", ["practitioner", "assistant", "client_user", "second_client", "stranger"])
@pytest.mark.parametrize("state", BookingState.values)
def test_met_at_once_is_as_asked_one_by_one(
    who: str,
    state: str,
    make_booking: MakeBooking,
    make_session: MakeSession,
    client_user: User,
    request: pytest.FixtureRequest,
) -> None:
    user: User = request.getfixturevalue(who)
    booking, session = make_booking(), make_session(clients=(client_user,))
    Booking.objects.filter(client=client_user).update(state=state)
    for kind, ref in (("booking", str(booking.pk)), ("session", str(session.pk))):
        met = host.meet(kind, ref, user)  # type: ignore[arg-type]
        assert met is not None
        assert met == separately(kind, ref, user)  # type: ignore[arg-type]


def test_several_places_in_one_session_count_as_the_best_of_them(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session(clients=(client_user,))
    Booking.objects.filter(session=session).update(state=BookingState.CANCELED)
    newer = Booking.objects.create(session=session, client=client_user, state=BookingState.CONFIRMED)

    met = host.meet("session", str(session.pk), client_user)

    assert met is not None
    assert (met.standing, met.return_url) == ("client", f"/bookings/{newer.pk}/")


def test_nobody_is_met_where_there_is_nothing(client_user: User) -> None:
    assert host.meet("booking", "999999", client_user) is None
    assert host.meet("session", "nonsense", client_user) is None


# --- Constant queries
def test_to_meet_costs_three_queries(
    make_session: MakeSession,
    client_user: User,
    practitioner: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = make_session(clients=(client_user,))
    for user in (client_user, practitioner):
        with django_assert_num_queries(3):
            assert host.meet("session", str(session.pk), user)


def test_many_subjects_cost_as_many_queries_as_one(
    make_booking: MakeBooking, make_session: MakeSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bookings = [str(make_booking().pk) for _ in range(6)]
    sessions = [str(make_session().pk) for _ in range(6)]
    for kind, refs in (("booking", bookings), ("session", sessions)):
        for some in (refs[:1], refs):
            with django_assert_num_queries(2):
                assert len(host.describe(kind, some)) == len(some)  # type: ignore[arg-type]


def test_a_crowd_costs_as_many_queries_as_one_client(
    make_session: MakeSession, client_user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    crowd = [User.objects.create(email=f"viewer{n}@example.org", name=f"Viewer {n}") for n in range(30)]
    session = make_session("broadcast", clients=(client_user, *crowd))
    with django_assert_num_queries(1):
        assert len(host.clients("session", str(session.pk))) == 31
    with django_assert_num_queries(2):
        assert host.standing("session", str(session.pk), client_user) == "client"
    with django_assert_num_queries(1):
        assert len(host.people([str(user.pk) for user in crowd])) == 30
    with django_assert_num_queries(2):
        assert list(host.subjects_between(timezone.now() - timedelta(days=1), timezone.now()))


# --- A day at once
def test_many_are_answered_like_each_alone(
    make_booking: MakeBooking,
    make_session: MakeSession,
    practitioner: User,
    assistant: User,
    client_user: User,
    stranger: User,
) -> None:
    session, other = make_session(), make_session(clients=())
    place, cancelled = session.bookings.order_by("pk")
    Booking.objects.filter(pk=cancelled.pk).update(state=BookingState.CANCELED)
    bookings = [str(pk) for pk in (make_booking().pk, place.pk, cancelled.pk, 999999)] + ["x"]
    sessions = [str(session.pk), str(other.pk), "999999", "007"]

    assert host.resolve_many("booking", bookings) == {ref: host.resolve("booking", ref) for ref in bookings}
    assert host.resolve_many("session", sessions) == {ref: ("session", ref) for ref in sessions}
    for user in (practitioner, assistant, client_user, cancelled.client, stranger):
        assert host.standings("booking", bookings, user) == {
            ref: host.standing("booking", ref, user) for ref in bookings
        }
        assert host.standings("session", sessions, user) == {
            ref: host.standing("session", ref, user) for ref in sessions
        }


def test_and_in_as_many_queries(
    make_booking: MakeBooking,
    make_session: MakeSession,
    client_user: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bookings = [str(make_booking().pk) for _ in range(5)]
    sessions = [str(make_session().pk) for _ in range(5)]

    with django_assert_num_queries(1):
        host.resolve_many("booking", bookings)
    for kind, refs in (("booking", bookings), ("session", sessions)):
        with django_assert_num_queries(2):
            host.standings(kind, refs, client_user)  # type: ignore[arg-type]
