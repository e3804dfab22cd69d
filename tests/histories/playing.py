"""Lets our inbox and our reconcile live through a history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from rooms import beats, inbox, lifecycle
from rooms.exceptions import LiveKitUnavailable
from rooms.livekit import LiveKitParticipant
from rooms.models import Beat, Effect, EndReason, Room, RoomParticipant, Visit, WebhookEvent
from rooms.reconcile import reconcile
from tests.fakes.livekit import FakeLiveKit, FakeRoom
from tests.fakes.scene import START, Scene
from tests.histories.drawing import History
from tests.histories.world import PHONE, RECORDER, Connection, Look, Sent
from tests.webhooks.telling import Event, Telling

#: The last event may be so late.
LONG_AFTER = 200_000


def moment(milliseconds: float) -> datetime:
    return START + timedelta(milliseconds=milliseconds)


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with the same database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Player:
    """Attributes:
    heard: SIDs of connections that an event which was handled, or a listing, told of.
    ghosts: of those that a listing told of when their server had died already; they were there before that.
    after_each: called after each step.
    """

    scene: Scene
    livekit: FakeLiveKit
    history: History
    heard: set[str] = field(default_factory=set)
    ghosts: set[str] = field(default_factory=set)
    told_joined: set[str] = field(default_factory=set)
    told_left: set[str] = field(default_factory=set)
    after_each: Callable[["Player"], None] = lambda player: None

    def __post_init__(self) -> None:
        self.room = self.scene.room
        self.identities = {RECORDER: RECORDER, PHONE: PHONE}
        for name in ("nadia", "jonas", "mara"):
            self.identities[name] = self.scene.person(name).identity
        # They got their tokens some minutes before, and the room was made a day before.
        Room.objects.filter(pk=self.room.pk).update(created_at=moment(-86_400_000))
        self.room.refresh_from_db()
        RoomParticipant.objects.filter(room=self.room).update(created_at=moment(-600_000))
        # Nothing closes it but the test.
        self.room.config = {**self.room.config, "close_rule": "schedule"}
        self.room.save()

    def play(self) -> None:
        """Everything at its time: looks, events, the end; and what comes late."""
        steps: list[tuple[float, int, Callable[[datetime], None]]] = []

        def then(at: float, step: Callable[[datetime], None]) -> None:
            steps.append((at, len(steps), step))

        for look in self.history.looks:
            then(look.at, partial(self._look, look))
        for sent, fate in zip(self.history.sent, self.history.fates, strict=True):
            if fate.delay is None:
                continue
            event = self.write(sent)
            came = sent.at + fate.delay
            then(came, partial(self._store, event))
            then(came + fate.stall + 2, partial(self._handle, event, sent))
            if fate.again is not None:
                then(came + fate.again, partial(self._store, event))
                then(came + fate.again + 2, partial(self._handle, event, sent))
        then(self.history.ended_at, self._end)
        for late in (LONG_AFTER, LONG_AFTER + 15_000):
            gone = Look(self.history.ended_at + late, None, ())
            then(gone.at, partial(self._look, gone))
        for number, (at, _, step) in enumerate(sorted(steps, key=lambda step: step[:2])):
            # No two things happen in the same microsecond.
            step(moment(at) + timedelta(microseconds=number))
            self.after_each(self)

    def write(self, sent: Sent) -> Event:
        """As LiveKit tells it: by its own clock."""
        sid, made_at = sent.incarnation
        told = Telling(self.room, made_at=self._theirs(made_at), sid=sid)
        at = self._theirs(sent.at)
        if sent.who is None:
            return told.started(at) if sent.name == "room_started" else told.finished(at)
        who = sent.who
        facts: dict[str, Any] = {}
        if who.who in (PHONE, RECORDER):
            facts["kind"] = "SIP" if who.who == PHONE else "EGRESS"
        joined = told.joined(self.identities[who.who], self._theirs(who.came), sid=who.sid, **facts)
        if sent.name == "participant_joined":
            return joined | {"createdAt": str(int(at.timestamp()))}
        if sent.name == "participant_left":
            return told.left(joined, at, reason=sent.reason)
        return told.track(joined, at, name=sent.name)

    def hear(self, events: list[Event], *, at: datetime) -> None:
        """One after the other, and nothing else."""
        for number, event in enumerate(events):
            moment_of_it = at + timedelta(microseconds=number)
            self._store(event, moment_of_it)
            assert inbox.process(WebhookEvent.objects.get(event_id=event["id"]), at=moment_of_it)

    def visits(self) -> dict[str, Visit]:
        return {visit.livekit_sid: visit for visit in Visit.objects.filter(room=self.room)}

    # --- Steps
    def _store(self, event: Event, at: datetime) -> None:
        signed_at = (at + timedelta(milliseconds=self.history.ahead)).replace(microsecond=0)
        row = inbox.store(event, signed_at=signed_at)
        if row is not None:
            WebhookEvent.objects.filter(pk=row.pk, received_at__gt=at).update(received_at=at)

    def _handle(self, event: Event, sent: Sent, at: datetime) -> None:
        row = WebhookEvent.objects.get(event_id=event["id"])
        assert inbox.process(row, at=at), WebhookEvent.objects.get(pk=row.pk).error
        if sent.who is None or sent.who.who == RECORDER:
            return
        if sent.name in ("participant_joined", "participant_left"):
            self.heard.add(sent.who.sid)
            self.told_joined.add(sent.who.sid)
        elif RoomParticipant.objects.filter(identity=self.identities[sent.who.who]).exists():
            self.heard.add(sent.who.sid)
        if sent.name == "participant_left":
            self.told_left.add(sent.who.sid)

    def _look(self, look: Look, at: datetime) -> None:
        self.livekit.is_down = look.listed is None
        self.livekit.ahead_seconds = self.history.measured / 1000
        self.livekit.rooms = {}
        if look.incarnation is not None:
            sid, made_at = look.incarnation
            people = {who.sid: self._listed(who) for who in look.listed or ()}
            self.livekit.rooms[self.room.name] = FakeRoom(
                self.room.name, sid, self._theirs(made_at), people=people
            )
        # The worker ticks each second.
        Beat.objects.filter(kind=beats.WORKER).update(seen_at=at - timedelta(seconds=1))
        beats.worker_ticks(at=at, started=look.is_first)
        try:
            reconcile(at=at)
        except LiveKitUnavailable:
            assert look.listed is None
            return
        # The world has let LiveKit begin the room again at once; so does the worker, at its next tick.
        Effect.objects.filter(kind="touch_livekit_room", done_at=None).update(done_at=at)
        for who in look.listed or ():
            if who.who != RECORDER:
                is_there = who.went is None or who.went >= look.at
                (self.heard if is_there else self.ghosts).add(who.sid)

    def _end(self, at: datetime) -> None:
        with lifecycle.locked_room(pk=self.room.pk) as room:
            due = at - timedelta(milliseconds=self.history.late)
            lifecycle.end_room(room, EndReason.SCHEDULE, ended_at=due, at=at)

    def _listed(self, who: Connection) -> LiveKitParticipant:
        kind = {PHONE: "SIP", RECORDER: "EGRESS"}.get(who.who, "STANDARD")
        return LiveKitParticipant(
            who.sid, self.identities[who.who], "", self._theirs(who.came), "ACTIVE", kind=kind
        )

    def _theirs(self, milliseconds: int) -> datetime:
        return moment(milliseconds + self.history.ahead)
