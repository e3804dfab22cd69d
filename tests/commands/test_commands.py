"""The commands of an operator: what they do, and one clear line where they cannot."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from estuary.bookings.models import Booking
from rooms import beats, syncing
from rooms.exceptions import Conflict
from rooms.models import Beat, Room, Status
from tests.conftest import MakeBooking, MakeSession
from tests.database import environment_of_tests
from tests.fakes.livekit import FakeLiveKit


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue().strip()


class TestSync:
    def test_rooms_that_were_missed_are_made(
        self, make_booking: MakeBooking, make_session: MakeSession, now: datetime
    ) -> None:
        make_booking(starts_at=now + timedelta(days=3))
        make_session(starts_at=now + timedelta(days=3))

        assert run("rooms_sync") == "2 subjects were out of line."
        assert Room.objects.filter(status=Status.PENDING).count() == 2
        assert run("rooms_sync") == "0 subjects were out of line."

    def test_only_between_two_days(self, make_booking: MakeBooking, now: datetime) -> None:
        soon = make_booking(starts_at=now + timedelta(days=3))
        make_booking(starts_at=now + timedelta(days=30), service=soon.service)

        run("rooms_sync", "--until", f"{now + timedelta(days=10):%Y-%m-%d}")

        assert Room.objects.get().subject_ref == str(soon.pk)

    @pytest.mark.django_db(transaction=True)
    def test_only_one_subject(self, booking: Booking, make_session: MakeSession) -> None:
        session = make_session()

        said = run("rooms_sync", "--booking", str(booking.pk))
        assert said == f"booking {booking.pk}: {Room.objects.get(subject_kind='booking').name}"
        assert run("rooms_sync", "--session", str(session.pk)).startswith(f"session {session.pk}: group-")

    @pytest.mark.django_db
    def test_one_that_does_not_exist_has_no_room(self) -> None:
        assert run("rooms_sync", "--booking", "424242") == "booking 424242: no open room"

    @pytest.mark.django_db
    @pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "24.11.2026"])
    def test_a_day_that_is_none(self, day: str) -> None:
        with pytest.raises(CommandError, match=r"is not a day; write it as 2026-11-24"):
            run("rooms_sync", "--since", day)

    @pytest.mark.django_db(transaction=True)
    def test_a_subject_that_keeps_changing_is_said(
        self, booking: Booking, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def changes(*args: object, **kwargs: object) -> None:
            raise Conflict

        monkeypatch.setattr(syncing, "sync_subject", changes)

        with pytest.raises(CommandError, match="Somebody else"):
            run("rooms_sync", "--booking", str(booking.pk))


class TestReconcile:
    def test_it_says_what_it_saw(self, room: Room, livekit: FakeLiveKit) -> None:
        livekit.enters(room.name, "somebody", joined_at=timezone.now() - timedelta(minutes=1))
        assert run("rooms_reconcile").splitlines() == [
            "1 rooms live; 0 were believed alive and are not.",
            "put right: missed_join 1",
            "put right: missed_start 1",
        ]
        assert run("rooms_reconcile") == "1 rooms live; 0 were believed alive and are not."

        livekit.restarts()
        assert run("rooms_reconcile").splitlines() == [
            "0 rooms live; 1 were believed alive and are not.",
            "put right: missed_end 1",
            "put right: missed_leave 1",
        ]

    def test_it_names_rooms_that_livekit_says_nothing_of(self, room: Room, livekit: FakeLiveKit) -> None:
        livekit.enters(room.name, "somebody")
        livekit.silent.add(room.name)
        assert f"no answer about {room.name}" in run("rooms_reconcile")

    @pytest.mark.django_db
    def test_a_dead_livekit_is_one_line(self, livekit: FakeLiveKit) -> None:
        livekit.is_down = True

        with pytest.raises(CommandError, match="livekit_unavailable"):
            run("rooms_reconcile")

    @pytest.mark.django_db
    def test_a_missing_setting_too(self, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_HOST": ""}

        with pytest.raises(CommandError, match="LIVEKIT_HOST is not set"):
            run("rooms_reconcile")


@pytest.mark.django_db(transaction=True)
class TestWorker:
    """As a process of its own, with a LiveKit that is not there: what an operator starts and stops."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "estuary.settings",
            **environment_of_tests(),
            "LIVEKIT_HOST": "http://127.0.0.1:9",
            "LOG_LEVEL": "INFO",
        }

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_it_ticks_says_a_failure_once_and_stops_when_told(
        self, how: signal.Signals, environment: dict[str, str]
    ) -> None:
        root = Path(__file__).parents[2]
        command = [sys.executable, "manage.py", "rooms_worker", "--interval", "0.05"]
        process = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            seen = self.wait_for_two_ticks()
            process.send_signal(how)
            _, words = process.communicate(timeout=60)
        finally:
            process.kill()

        assert process.returncode == 0
        assert seen.kind == beats.WORKER
        assert words.count("worker started") == words.count("worker stopped") == 1
        assert words.count("reconcile failed") <= 1
        assert "Traceback" not in words

    def wait_for_two_ticks(self) -> Beat:
        first = None
        for _ in range(1800):  # a minute and a half: the machine may be busy
            beat = beats.get(beats.WORKER)
            if beat is not None:
                first = first or beat.seen_at
                if beat.seen_at > first:
                    return beat
            time.sleep(0.05)
        raise AssertionError("the worker does not tick")
