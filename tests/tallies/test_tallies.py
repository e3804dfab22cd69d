import threading

import pytest
from django.db import connection, transaction

from rooms import tallies
from rooms.models import Tally
from rooms.tallies import JOIN_REFUSED, RECONCILE_REPAIR

pytestmark = pytest.mark.django_db


def test_the_first_time_is_counted() -> None:
    tallies.count(JOIN_REFUSED, "too_early")
    assert tallies.read() == {(JOIN_REFUSED, "too_early"): 1}


def test_each_further_time_adds_to_the_same_row() -> None:
    tallies.count(RECONCILE_REPAIR, "missed_leave", by=2)
    tallies.count(RECONCILE_REPAIR, "missed_leave", by=3)
    assert tallies.read() == {(RECONCILE_REPAIR, "missed_leave"): 5}
    assert Tally.objects.count() == 1


def test_labels_are_counted_apart() -> None:
    tallies.count(JOIN_REFUSED, "too_early")
    tallies.count(JOIN_REFUSED, "room_ended")
    tallies.count(RECONCILE_REPAIR)
    assert tallies.read() == {
        (JOIN_REFUSED, "too_early"): 1,
        (JOIN_REFUSED, "room_ended"): 1,
        (RECONCILE_REPAIR, ""): 1,
    }


def test_nothing_is_no_row() -> None:
    tallies.count(RECONCILE_REPAIR, "missed_join", by=0)
    assert tallies.read() == {}


def test_what_is_undone_was_not_counted() -> None:
    tallies.count(RECONCILE_REPAIR, "missed_join")
    with transaction.atomic():
        tallies.count(RECONCILE_REPAIR, "missed_join")
        transaction.set_rollback(True)
    assert tallies.read() == {(RECONCILE_REPAIR, "missed_join"): 1}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_none() -> None:
    start = threading.Barrier(6)

    def count_some() -> None:
        try:
            start.wait(timeout=20)
            for _ in range(5):
                tallies.count(JOIN_REFUSED, "room_full")
        finally:
            connection.close()

    threads = [threading.Thread(target=count_some) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tallies.read() == {(JOIN_REFUSED, "room_full"): 30}
