"""Workers at once, in real transactions: each effect is one worker's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection

from rooms import effects
from rooms.effects import LEASE, running
from rooms.models import Effect
from tests.effects.conftest import Errands
from tests.effects.test_crashes import ended_room
from tests.effects.told_table import CountingHost, count_told, counting_host
from tests.fakes.scene import minute

__all__ = ["counting_host"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_effect_is_run_by_one_of_them(transactional_db: None, errands: Errands) -> None:
    for number in range(12):
        effects.queue("errand", str(number), due_at=minute(0))
    in_threads(lambda: effects.run_due(at=minute(0)), 3)
    assert sorted(errands.done) == sorted(f"errand:{number}" for number in range(12))
    assert set(Effect.objects.values_list("attempts", flat=True)) == {1}


def test_the_host_is_told_once(counting_host: CountingHost) -> None:
    rooms = [ended_room() for _ in range(4)]
    in_threads(lambda: effects.run_due(at=minute(65)), 3)
    assert [count_told(room.subject_ref) for room in rooms] == [1, 1, 1, 1]


def test_even_if_the_first_takes_longer_than_its_lease(
    counting_host: CountingHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second may claim it by rights, but waits for the row: what it finds then is done."""
    room = ended_room()
    first_is_in, second_may_go = Event(), Event()
    original = counting_host.record_outcome

    def slow(*arguments: object) -> None:
        original(*arguments)  # type: ignore[arg-type]
        first_is_in.set()
        second_may_go.wait(5)

    monkeypatch.setattr(counting_host, "record_outcome", slow)

    def first() -> None:
        effects.run_due(at=minute(65))

    def second() -> None:
        first_is_in.wait(5)
        second_may_go.set()
        effects.run_due(at=minute(65) + LEASE + timedelta(seconds=1))

    together([first, second])
    assert count_told(room.subject_ref) == 1
    assert Effect.objects.get(room=room).last_error == ""


def test_a_worker_that_slept_between_claim_and_work_finds_it_done(
    counting_host: CountingHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its handler has no guard of its own: it is the outbox that makes it exactly once."""

    def count(effect: Effect) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO told (ref, outcome) VALUES (%s, '')", [effect.key])

    def sleep_then_handle(effect: Effect, clock: running.Clock) -> None:
        monkeypatch.setattr(running, "_handle", handle)
        effects.run_due(at=minute(0) + 2 * LEASE)  # another worker, when the lease is over
        handle(effect, clock)

    handle = running._handle
    monkeypatch.setitem(running._handlers, "count", (count, True))
    monkeypatch.setattr(running, "_handle", sleep_then_handle)
    key = effects.queue("count", "x", due_at=minute(0))
    effects.run_due(at=minute(0))
    assert count_told(key) == 1
    assert Effect.objects.get(key=key).attempts == 2, "both had claimed it"


def in_threads(work: Callable[[], object], number: int) -> None:
    barrier = Barrier(number)

    def run() -> None:
        barrier.wait()
        work()

    together([run] * number)


def together(works: list[Callable[[], None]]) -> None:
    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for result in [pool.submit(run, work) for work in works]:
            result.result(timeout=30)
