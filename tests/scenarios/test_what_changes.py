"""A place that is given up, and a session that moves, while people are inside; the addresses of a place."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import EndReason, Outcome, Room, Status
from tests.api.calling import Caller
from tests.conftest import MakeSession
from tests.fakes.livekit import FakeLiveKit
from tests.scenarios.conftest import Gather
from tests.scenarios.gathering import Gathering

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ["workshop", "course", "webinar", "broadcast"]


@pytest.fixture
def full(
    gather: Gather, practitioner: User, client_user: User, second_client: User, request: pytest.FixtureRequest
) -> Gathering:
    """A session in which Dr. Rahman and both clients have been since the beginning; it is minute 30 now."""
    gathering = gather(getattr(request, "param", "workshop"), minutes_ago=30)
    for user in (practitioner, client_user, second_client):
        gathering.comes(user, 0)
    gathering.works(30.5)
    assert set(gathering.states().values()) == {State.IN_PROGRESS}, "Estuary was told that it has begun"
    return gathering


def place_of(gathering: Gathering, client: User) -> Booking:
    return Booking.objects.filter(session=gathering.subject.pk, client=client).latest("pk")


def move(gathering: Gathering, starts_at: datetime) -> None:
    session_changes.schedule(gathering.subject.pk, starts_at, starts_at + timedelta(hours=1))


# --- A place is given up
@pytest.mark.parametrize("full", KINDS, indirect=True)
def test_a_cancelled_booking_puts_only_that_client_out(
    full: Gathering, client_user: User, livekit: FakeLiveKit
) -> None:
    changes.cancel(place_of(full, client_user).pk, by=None)
    full.works(31)
    assert full.inside() == ["Dr. Nadia Rahman", "Mara Lindgren"]
    assert livekit.asked("remove_participant") == [(full.room.name, full.person(client_user).identity)]
    assert full.room.status == Status.IN_USE


def test_they_do_not_come_back_until_they_have_booked_again(
    full: Gathering, client_user: User, second_client: User
) -> None:
    changes.cancel(place_of(full, client_user).pk, by=client_user)
    full.works(31)
    assert Caller(client_user).join(full.subject) == (403, "booking_cancelled")
    full.connects(full.person(client_user).identity, 32)  # with the token of before
    full.works(33)
    assert full.inside() == ["Dr. Nadia Rahman", "Mara Lindgren"]
    assert isinstance(full.subject, Session)
    changes.book_session(full.subject, client_user, state=State.CONFIRMED)
    full.comes(client_user, 34)
    full.works(35)
    assert full.inside() == ["Dr. Nadia Rahman", "Jonas Weber", "Mara Lindgren"]


def test_a_place_that_was_given_up_stays_cancelled_whoever_came(
    full: Gathering, practitioner: User, client_user: User
) -> None:
    changes.cancel(place_of(full, client_user).pk, by=client_user)
    full.works(31)
    assert full.ends(practitioner).status == 200
    full.works(31)
    assert full.room.outcome == Outcome.COMPLETED
    assert full.states() == {"Jonas Weber": State.CANCELED, "Mara Lindgren": State.COMPLETED}


def test_a_cancelled_session_puts_everyone_out_and_nobody_has_missed_it(full: Gathering, staff: User) -> None:
    session_changes.cancel(full.subject.pk, by=staff)
    full.works(31)
    assert full.inside() == []
    assert full.room.end_reason == EndReason.CANCELLED
    assert set(full.states().values()) == {State.CANCELED}
    full.subject.refresh_from_db()
    assert full.subject.state == SessionState.CANCELED


# --- The session moves
@pytest.mark.parametrize("full", ["workshop", "webinar"], indirect=True)
def test_moved_by_minutes_people_go_on_in_the_same_room(full: Gathering, practitioner: User) -> None:
    before = full.room
    move(full, timezone.now() + timedelta(minutes=10))
    full.works(31)
    assert [room.pk for room in full.rooms] == [before.pk]
    assert full.inside() == ["Dr. Nadia Rahman", "Jonas Weber", "Mara Lindgren"]
    assert set(full.states().values()) == {State.IN_PROGRESS}
    assert full.ends(practitioner).status == 200
    full.works(32)
    assert set(full.states().values()) == {State.COMPLETED}


@pytest.mark.parametrize("full", ["workshop", "webinar"], indirect=True)
def test_moved_to_another_day_people_are_put_out_and_meet_in_a_new_room(
    full: Gathering, client_user: User
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    move(full, tomorrow)
    full.works(31)
    old, new = full.rooms
    assert (old.end_reason, old.outcome, new.status) == (EndReason.MOVED, "", Status.PENDING)
    assert full.livekit.rooms == {}, "the old room is deleted, the new one not made yet"
    assert not old.visits.filter(left_at=None).exists()
    refused = Caller(client_user).join(full.subject)
    assert refused == (403, "too_early")


def test_moved_to_another_day_it_is_neither_going_on_nor_over(full: Gathering) -> None:
    move(full, timezone.now() + timedelta(days=1))
    full.works(31)
    full.subject.refresh_from_db()
    assert full.subject.state == SessionState.SCHEDULED
    assert set(full.states().values()) == {State.CONFIRMED}


def test_without_a_time_people_stay_until_they_leave(
    full: Gathering, practitioner: User, client_user: User, second_client: User
) -> None:
    session_changes.unschedule(full.subject.pk)
    full.works(31)
    assert full.inside() == ["Dr. Nadia Rahman", "Jonas Weber", "Mara Lindgren"]
    assert not full.room.has_ended
    for user in (practitioner, client_user, second_client):
        full.goes(user, 32)
    full.works(33)
    assert Room.objects.get().closes_at is None, "parked until it has a time again"


# --- The addresses of a place
@pytest.mark.parametrize("kind", KINDS)
def test_a_place_leads_to_the_room_of_its_session(
    kind: str, gather: Gather, client_user: User, second_client: User
) -> None:
    gathering = gather(kind)
    places = [place_of(gathering, client) for client in (client_user, second_client)]
    first = gathering.comes(client_user, 0, by=places[0])
    second = gathering.comes(second_client, 1, by=places[1])
    assert first.body["room"]["id"] == second.body["room"]["id"] == str(gathering.room.pk)
    assert Room.objects.count() == 1
    assert gathering.inside() == ["Jonas Weber", "Mara Lindgren"]
    assert Caller(client_user).look(places[0]).body["id"] == str(gathering.room.pk)
    booking = Caller(client_user).client.get(
        f"/api/v1/bookings/{places[0].pk}/", headers=Caller(client_user).headers
    )
    assert booking.json()["room_id"] == str(gathering.room.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_a_place_and_of_its_session_is_there(
    kind: str, make_session: MakeSession, client_user: User, practitioner: User
) -> None:
    session = make_session(kind)
    place = session.bookings.get(client=client_user)
    room = Room.objects.get()
    for user, own in ((client_user, f"booking/{place.pk}"), (practitioner, f"session/{session.pk}")):
        browser = Client()
        browser.force_login(user)
        for address in (own, f"session/{session.pk}", str(room.pk)):
            for page in (f"/room/{address}", f"/room/{address}/lobby"):
                assert browser.get(page).status_code == 200, page


def test_somebody_else_s_place_leads_nowhere(
    make_session: MakeSession, client_user: User, stranger: User, livekit: FakeLiveKit
) -> None:
    place = make_session().bookings.get(client=client_user)
    assert Caller(stranger).join(place) == (403, "not_a_participant")


@pytest.mark.parametrize("of_the_session", [True, False])
def test_a_place_that_was_given_up_says_so_at_every_address(
    of_the_session: bool, make_session: MakeSession, client_user: User, livekit: FakeLiveKit
) -> None:
    session = make_session("webinar")
    place = session.bookings.get(client=client_user)
    changes.cancel(place.pk, by=client_user)
    target = session if of_the_session else place
    assert Caller(client_user).join(target) == (403, "booking_cancelled")


def test_given_a_time_again_it_goes_on_for_those_who_stayed(full: Gathering) -> None:
    session_changes.unschedule(full.subject.pk)
    full.works(31)
    move(full, timezone.now() + timedelta(minutes=5))
    full.works(32)
    full.subject.refresh_from_db()
    assert full.subject.state == SessionState.IN_PROGRESS
    assert set(full.states().values()) == {State.IN_PROGRESS}
    assert full.inside() == ["Dr. Nadia Rahman", "Jonas Weber", "Mara Lindgren"]
