"""The demo's appointments of yesterday: what happened in their rooms came through the inbox, as LiveKit tells it."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Service
from estuary.demo.telling import Call
from estuary.demo.yesterday import SCRIPTS, ensure_over
from rooms import inbox, lifecycle
from rooms.models import EventSource, Room, Visit, WebhookEvent
from rooms.statement import Statement
from rooms.statement.ledger import get_statement
from rooms.statement_page import sheet_of
from tests.conftest import MakeService

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(make_service: MakeService) -> Service:
    return make_service()


def yesterday_at(hour: int, *, days: int = 1) -> datetime:
    day = timezone.localdate() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def room_of(booking: Booking) -> Room:
    assert booking.room_id is not None
    return Room.objects.get(pk=booking.room_id)


def statement_of(booking: Booking) -> Statement:
    return get_statement(room_of(booking), at=timezone.now())


# --- What happened
def test_one_went_well_with_a_second_try_and_a_phone(service: Service, client_user: User) -> None:
    booking = ensure_over("over-well", service, client_user, starts_at=yesterday_at(10))
    said = statement_of(booking)
    assert (said.outcome, said.room.end_reason) == ("completed", "host")
    assert said.confidence.exact
    assert 45 * 60 < said.together_seconds < 48 * 60
    nadia, jonas = said.people
    assert (nadia.side, nadia.connections) == ("practitioner", 1)
    assert [visit.medium for visit in jonas.visits] == ["video", "video", "phone"]
    assert all(visit.left_known_by == "webhook" for person in said.people for visit in person.visits)


def test_its_statement_says_whose_network_it_was(
    service: Service, client_user: User, practitioner: User
) -> None:
    booking = ensure_over("over-well", service, client_user, starts_at=yesterday_at(10))
    sheet = sheet_of(room_of(booking), at=timezone.now(), viewer_ref=str(practitioner.pk))
    assert {trouble.title for trouble in sheet.troubles} == {"Jonas Weber: their network, not yours"}
    assert "phone" in sheet.troubles[-1].text


def test_to_one_the_client_did_not_come(service: Service, second_client: User) -> None:
    booking = ensure_over("over-missed", service, second_client, starts_at=yesterday_at(12))
    said = statement_of(booking)
    assert said.outcome == "no_show_client"
    assert [person.side for person in said.people] == ["practitioner"]
    assert [person.name for person in said.absent if person.side == "client"] == ["Mara Lindgren"]


def test_of_one_an_end_was_inferred(service: Service, client_user: User) -> None:
    booking = ensure_over("over-estimated", service, client_user, starts_at=yesterday_at(15))
    said = statement_of(booking)
    assert said.outcome == "completed"
    assert not said.confidence.exact
    assert said.confidence.estimated_ends == 1
    assert 20 < said.confidence.plus_minus_seconds < 60
    first, second = said.people[1].visits
    assert (first.left_known_by, second.left_known_by) == ("reconcile", "webhook")
    assert [objection.name for objection in said.objections] == ["Jonas Weber"], "who was the client here"


def test_nobody_may_come_in_any_more(service: Service, client_user: User) -> None:
    for hour, key in enumerate(SCRIPTS, start=9):
        room = room_of(ensure_over(key, service, client_user, starts_at=yesterday_at(hour)))
        assert (room.status, room.participant_count) == ("ended", 0)
        assert not room.visits.filter(left_at=None).exists()


# --- How it came into the ledger
@pytest.mark.parametrize("key", list(SCRIPTS))
def test_the_inbox_alone_rebuilds_it(service: Service, client_user: User, key: str) -> None:
    room = room_of(ensure_over(key, service, client_user, starts_at=yesterday_at(10)))
    again = inbox.replay(room)
    assert again.differences == ()
    assert again.visits == room.visits.count() > 0


def test_what_was_lost_is_a_finding_of_reconcile(service: Service, client_user: User) -> None:
    room = room_of(ensure_over("over-estimated", service, client_user, starts_at=yesterday_at(10)))
    events = WebhookEvent.objects.filter(room_name=room.name)
    assert events.filter(source=EventSource.RECONCILE).count() == 1
    assert not events.filter(processed_at=None).exists()


def test_it_becomes_final_as_every_statement_does(service: Service, client_user: User) -> None:
    room = room_of(ensure_over("over-well", service, client_user, starts_at=yesterday_at(10)))
    for _ in range(lifecycle.RECONCILES_UNTIL_FINAL):
        lifecycle.note_reconcile(asked_at=timezone.now())
    with lifecycle.locked_room(pk=room.pk) as locked:
        assert lifecycle.finalise(locked, at=timezone.now() + timedelta(hours=1))
    assert statement_of(Booking.objects.get(room=room)).version == 1


# --- Asked again
def test_it_is_told_once(service: Service, client_user: User) -> None:
    first = ensure_over("over-well", service, client_user, starts_at=yesterday_at(10))
    told = Visit.objects.count(), WebhookEvent.objects.count()
    second = ensure_over("over-well", service, client_user, starts_at=yesterday_at(10))
    assert first.pk == second.pk
    assert (Visit.objects.count(), WebhookEvent.objects.count()) == told


def test_another_day_has_its_own_and_the_older_one_stays(service: Service, client_user: User) -> None:
    older = ensure_over("over-well", service, client_user, starts_at=yesterday_at(10, days=2))
    newer = ensure_over("over-well", service, client_user, starts_at=yesterday_at(10))
    assert older.pk != newer.pk
    assert Booking.objects.get(pk=older.pk).room == older.room


def test_a_call_without_a_planned_start_cannot_be_told(service: Service, client_user: User) -> None:
    room = room_of(ensure_over("over-well", service, client_user, starts_at=yesterday_at(10)))
    room.scheduled_start = None
    with pytest.raises(ValueError, match="planned start"):
        Call(room)


def test_an_event_that_the_inbox_cannot_take_says_so(service: Service, client_user: User) -> None:
    """Told twice, it is there already."""
    room = room_of(ensure_over("over-well", service, client_user, starts_at=yesterday_at(10)))
    with pytest.raises(ValueError, match="room_started: it was there already"):
        Call(room).begins(0)
