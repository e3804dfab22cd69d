"""What a room looks like to one person at one moment: the host's word, the room, and access's decision."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from rooms import attendance
from rooms.access import Decision, Facts, Who, decide, needs_counting, role_for
from rooms.exceptions import UnknownSubject
from rooms.host import (
    Host,
    Kind,
    Meeting,
    Person,
    RoomTypeName,
    Standing,
    Subject,
    get_host,
    person_by_user_model,
)
from rooms.lifecycle import DEFAULT_LENGTH, window_for
from rooms.models import Role, Room, RoomParticipant, RoomType, Status
from rooms.recordings import consent
from rooms.syncing import may_follow


@dataclass(frozen=True)
class Outlook:
    """Attributes:
    subject: the host's word now.
    room: the open room, else the latest that ended, else None.
    participant: the person's row in that room, if they have one.
    decision: may they enter?
    return_url: where they go after the call, where the host said so.
    door: what recordings have to do with their entry; read where that is decided, under the room's lock.
    """

    subject: Subject
    room: Room | None
    standing: Standing
    person: Person
    participant: RoomParticipant | None
    decision: Decision
    return_url: str | None = None
    door: consent.Door = field(default_factory=consent.Door)


def look(user: Any, kind: str, ref: str, *, at: datetime, room: Room | None = None) -> Outlook:
    """What this person sees of a subject; reads only.

    Args:
        user: logged in.
        room: this one and no other (somebody holds its address); by default the subject's open or latest one.

    Raises:
        UnknownSubject: the host knows no such subject.
    """
    return look_again(meet(user, kind, ref), at=at, room=room)


def meet(user: Any, kind: str, ref: str) -> Meeting:
    """Ask the host.

    Raises:
        UnknownSubject: it knows no such subject.
    """
    host = get_host()
    kind, ref = host.resolve(cast(Kind, kind), ref)
    met = host.meet(kind, ref, user)
    if met is None:
        raise UnknownSubject
    return met


def look_again(met: Meeting, *, at: datetime, room: Room | None = None) -> Outlook:
    """`look`, without asking the host once more."""
    is_named = room is not None
    if room is None:
        room = find_room(met.subject.kind, met.subject.ref)
    subject, standing, person = subject_in(room, met.subject), met.standing, met.person
    participant = (
        RoomParticipant.objects.filter(room=room, user_ref=person.ref).first() if room is not None else None
    )
    role = role_for(standing, room.room_type) if room is not None else None
    needs_consent = room is not None and role is not None and consent.must_answer(room, participant, role)
    facts = facts_of(subject, room, standing, participant, person, needs_consent=needs_consent, at=at)
    if is_named and room is not None and room.has_ended:
        # A later room of the same subject has another address.
        facts = replace(facts, is_over=True)
    decision = decide(facts, at=at)
    return Outlook(subject, room, standing, person, participant, decision, met.return_url)


def subject_in(room: Room | None, subject: Subject) -> Subject:
    """The type is in LiveKit's name, in identities and in tokens: a room keeps the one it was made with, and what the
    host changes since is for the next."""
    if room is None or room.has_ended:
        return subject
    return replace(subject, room_type=cast(RoomTypeName, room.room_type))


def find_room(kind: str, ref: str) -> Room | None:
    """The subject's open room, else the latest that ended."""
    rooms = Room.objects.filter(subject_kind=kind, subject_ref=ref).select_related("template")
    is_open = rooms.exclude(status=Status.ENDED).first()
    return is_open or rooms.order_by("-created_at").first()


def person_of(host: Host, user: Any) -> Person:
    """Name and e-mail of a user: from the host, else what Django's user model says."""
    ref = str(user.pk)
    return host.people([ref]).get(ref) or person_by_user_model(user)


def role_in(room: Room, outlook: Outlook) -> Role:
    """As what somebody was there, or would have been."""
    if outlook.standing == "practitioner":
        return Role.HOST
    watches = room.room_type in {RoomType.WEBINAR, RoomType.BROADCAST}
    return Role.VIEWER if watches else Role.PARTICIPANT


def facts_of(
    subject: Subject,
    room: Room | None,
    standing: Who,
    participant: RoomParticipant | None,
    person: Person,
    *,
    needs_consent: bool,
    at: datetime,
) -> Facts:
    """What access decides on; the caller holds the room's lock where the decision must hold."""
    counts = room is not None and needs_counting(standing)
    window = window_for(subject)
    return Facts(
        standing=standing,
        state=subject.state,
        has_room=room is not None and not room.has_ended,
        is_over=_is_over(subject, room, participant, at=at),
        opens_at=window.opens_at if window is not None else None,
        is_removed=participant is not None and participant.is_removed,
        room_type=subject.room_type,
        seats=room.max_participants + room.extra_seats if room is not None else 1,
        taken=attendance.count_taken(room, at=at, without_user_ref=person.ref) if room and counts else 0,
        is_inside=counts and participant is not None and attendance.is_inside(participant),
        holds_seat=participant is not None
        and participant.seat_until is not None
        and participant.seat_until > at,
        needs_consent=needs_consent,
    )


def _is_over(
    subject: Subject, room: Room | None, participant: RoomParticipant | None, *, at: datetime
) -> bool:
    if room is None:
        window = window_for(subject)
        return window is not None and window.last_moment_at <= at
    if room.is_over(at):
        # A confirmed subject that was given other times gets a new room with the next sync.
        return not _will_be_replaced(subject, room, at=at)
    # The host closed its books (completed, missed) while the room is open: who is inside stays and who was
    # there may come back while somebody is; nobody else starts anew.
    return subject.state == "finished" and room.participant_count == 0 and not _was_inside(participant)


def _was_inside(participant: RoomParticipant | None) -> bool:
    return participant is not None and participant.first_seen_at is not None


def _will_be_replaced(subject: Subject, room: Room, *, at: datetime) -> bool:
    window = window_for(subject)
    return (
        room.has_ended
        and subject.state == "joinable"
        and window is not None
        and window.last_moment_at > at
        and may_follow(room, subject)
    )


def scheduled_end_of(subject: Subject) -> datetime | None:
    """With the default length where the host gave no end."""
    if subject.starts_at is None:
        return None
    return subject.ends_at or subject.starts_at + DEFAULT_LENGTH
