import threading

import pytest
from django.db import connection, transaction

from rooms import tallies
from rooms.models import Tally
from rooms.tallies import JOIN_REFUSED, RECONCILE_REPAIR
from tests.database import held_by_somebody_else

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


@pytest.mark.django_db(transaction=True)
class TestBesideAnAnswer:
    def test_it_is_counted_and_the_database_is_as_patient_as_before(self) -> None:
        before = patience()

        tallies.try_to_count(JOIN_REFUSED, "too_early")

        assert tallies.read() == {(JOIN_REFUSED, "too_early"): 1}
        assert patience() == before

    def test_after_a_count_that_found_no_lock_too(self) -> None:
        before = patience()

        with held_by_somebody_else():
            tallies.try_to_count(JOIN_REFUSED, "too_early")

        assert tallies.read() == {}
        assert patience() == before

    def test_within_a_transaction_a_failure_leaves_that_as_it_was(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Tally._meta, "db_table", "there_is_none")
        with transaction.atomic():
            tallies.try_to_count(JOIN_REFUSED, "too_early")
            monkeypatch.undo()
            tallies.count(RECONCILE_REPAIR, "zombie")

        assert tallies.read() == {(RECONCILE_REPAIR, "zombie"): 1}


def patience() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout" if connection.vendor == "postgresql" else "PRAGMA busy_timeout")
        return cursor.fetchone()
