"""May this person enter, as what, and from when? Pure: facts in, a decision out; no database, no clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rooms.host import Standing, State
from rooms.models.choices import Role, RoomType

#: What a person may be to a room: the host's word about a user, or `guest`, who is nobody the host knows.
Who = Standing | Literal["guest"]

#: In these rooms a crowd watches a few: clients enter as viewers.
VIEW_ONLY = frozenset({RoomType.WEBINAR, RoomType.BROADCAST})


@dataclass(frozen=True)
class Facts:
    """Everything that a decision looks at, read at one moment.

    Attributes:
        standing: what the person is to the subject.
        state: the host's word about the subject; None: the host knows it no more.
        has_room: whether there is an open room.
        is_over: the room has ended or is past its last possible moment; so is a subject without a room.
        opens_at: from when people may enter; None: the subject has no times.
        is_removed: somebody put this person out and has not let them back.
        room_type: individual, group, webinar or broadcast.
        seats: how many may be inside, extra seats included.
        taken: people inside or holding a seat, without this person; looked at where `needs_counting`.
        is_inside, holds_seat: this person is counted already, so a full room does not refuse them; likewise.
        needs_consent: the session is being recorded and this person has not said whether they agree.
    """

    standing: Who
    state: State | None
    has_room: bool
    is_over: bool
    opens_at: datetime | None
    is_removed: bool
    room_type: str
    seats: int
    taken: int
    is_inside: bool = False
    holds_seat: bool = False
    needs_consent: bool = False


@dataclass(frozen=True)
class Decision:
    """Whether somebody may enter.

    Attributes:
        allowed: they may.
        role: what they enter as, or would if it were allowed; None for who does not belong.
        code: why not, the first reason in the documented order; None where it is allowed.
        retry_at: when asking again gives another answer by itself; None where nobody can know.
    """

    allowed: bool
    role: Role | None
    code: str | None = None
    retry_at: datetime | None = None


def role_for(standing: Who, room_type: str) -> Role | None:
    """The role that somebody of this standing has in a room of this type; None: none, ever."""
    if standing == "none":
        return None
    if standing == "practitioner":
        return Role.HOST
    return Role.VIEWER if room_type in VIEW_ONLY else Role.PARTICIPANT


def decide(facts: Facts, *, at: datetime) -> Decision:
    """Say whether this person may enter at this moment."""
    if facts.state is None:
        return Decision(allowed=False, role=None, code="not_found")
    role = role_for(facts.standing, facts.room_type)
    code = _reason_against(facts, at)
    return Decision(
        allowed=code is None,
        role=role,
        code=code,
        retry_at=facts.opens_at if code == "too_early" else None,
    )


def _reason_against(facts: Facts, at: datetime) -> str | None:
    """The first reason that applies. The order is a promise to clients: change it nowhere."""
    if facts.standing == "none":
        return "not_a_participant"
    if facts.state == "cancelled" or facts.standing == "cancelled_client":
        return "booking_cancelled"
    # The host closed the books itself: an open room may still be used until it closes, a new one is not made.
    if facts.is_over or (facts.state == "finished" and not facts.has_room):
        return "room_ended"
    if facts.state == "not_confirmed" or facts.standing == "unconfirmed_client":
        return "booking_not_confirmed"
    if facts.is_removed:
        return "removed"
    if facts.opens_at is None:
        return "not_allowed"
    if at < facts.opens_at:
        return "too_early"
    if facts.needs_consent:
        return "consent_required"
    if _needs_free_seat(facts) and facts.taken >= facts.seats:
        return "room_full"
    return None


def needs_counting(standing: Who) -> bool:
    """Whether it matters how many are inside. How many may book is the host's business: who leads or has booked is
    never refused for want of a seat."""
    return standing == "guest"


def _needs_free_seat(facts: Facts) -> bool:
    return needs_counting(facts.standing) and not (facts.is_inside or facts.holds_seat)
