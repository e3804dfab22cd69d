"""Each pass of a worker touches every ended room at once, whoever else holds one of them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rooms import lifecycle
from rooms.models import EndReason, Room
from tests.conftest import MakeBooking
from tests.database import is_postgresql
from tests.joining.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def count() -> None:
    lifecycle.note_reconcile(asked_at=timezone.now())


def note_reconcile() -> None:
    count()
    connection.close()  # of this thread


@pytest.fixture
def ended(make_booking: MakeBooking) -> list[Room]:
    """Twenty rooms that nobody has declared final."""
    for hours in range(20):
        make_booking(starts_at=timezone.now() + timedelta(hours=2 * hours))
    now = timezone.now()
    for pk in list(Room.objects.values_list("pk", flat=True)):
        with lifecycle.locked_room(pk=pk) as room:
            lifecycle.end_room(room, EndReason.CANCELLED, ended_at=now, at=now)
    return list(Room.objects.order_by("pk"))


def passes() -> list[int]:
    return list(Room.objects.order_by("pk").values_list("reconciles_after_end", flat=True))


@pytest.mark.skipif(not is_postgresql(), reason="SQLite has one lock for all rooms")
def test_a_room_that_somebody_holds_is_not_waited_for_and_counted_by_the_next_pass(ended: list[Room]) -> None:
    held = ended[7]
    with ThreadPoolExecutor(1) as worker:
        with lifecycle.locked_room(pk=held.pk):
            worker.submit(note_reconcile).result(timeout=10)
            assert passes() == [int(room != held) for room in ended]
        worker.submit(note_reconcile).result(timeout=10)
    assert passes() == [1 + int(room != held) for room in ended]


def test_workers_pass_at_once_while_a_host_takes_its_rooms_from_either_end(ended: list[Room]) -> None:
    def take(rooms: list[Room]) -> None:
        with transaction.atomic(), ExitStack() as held:
            for room in rooms:
                held.enter_context(lifecycle.locked_room(pk=room.pk))

    for _ in range(10):
        results = at_once(
            count,
            lambda: take(ended[::-1]),
            count,
            count,
        )
        assert [result for result in results if result is not None] == []
    count()
    count()
    assert set(passes()) == {lifecycle.RECONCILES_UNTIL_FINAL}


def test_a_room_takes_no_step_beyond_the_last(ended: list[Room]) -> None:
    for _ in range(lifecycle.RECONCILES_UNTIL_FINAL + 1):
        count()
    assert set(passes()) == {lifecycle.RECONCILES_UNTIL_FINAL}
