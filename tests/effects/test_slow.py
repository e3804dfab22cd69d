"""Effects that take up to half a minute have a thread of the worker's, so that the rest need not wait for them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rooms import effects, worker
from rooms.effects import running
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


def test_what_asks_livekit_for_a_recorder_is_slow_and_what_stops_it_is_not() -> None:
    """Nobody may wait to stop a recording because another one looks for a recorder."""
    assert {"start_recording", "check_recording"} <= running._slow
    assert not {"stop_recording", "say_recording", "delete_livekit_room"} & running._slow
