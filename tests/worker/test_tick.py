"""`tick` does once what is due; one broken step keeps no other from running."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.rooms_host import EstuaryHost
from rooms import beats, closing, effects, inbox, lifecycle, worker
from rooms.exceptions import LiveKitUnavailable
from rooms.host import Kind, Subject
from rooms.models import (
    Beat,
    Effect,
    EndReason,
    Room,
    RoomParticipant,
    StatementVersion,
    Status,
    WebhookEvent,
)
from rooms.statement.storage import from_json
from rooms.worker import Schedule, tick
from tests.calls import room_of
from tests.conftest import MakeBooking
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.telling import Telling

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


class TestAWholeSession:
    """From the confirmed booking to `completed`, by ticks alone, with nothing but LiveKit's listing."""

    def test_it_closes_itself_and_the_host_is_told(
        self, booking: Booking, nadia: RoomParticipant, jonas: RoomParticipant, livekit: FakeLiveKit
    ) -> None:
        room = Room.objects.get()
        start = timezone.now()
        for person in (nadia, jonas):
            livekit.enters(room.name, person.identity, joined_at=start)
        schedule = tick(at=start + timedelta(seconds=3))
        room.refresh_from_db()
        assert (room.status, room.participant_count) == (Status.IN_USE, 2)
        booking.refresh_from_db()

        for person in (nadia, jonas):
            livekit.leaves(room.name, person.identity)
        at = start + timedelta(minutes=5)
        while at < start + timedelta(minutes=12):
            tick(schedule, at=at)
            at += timedelta(seconds=20)

        room.refresh_from_db()
        booking.refresh_from_db()
        assert (room.status, room.end_reason, room.outcome) == (Status.ENDED, EndReason.EMPTY, "completed")
        assert booking.state == BookingState.COMPLETED
        assert room.name not in livekit.rooms
        assert room.final_at is not None

    def test_a_booking_whose_room_was_missed_gets_one(
        self, make_booking: MakeBooking, livekit: FakeLiveKit, now: datetime
    ) -> None:
        make_booking(starts_at=now + timedelta(hours=1))
        assert not Room.objects.exists()

        tick()

        assert Room.objects.get().status == Status.PENDING
        assert livekit.asked("create_room") == []  # not before somebody may join

    def test_what_a_webhook_request_could_not_handle_is_handled(
        self, room: Room, jonas: RoomParticipant, now: datetime
    ) -> None:
        inbox.store(Telling(room, made_at=now).joined(jonas, now))

        tick(at=now + timedelta(seconds=10))

        assert WebhookEvent.objects.get(source="livekit").processed_at is not None

    def test_a_statement_becomes_final_with_the_host_s_word_on_who_was_expected(
        self, room: Room, nadia: RoomParticipant, now: datetime
    ) -> None:
        self.ends(room, now)

        tick(at=now + timedelta(minutes=1))

        version = from_json(StatementVersion.objects.get().statement)
        assert [person.name for person in version.absent] == ["Dr. Nadia Rahman", "Priya Nair", "Jonas Weber"]

    def test_a_host_that_fails_for_one_room_keeps_no_other_from_becoming_final(
        self, room: Room, make_booking: MakeBooking, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = room_of(make_booking(starts_at=now - timedelta(minutes=20)))
        describe = EstuaryHost.describe

        def fails_for_one(host: EstuaryHost, kind: Kind, refs: Collection[str]) -> Mapping[str, Subject]:
            if room.subject_ref in refs:
                raise LookupError("this one is broken")
            return describe(host, kind, refs)

        for one in (room, other):
            self.ends(one, now)
        monkeypatch.setattr(EstuaryHost, "describe", fails_for_one)
        schedule = tick(at=now + timedelta(minutes=1))

        assert "this one is broken" in schedule.failures["finalise"]
        assert [version.room for version in StatementVersion.objects.all()] == [other]
        monkeypatch.setattr(EstuaryHost, "describe", describe)
        tick(schedule, at=now + timedelta(minutes=2))
        assert StatementVersion.objects.count() == 2

    def ends(self, room: Room, now: datetime) -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.SCHEDULE, ended_at=now, at=now)
            locked.reconciles_after_end = 2
            locked.save()

    def test_an_ended_room_deleted_by_an_operator_stops_nothing(
        self, room: Room, livekit: FakeLiveKit, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        livekit.enters(room.name, "somebody")
        real = livekit.list_participants

        def deleted_meanwhile(name: str, *, timeout: float | None = None) -> object:
            found = real(name)
            Room.objects.filter(name=name).delete()
            return found

        monkeypatch.setattr("rooms.livekit.list_participants", deleted_meanwhile)

        schedule = tick(at=now)

        assert schedule.failures == {}
