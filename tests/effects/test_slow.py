"""Effects that take up to half a minute have a thread of the worker's, so that the rest need not wait for them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rooms import effects, worker
from rooms.effects import running
from rooms.exceptions import StorageUnavailable
from rooms.models import Effect
from tests.effects.conftest import Errands
from tests.fakes.livekit import FakeLiveKit

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def slow(errands: Errands) -> Iterator[list[str]]:
    """Keys of the slow ones that were done."""
    done: list[str] = []
    effects.handler("expedition", is_slow=True)(lambda effect: done.append(effect.key))
    yield done
    del running._handlers["expedition"]
    running._slow.discard("expedition")


def test_whoever_runs_all_runs_them_last(errands: Errands, slow: list[str]) -> None:
    effects.queue("expedition", "north", due_at=NOON)
    effects.queue("errand", "tea", due_at=NOON + timedelta(seconds=1))

    assert effects.run_due(at=NOON + timedelta(minutes=1), limit=1) == 1
    assert (errands.done, slow) == (["errand:tea"], [])
    assert effects.run_due(at=NOON + timedelta(minutes=1)) == 1
    assert slow == ["expedition:north"]


@pytest.mark.parametrize(
    ("which", "errand", "expedition"),
    [("all", True, True), ("quick", True, False), ("slow", False, True)],
)
def test_each_runs_its_own(
    errands: Errands, slow: list[str], which: effects.Which, errand: bool, expedition: bool
) -> None:
    effects.queue("errand", "tea", due_at=NOON)
    effects.queue("expedition", "north", due_at=NOON)

    effects.run_due(at=NOON, which=which)

    assert (errands.done == ["errand:tea"]) is errand
    assert (slow == ["expedition:north"]) is expedition


def test_a_tick_of_the_worker_leaves_them_to_its_thread(
    errands: Errands, slow: list[str], livekit: FakeLiveKit
) -> None:
    effects.queue("expedition", "north", due_at=timezone.now())

    worker.tick(which="quick")
    assert slow == []
    assert worker.run_slow() == 1

    assert slow == ["expedition:north"]


def test_a_tick_of_crons_has_nobody_else(errands: Errands, slow: list[str], livekit: FakeLiveKit) -> None:
    effects.queue("expedition", "north", due_at=timezone.now())

    worker.tick()

    assert slow == ["expedition:north"]


def test_whoever_is_to_stop_begins_no_more(errands: Errands, slow: list[str]) -> None:
    effects.queue("expedition", "north", due_at=timezone.now())

    assert worker.run_slow(should_stop=lambda: True) == 0
    assert Effect.objects.get().attempts == 0


class TestAStorageThatIsDown:
    """A storage that hangs keeps nobody from starting a recording."""

    @pytest.fixture
    def fetched(self, slow: list[str]) -> Iterator[list[str]]:
        """Keys of those that were to ask the storage; none of them is answered."""
        asked: list[str] = []

        def fetch(effect: Effect) -> None:
            asked.append(effect.key)
            raise StorageUnavailable(reason="timed out")

        effects.handler("fetch", asks_storage=True)(fetch)
        yield asked
        del running._handlers["fetch"]
        running._slow.discard("fetch")
        running._asks_storage.discard("fetch")

    def test_is_asked_once_in_a_pass(self, fetched: list[str]) -> None:
        for name in ("a", "b", "c"):
            effects.queue("fetch", name, due_at=NOON)

        assert effects.run_due(at=NOON, which="slow") == 1
        assert fetched == ["fetch:a"]

    def test_and_once_in_the_request_that_deletes_many(self, fetched: list[str]) -> None:
        keys = [effects.queue("fetch", name, due_at=NOON) for name in ("a", "b", "c")]

        effects.run_now(keys, at=NOON)

        assert fetched == ["fetch:a"]

    def test_comes_after_what_asks_livekit_however_long_it_is_due(
        self, fetched: list[str], slow: list[str]
    ) -> None:
        effects.queue("fetch", "a", due_at=NOON)
        effects.queue("expedition", "north", due_at=NOON + timedelta(minutes=1))

        assert effects.run_due(at=NOON + timedelta(minutes=1), limit=1, which="slow") == 1

        assert (slow, fetched) == (["expedition:north"], [])

    def test_lets_what_became_due_meanwhile_go_first(
        self, errands: Errands, slow: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Three looks of half a minute each, and Nadia presses Record during the first one."""
        seconds, order = [0.0], list[str]()
        monkeypatch.setattr(running, "monotonic", lambda: seconds[0])

        def look(effect: Effect) -> None:
            order.append(effect.key)
            if seconds[0] == 0:
                effects.queue("expedition", "north", due_at=NOON + timedelta(seconds=10))
            seconds[0] += 30

        monkeypatch.setitem(running._handlers, "look", (look, False))
        monkeypatch.setattr(running, "_slow", {*running._slow, "look"})
        monkeypatch.setattr(running, "_asks_storage", {"look"})
        monkeypatch.setitem(running._handlers, "expedition", (lambda effect: order.append(effect.key), False))
        for name in ("a", "b", "c"):
            effects.queue("look", name, due_at=NOON)

        effects.run_due(at=NOON, which="slow")

        assert order == ["look:a", "expedition:north", "look:b", "look:c"]


def test_what_asks_the_storage_is_known_as_such() -> None:
    assert running._asks_storage == {"check_recording", "purge_recording", "sweep_recording"}


def test_what_asks_livekit_for_a_recorder_is_slow_and_what_stops_it_is_not() -> None:
    """Nobody may wait to stop a recording because another one looks for a recorder."""
    assert {"start_recording", "check_recording"} <= running._slow
    assert not {"stop_recording", "say_recording", "delete_livekit_room"} & running._slow
