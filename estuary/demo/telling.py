"""A call of the past as LiveKit would have told it: the same events, in the same order, with the moments of then.

They go through the inbox of `rooms` as its webhooks do, so everything that follows from them is the product's own work,
and `manage.py rooms_replay` finds nothing to add. Only the signature is missing: there was no LiveKit.
"""

from datetime import datetime, timedelta
from typing import Any

from estuary.accounts.models import User
from rooms import attendance, inbox, lifecycle, quality
from rooms.attendance import Connection
from rooms.host import Person
from rooms.inbox import Finding
from rooms.inbox.findings import MISSING
from rooms.models import EndReason, Role, Room, RoomParticipant, WebhookEvent

#: How often LiveKit's listing is compared with the ledger.
LISTED_EVERY = timedelta(seconds=15)
#: A page measures more often; the demo need not.
MEASURED_EVERY = timedelta(seconds=60)


class Call:
    """One room, told event by event. Minutes count from the planned start; the caller keeps the order of time."""

    def __init__(self, room: Room) -> None:
        if room.scheduled_start is None:
            raise ValueError("A call without a planned start has no minutes.")
        self._room, self._starts_at = room, room.scheduled_start
        self._told = 0
        self._livekit: dict[str, Any] = {"name": room.name, "sid": f"RM_{room.name}"}
        self._inside: dict[str, dict[str, Any]] = {}

    def moment(self, minute: float) -> datetime:
        return self._starts_at + timedelta(minutes=minute)

    def seat(self, user: User, *, leads: bool = False) -> RoomParticipant:
        """Who has asked to come in."""
        with lifecycle.locked_room(pk=self._room.pk) as room:
            return attendance.ensure_participant(
                room,
                _person(user),
                user=user,
                role=Role.HOST if leads else Role.PARTICIPANT,
                is_client=not leads,
            )

    def begins(self, minute: float) -> None:
        """LiveKit makes its room."""
        self._livekit |= _milliseconds("creationTime", self.moment(minute))
        self._tell("room_started", self.moment(minute))

    def comes(self, who: RoomParticipant, minute: float, *, by_phone: bool = False) -> str:
        """Somebody connects. Returns LiveKit's SID of the connection."""
        at = self.moment(minute)
        sid = f"PA_{self._room.name}_{self._told}"
        self._inside[sid] = {
            "sid": sid,
            "identity": who.identity,
            "name": who.name,
            "kind": "SIP" if by_phone else "STANDARD",
            **_milliseconds("joinedAt", at),
        }
        self._tell("participant_joined", at, self._inside[sid])
        return sid

    def goes(self, sid: str, minute: float, *, reason: str = "CLIENT_INITIATED") -> None:
        """The connection ends, and LiveKit says so."""
        left = {**self._inside.pop(sid), "disconnectReason": reason}
        self._tell("participant_left", self.moment(minute), left)

    def vanishes(self, sid: str, minute: float) -> None:
        """The connection ends and that event is lost: the next listing does not have it any more."""
        who, missing_at = self._inside.pop(sid), self.moment(minute) + LISTED_EVERY
        finding = Finding(
            MISSING,
            self._livekit["sid"],
            seen_at=missing_at,
            since=self.moment(minute),
            connection=Connection(
                sid=sid,
                identity=who["identity"],
                room_sid=self._livekit["sid"],
                joined_at=datetime.fromtimestamp(int(who["joinedAtMs"]) / 1000, tz=missing_at.tzinfo),
                name=who["name"],
            ),
        )
        with lifecycle.locked_room(pk=self._room.pk) as room:
            inbox.record(room, finding, at=missing_at)

    def measures(self, who: RoomParticipant, sid: str, since: float, until: float, *, lost: int = 0) -> None:
        """Their page reports how good the connection was.

        Args:
            lost: of a hundred packets that it sent.
        """
        seconds = int(MEASURED_EVERY.total_seconds())
        begin, end = (int(self.moment(minute).timestamp()) for minute in (since, until))
        samples = tuple(
            quality.Sample(began, seconds, "weak" if lost else "good", {"sent_loss": lost * 10, "rtt_ms": 48})
            for began in range(begin, end - seconds + 1, seconds)
        )
        report = quality.Report(sid, batch=int(since) + 60, samples=samples)
        quality.record_quality(self._room, who.user_ref, report, at=self.moment(until))

    def is_ended(self, by: User, minute: float) -> None:
        """The practitioner ends it for everyone: LiveKit is told to delete its room, and tells what came of it."""
        at = self.moment(minute)
        with lifecycle.locked_room(pk=self._room.pk) as room:
            lifecycle.end_room(room, EndReason.HOST, ended_at=at, at=at, by_ref=str(by.pk))
        for sid in list(self._inside):
            self.goes(sid, minute, reason="ROOM_DELETED")
        self._tell("room_finished", at)

    def objects(self, who: User, minute: float, text: str) -> None:
        """A client says something against the statement."""
        with lifecycle.locked_room(pk=self._room.pk) as room:
            lifecycle.record_objection(
                room, _person(who), user=who, role=Role.PARTICIPANT, text=text, at=self.moment(minute)
            )

    def _tell(self, name: str, at: datetime, participant: dict[str, Any] | None = None) -> None:
        self._told += 1
        event = {
            "event": name,
            "id": f"EV_{self._room.name}_{self._told}",
            "createdAt": str(int(at.timestamp())),
            "room": self._livekit,
            **({"participant": participant} if participant else {}),
        }
        stored = inbox.store(event)
        if stored is None or not inbox.process(stored, at=at):
            raise ValueError(f"The inbox could not take {name}: {_why_not(event['id'])}")


def _person(user: User) -> Person:
    return Person(ref=str(user.pk), name=user.name, email=user.email)


def _milliseconds(name: str, moment: datetime) -> dict[str, str]:
    """A moment as LiveKit says it: in seconds and, beside it, in milliseconds."""
    return {name: str(int(moment.timestamp())), f"{name}Ms": str(int(moment.timestamp() * 1000))}


def _why_not(event_id: object) -> str:
    found = WebhookEvent.objects.filter(event_id=event_id).first()
    return (found.error if found is not None else "") or "it was there already."
