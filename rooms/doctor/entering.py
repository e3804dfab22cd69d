"""May this person come in now, and if not, why not? The same answer as the API gives, with what it is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rooms.exceptions import MESSAGES, UnknownSubject
from rooms.host import Kind
from rooms.joining import Outlook, look
from rooms.models import Room


@dataclass(frozen=True)
class Explanation:
    """Attributes:
    allowed: they may come in now.
    code, words: what the API says otherwise.
    retry_at: from when it will let them in by itself.
    facts: what the decision rests on, by name, in words.
    """

    allowed: bool
    code: str | None
    words: str
    retry_at: datetime | None
    facts: dict[str, str]


def explain(user: Any, kind: Kind, ref: str, *, at: datetime) -> Explanation:
    """Look at it as a join would; nothing is written, no room is made, and nobody is asked but the host."""
    try:
        outlook = look(user, kind, ref, at=at)
    except UnknownSubject as error:
        return Explanation(False, error.code, f"The host knows no {kind} {ref}.", None, {})
    facts = _facts(outlook)
    if not user.is_active:
        words = "Their account is switched off: they cannot log in."
        return Explanation(False, "not_authenticated", words, None, facts)
    decision = outlook.decision
    if decision.allowed:
        return Explanation(True, None, f"They may come in now, as {decision.role}.", None, facts)
    code = decision.code or "not_allowed"
    return Explanation(False, code, str(MESSAGES[code]), decision.retry_at, facts)


def _facts(outlook: Outlook) -> dict[str, str]:
    subject, room, participant = outlook.subject, outlook.room, outlook.participant
    facts = {
        "subject": f"{subject.kind} {subject.ref}: the host says {subject.state}",
        "times": f"{_time(subject.starts_at)} to {_time(subject.ends_at)}",
        "person": f"to the host they are {outlook.standing}",
        "room": _room(room),
    }
    if room is not None and not room.has_ended:
        facts["room opens"] = _time(room.opens_at)
        if room.scheduled_start != subject.starts_at:
            facts["out of line"] = (
                f"the room was made for {_time(room.scheduled_start)}: a join puts that right, or "
                f"manage.py rooms_sync --{subject.kind} {subject.ref}"
            )
    if participant is not None:
        inside = "has been inside" if participant.first_seen_at else "has never been inside"
        removed = f"; removed {_time(participant.removed_at)}" if participant.removed_at else ""
        barred = f"; barred {_time(participant.barred_at)}" if participant.barred_at else ""
        facts["participant"] = f"{participant.pk}: {inside}{removed}{barred}"
    return facts


def _room(room: Room | None) -> str:
    if room is None:
        return "none yet; the first join makes it"
    if room.has_ended:
        return f"{room.name}: ended {_time(room.ended_at)} ({room.end_reason})"
    return f"{room.name}: {room.status}, {room.participant_count} inside"


def _time(moment: datetime | None) -> str:
    return "not set" if moment is None else moment.isoformat(sep=" ", timespec="minutes")
