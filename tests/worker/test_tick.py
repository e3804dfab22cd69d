"""`tick` does once what is due; one broken step keeps no other from running."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from rooms import beats, closing, effects, inbox, worker
from rooms.exceptions import LiveKitUnavailable
from rooms.models import (
    Beat,
    Effect,
)
from rooms.worker import Schedule, tick
from tests.fakes.livekit import FakeLiveKit

STEPS = {
    "inbox": (inbox, "process_waiting"),
    "effects": (effects, "run_due"),
    "reconcile": (worker, "reconcile"),
    "sync": (worker, "sync_between"),
    "closing": (closing, "close_due"),
    "finalise": (worker, "_finalise"),
}


@pytest.fixture
def run(livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that ran."""
    ran: list[str] = []
    for name, (module, function) in STEPS.items():

        def step(*args: object, name: str = name, **kwargs: object) -> None:
            ran.append(name)

        monkeypatch.setattr(module, function, step)
    return ran


def breaks(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    module, function = STEPS[name]

    def broken(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(module, function, broken)


@pytest.mark.django_db
class TestSteps:
    def test_the_first_tick_does_everything(self, run: list[str]) -> None:
        tick()

        assert run == list(STEPS)

    def test_so_does_every_tick_of_cron(self, run: list[str]) -> None:
        tick()
        tick()

        assert run == [*STEPS, *STEPS]

    def test_reconcile_and_sync_have_their_own_pace(self, run: list[str], now: datetime) -> None:
        schedule = tick(at=now)

        for second in range(1, 31):
            tick(schedule, at=now + timedelta(seconds=second))

        assert run.count("effects") == run.count("closing") == 31
        assert run.count("reconcile") == 3  # at 0, 15 and 30
        assert run.count("sync") == 1
        tick(schedule, at=now + timedelta(seconds=300))
        assert run.count("sync") == 2

    def test_both_paces_are_the_sites_to_say(self, run: list[str], now: datetime, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "RECONCILE_SECONDS": 5, "SYNC_SECONDS": 20}
        schedule = tick(at=now)

        for second in range(1, 31):
            tick(schedule, at=now + timedelta(seconds=second))

        assert run.count("reconcile") == 7  # at 0, 5, … 30
        assert run.count("sync") == 2  # at 0 and 20

    @pytest.mark.parametrize("broken", list(STEPS))
    def test_a_broken_step_stops_no_other(
        self, broken: str, run: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        breaks(monkeypatch, broken, ZeroDivisionError("a bug"))

        tick()

        assert run == [name for name in STEPS if name != broken]

    def test_told_to_stop_it_begins_nothing_more(self, run: list[str]) -> None:
        tick(should_stop=lambda: len(run) == 2)

        assert run == ["inbox", "effects"]

    def test_nor_another_effect(self, livekit: FakeLiveKit, now: datetime) -> None:
        for number in range(3):
            effects.queue("signal", f"none:{number}", due_at=now)

        tick(should_stop=lambda: Effect.objects.filter(attempts__gt=0).exists())

        assert Effect.objects.filter(attempts__gt=0).count() == 1


@pytest.mark.django_db
class TestWords:
    """A failure is said once when it begins, and once when it is over."""

    @pytest.fixture
    def lines(self, caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
        caplog.set_level(logging.INFO, logger="rooms.worker")
        return lambda: [f"{r.levelname} {r.getMessage()}" for r in caplog.records if r.name == "rooms.worker"]

    def test_a_bug_comes_with_its_traceback_once(
        self,
        run: list[str],
        monkeypatch: pytest.MonkeyPatch,
        lines: Callable[[], list[str]],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        breaks(monkeypatch, "closing", ZeroDivisionError("a bug"))
        schedule = Schedule()

        for _ in range(3):
            tick(schedule)

        assert lines() == ["ERROR closing failed, and is tried again"]
        assert caplog.records[0].exc_info is not None

    def test_what_the_database_says_of_a_row_stays_out_of_the_log(
        self, run: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """PostgreSQL writes the whole row into its error."""
        row = IntegrityError("Failing row contains (12-jonas@example.org, Jonas Weber).")
        breaks(monkeypatch, "finalise", row)

        tick()

        assert "finalise failed, and is tried again: IntegrityError at" in caplog.text
        assert "in broken" in caplog.text, "where it was"
        assert "jonas" not in caplog.text.lower()

    def test_and_that_it_is_over(
        self, run: list[str], monkeypatch: pytest.MonkeyPatch, lines: Callable[[], list[str]]
    ) -> None:
        schedule = Schedule()
        with monkeypatch.context() as patched:
            breaks(patched, "closing", ZeroDivisionError("a bug"))
            tick(schedule)

        tick(schedule)

        assert lines()[-1] == "INFO closing works again"

    def test_a_dead_livekit_is_no_bug(
        self, run: list[str], monkeypatch: pytest.MonkeyPatch, lines: Callable[[], list[str]]
    ) -> None:
        breaks(monkeypatch, "reconcile", LiveKitUnavailable(reason="list_rooms: no answer within 5 s"))

        tick()

        assert len(lines()) == 1
        assert lines()[0].startswith("WARNING reconcile failed")


@pytest.mark.django_db
class TestTheBeat:
    def test_each_tick_is_a_sign_of_life(self, run: list[str], now: datetime) -> None:
        schedule = tick(at=now)
        tick(schedule, at=now + timedelta(seconds=1))

        beat = Beat.objects.get(kind=beats.WORKER)
        assert beat.seen_at == now + timedelta(seconds=1)
        assert beat.since == now

    def test_a_pause_counts_as_a_restart(self, run: list[str], now: datetime) -> None:
        schedule = tick(at=now)
        tick(schedule, at=now + timedelta(minutes=2))

        assert Beat.objects.get(kind=beats.WORKER).since == now + timedelta(minutes=2)

    def test_a_new_process_does_too(self, run: list[str], now: datetime) -> None:
        tick(at=now)
        tick(at=now + timedelta(seconds=5))

        assert Beat.objects.get(kind=beats.WORKER).since == now + timedelta(seconds=5)

    def test_a_clock_that_runs_backwards_takes_nothing_back(self, run: list[str], now: datetime) -> None:
        schedule = tick(at=now)
        tick(schedule, at=now - timedelta(minutes=1))

        assert Beat.objects.get(kind=beats.WORKER).seen_at == now

    def test_it_beats_between_effects_so_that_a_long_backlog_is_no_dead_worker(
        self, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch, now: datetime
    ) -> None:
        for number in range(5):
            effects.queue("signal", f"none:{number}", due_at=now)
        seen = []
        real = beats.worker_ticks

        def note(*, at: datetime, started: bool = False) -> None:
            seen.append(Effect.objects.filter(attempts__gt=0).count())
            real(at=at, started=started)

        monkeypatch.setattr(beats, "worker_ticks", note)
        tick()

        assert {1, 2, 3, 4, 5} <= set(seen)
