"""What handling an event reads: as much as it needs, however many came and went before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from rooms.models import Room, RoomParticipant
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Event, Telling


def asked(event: Mapping[str, object]) -> list[str]:
    """Every statement of taking and handling one event."""
    with CaptureQueriesContext(connection) as found:
        assert deliver(dict(event)).status_code == 200
    return [query["sql"] for query in found]


def when_the_last_left(statements: list[str]) -> list[str]:
    return [one for one in statements if 'MAX("rooms_visit"."left_at")' in one]


def everybodys_visits(statements: list[str]) -> list[str]:
    return [
        one
        for one in statements
        if one.startswith("SELECT")
        and 'INNER JOIN "rooms_roomparticipant"' in one
        and "livekit_sid" not in one.split("WHERE")[1]
    ]


@pytest.fixture
def both(told: Telling, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime) -> dict[str, Event]:
    """Nadia and Jonas are inside."""
    came = {
        "nadia": told.joined(nadia, now - timedelta(minutes=4)),
        "jonas": told.joined(jonas, now - timedelta(minutes=3)),
    }
    for event in came.values():
        deliver(event)
    return came


def test_nobody_asks_when_the_last_one_left_while_somebody_is_inside(
    told: Telling, both: dict[str, Event], now: datetime
) -> None:
    assert not when_the_last_left(asked(told.left(both["jonas"], now)))


def test_a_room_that_is_empty_before_its_end_looks_at_who_was_there_when_and_no_more(
    told: Telling, both: dict[str, Event], now: datetime
) -> None:
    deliver(told.left(both["jonas"], now - timedelta(seconds=5)))

    (read,) = everybodys_visits(asked(told.left(both["nadia"], now)))

    assert "evidence" not in read, "the ledger's own columns of each visit are large"
    told.room.refresh_from_db()
    # They were together: an empty room need not wait for its planned end.
    assert told.room.scheduled_end is not None
    assert told.room.closes_at is not None
    assert told.room.closes_at < told.room.scheduled_end


def test_after_its_planned_end_it_closes_as_soon_whoever_was_there(
    told: Telling, both: dict[str, Event], now: datetime
) -> None:
    Room.objects.filter(pk=told.room.pk).update(scheduled_end=now - timedelta(minutes=1))
    deliver(told.left(both["jonas"], now - timedelta(seconds=5)))

    assert not everybodys_visits(asked(told.left(both["nadia"], now)))

    told.room.refresh_from_db()
    (last,) = told.room.visits.order_by("-left_at").values_list("left_at", flat=True)[:1]
    assert last is not None
    assert told.room.closes_at == last + timedelta(seconds=told.room.empty_timeout)


def test_where_the_schedule_alone_closes_it_nobody_is_looked_at(
    told: Telling, both: dict[str, Event], now: datetime, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "CLOSE": "schedule"}
    deliver(told.left(both["jonas"], now - timedelta(seconds=5)))

    assert not everybodys_visits(asked(told.left(both["nadia"], now)))

    told.room.refresh_from_db()
    assert told.room.scheduled_end is not None
    assert told.room.closes_at == told.room.scheduled_end + timedelta(seconds=told.room.empty_timeout)


def test_who_had_left_before_the_planned_start_was_not_together_with_anybody(
    told: Telling, both: dict[str, Event], now: datetime
) -> None:
    Room.objects.filter(pk=told.room.pk).update(scheduled_start=now + timedelta(minutes=1))
    deliver(told.left(both["jonas"], now - timedelta(seconds=5)))
    deliver(told.left(both["nadia"], now))

    told.room.refresh_from_db()
    assert told.room.scheduled_end is not None
    assert told.room.closes_at == told.room.scheduled_end + timedelta(seconds=told.room.empty_timeout)
