"""One recording from the button to its file, second by second: a room with people, LiveKit, a recorder, a storage.

All of it is ours, and real, but LiveKit and what is in the storage. Times are seconds from the scheduled start.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from rooms import effects, inbox, lifecycle
from rooms.exceptions import LiveKitUnavailable
from rooms.livekit import EgressReport
from rooms.models import EndReason, RecordingEnd, RecordingStatus, RoomRecording
from rooms.recordings import comparing, starting, stopping, watching
from rooms.recordings.probing import Found
from tests.fakes.egress import as_webhook, nanoseconds
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import START, Scene

_numbers = count(1)

DONE = (RecordingStatus.READY, RecordingStatus.FAILED)
NO_FILE = Found(None, why_not="no_file")


def second(number: float) -> datetime:
    return START + timedelta(seconds=number)


@dataclass
class Course:
    """Attributes:
    now: seconds; what happens, happens then.
    files: what a look into the storage finds, by key; an exception is raised.
    looked: how often somebody looked.
    """

    scene: Scene
    livekit: FakeLiveKit
    now: float = 0
    files: dict[str, Found | Exception] = field(default_factory=dict)
    looked: int = 0

    # --- The room
    @property
    def at(self) -> datetime:
        return second(self.now)

    @property
    def recording(self) -> RoomRecording:
        """The newest, as it is now."""
        found = self.scene.room.recordings.first()
        assert found is not None, "nothing was ever recorded"
        return found

    @property
    def egress_id(self) -> str:
        assert self.recording.egress_id, "LiveKit has no egress of it"
        return self.recording.egress_id

    def enters(self, *names: str) -> None:
        for name in names:
            identity = self.scene.person(name).identity
            inside = self.livekit.enters(self.scene.room.name, identity, joined_at=self.at)
            self.scene.comes(name, self.now / 60, sid=inside.sid)

    def leaves(self, *names: str) -> None:
        for name in names:
            self.scene.goes(name, self.now / 60)
            self.livekit.leaves(self.scene.room.name, self.scene.person(name).identity)

    def is_ended(self, reason: EndReason = EndReason.HOST) -> None:
        self.scene.ends(reason, self.now / 60)
        self.livekit.rooms.pop(self.scene.room.name, None)

    # --- People
    def start(self, **facts: Any) -> RoomRecording:
        """Nadia presses the button."""
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            nadia = room.participants.get(pk=self.scene.person("nadia").pk)
            recording, _ = starting.start(room, nadia, self.at, **facts)
        return recording

    def stop(self, ended_by: RecordingEnd = RecordingEnd.STOP) -> RoomRecording | None:
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            recording, _ = stopping.stop(room, None, self.at, ended_by=ended_by)
        return recording

    # --- The worker
    def works(self) -> None:
        """One tick, as far as recordings go; LiveKit may be down."""
        self.livekit.clock = self.at
        effects.run_due(at=self.at)
        with contextlib.suppress(LiveKitUnavailable):
            comparing.compare(now=lambda: self.at)
        watching.check_due(at=self.at)
        effects.run_due(at=self.at)

    def passes(self, seconds: float, *, step: float = 5) -> None:
        """Time goes by while the worker ticks."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + step, end)
            self.works()

    def passes_until(self, is_so: Callable[[], bool], *, within: float, step: float = 5) -> float:
        """The same, until something is so. Returns how many seconds that took."""
        began = self.now
        while not is_so():
            assert self.now - began < within, f"not so after {within:g} s: {self.recording}"
            self.passes(step, step=step)
        return self.now - began

    # --- The recorder
    def records(self) -> None:
        """From the button until it is active, as it goes when all is well."""
        self.start()
        self.works()
        self.appears()
        self.says("ACTIVE")

    def appears(self) -> None:
        """The recorder is among those in the room."""
        self.livekit.enters(self.scene.room.name, self.egress_id, kind="EGRESS", hidden=True, recorder=True)

    def disappears(self) -> None:
        room = self.livekit.rooms.get(self.scene.room.name)
        if room is not None:
            room.people.pop(self.egress_id, None)

    def dies(self) -> None:
        """kill -9: LiveKit never hears of it again."""
        self.livekit.dead.add(self.egress_id)
        self.disappears()

    def says(self, status: str, *, is_lost: bool = False, **facts: Any) -> EgressReport:
        """The recorder tells LiveKit, and LiveKit us, unless that is lost."""
        report = self.livekit.reports(self.egress_id, status, at=self.at, **facts)
        if report.is_over:
            self.disappears()
        if not is_lost:
            self.hears(report)
        return report

    def finishes(self, status: str = "COMPLETE", *, is_lost: bool = False, **facts: Any) -> EgressReport:
        """With its file, of the length of the recording."""
        facts.setdefault("details", "End reason: StopEgress API")
        facts["file"] = self.livekit.file_of(self.egress_id, at=self.at)
        return self.says(status, is_lost=is_lost, **facts)

    def hears(self, report: EgressReport) -> None:
        """The webhook with this report comes, now."""
        name = {"STARTING": "egress_started", "ACTIVE": "egress_updated", "ENDING": "egress_updated"}
        row = inbox.store(
            {
                "id": f"EV_course{next(_numbers):08}",
                "event": name.get(report.status, "egress_ended"),
                "createdAt": str(nanoseconds(self.at) // 10**9),
                "egressInfo": as_webhook(report),
            }
        )
        assert row is not None
        assert inbox.process(row, at=self.at), "the event could not be handled"

    def delivers(self, seconds: float | None = None, *, sound: float | None = None) -> None:
        """A file is in the storage; by default all of it is there."""
        recording = self.recording
        if seconds is None:
            began_at = self.livekit.egresses[self.egress_id].started_at
            assert began_at is not None
            seconds = (self.at - began_at).total_seconds()
        self.files[recording.storage_key] = Found(
            1_000,
            playable=True,
            duration_seconds=seconds,
            picture_seconds=seconds,
            sound_seconds=seconds if sound is None else sound,
        )

    def look(self, recording: RoomRecording) -> Found:
        """In the place of `rooms.recordings.probing.look`."""
        self.looked += 1
        found = self.files.get(recording.storage_key, NO_FILE)
        if isinstance(found, Exception):
            raise found
        return found

    def ending(self) -> tuple[str, str, str]:
        """Status, why it ended, and what is wrong about it."""
        recording = self.recording
        return str(recording.status), str(recording.ended_by), recording.error_code


def asked(course: Course) -> int:
    """How often LiveKit was asked to start."""
    return len(course.livekit.asked("start_egress"))
