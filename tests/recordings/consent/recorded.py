"""A session that may be recorded: who presses the button, who answers what, and who may be heard then."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rooms import attendance, effects, lifecycle
from rooms.models import ConsentText, RecordingConsent, RecordingStatus, Role, RoomParticipant, RoomRecording
from rooms.recordings import consent, starting, status, stopping
from rooms.recordings.consent import texts
from rooms.recordings.consent.running import running
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute

#: What somebody on stage may publish.
EVERYTHING = ("camera", "microphone", "screen_share", "screen_share_audio")
#: How long answers are awaited, in minutes.
AWAITED = 0.5


@dataclass
class Recorded:
    """Attributes:
    scene: the room and its people.
    livekit: knows whoever has come by `comes`.
    """

    scene: Scene
    livekit: FakeLiveKit

    @property
    def recording(self) -> RoomRecording:
        """The newest."""
        return self.scene.room.recordings.latest("requested_at")

    def person(self, name: str) -> RoomParticipant:
        return self.scene.person(name)

    def comes(self, name: str, number: float, **facts: object) -> None:
        """Into LiveKit, which says so.

        Args:
            facts: of the `LiveKitParticipant`, as their token says.
        """
        connection = self.scene.comes(name, number)
        self.livekit.enters(self.scene.room.name, connection.identity, sid=connection.sid, **facts)
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            consent.somebody_came(room, connection.identity, sid=connection.sid, at=minute(number))

    def goes(self, name: str, number: float) -> None:
        self.livekit.leaves(self.scene.room.name, self.person(name).identity)
        self.scene.goes(name, number)
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            consent.somebody_left(room, at=minute(number))

    def asks_for_a_token(self, name: str, number: float, *, role: Role | None = None) -> RoomParticipant:
        """Has answered, or need not; their row as the token is made by it.

        Args:
            role: where it is not what they usually are.
        """
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            participant = room.participants.get(pk=self.person(name).pk)
            participant.role = role or participant.role
            attendance.hold_seat(participant, at=minute(number))
            door = consent.look_at_door(room, participant, participant.role)
            consent.note_entry(room, door, participant, at=minute(number))
        return participant

    def presses(self, name: str | None, number: float) -> RoomRecording:
        """Record; without a name it starts by itself."""
        by = self.person(name) if name is not None else None
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            starting.start(room, by, minute(number))
        return self.recording

    def current_text(self, language: str = "en") -> ConsentText:
        room = self.scene.room
        recording = running(room)
        assert recording is not None, "nothing runs, so nothing is asked"
        return texts.store(texts.compose(room, recording, recording.consent, language=language))

    def says(self, name: str, agree: bool, number: float, *, text_id: UUID | None = None) -> consent.Answered:
        text_id = text_id or self.current_text().pk
        person = self.person(name)
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            return consent.answer(
                room,
                room.participants.get(pk=person.pk),
                agree=agree,
                text_id=text_id,
                at=minute(number),
            )

    def waits_until(self, number: float) -> None:
        """The worker looks at what is asked."""
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            recording = running(room)
            if recording is not None:
                consent.conclude(room, recording, minute(number))

    def is_on_air(self, number: float) -> None:
        """LiveKit says that it records."""
        self._moves(RecordingStatus.ACTIVE, number)

    def is_over(self, number: float) -> None:
        """The file is closed."""
        self._moves(RecordingStatus.PROCESSING, number)

    def stops(self, number: float) -> None:
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            stopping.stop(room, self.person("nadia"), minute(number))

    def _moves(self, to: RecordingStatus, number: float) -> None:
        with lifecycle.locked_room(pk=self.scene.room.pk) as room:
            recording = running(room)
            assert recording is not None
            status.move(room, recording, to, at=minute(number))

    def held_back(self) -> set[str]:
        """Who is not in the recording."""
        rows = self.scene.room.participants.filter(held_back_at__isnull=False)
        return {row.user_ref or row.identity for row in rows}

    def muted(self, number: float) -> set[str]:
        """Whom LiveKit lets publish nothing, once the worker has told it what to."""
        effects.run_due(at=minute(number))
        name = self.scene.room.name
        muted = {
            identity for (room, identity), may in self.livekit.rights.items() if room == name and not may
        }
        rows = self.scene.room.participants.filter(identity__in=muted)
        return {row.user_ref or row.identity for row in rows}

    def trail(self) -> list[tuple[str, bool, str]]:
        """Who said what, and how, in the order in which they did."""
        rows = RecordingConsent.objects.filter(room=self.scene.room).select_related("participant")
        return [(row.participant.user_ref, row.agreed, row.way) for row in rows.order_by("given_at", "pk")]

    def list_for_the_starter(self, number: float) -> dict[str, str]:
        seen = self.as_seen_by("nadia", number)
        names = {str(row.pk): row.user_ref or row.identity for row in self.scene.room.participants.all()}
        return {names[line["participant_id"]]: line["answer"] for line in seen["answers"]}

    def as_seen_by(self, name: str, number: float) -> dict[str, Any]:
        person = self.person(name)
        return consent.consent_as_seen(self.scene.room, person, person.role, at=minute(number))
