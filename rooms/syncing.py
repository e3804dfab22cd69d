"""Brings the room of a subject in line with the host's booking: makes, moves, parks, ends it.

One idempotent path, whoever calls it: the host after a change of its own, somebody who joins, the worker, the
command. The host is asked outside the transaction that decides; so it is asked again afterwards, and where its
answer changed in between, the path is walked once more.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from rooms import lifecycle, streaming
from rooms.conf import conf
from rooms.exceptions import Conflict
from rooms.host import Host, Kind, Subject, get_host
from rooms.lifecycle import window_for
from rooms.models import EndReason, Room, RoomParticipant, Status
from rooms.recordings import stopping

logger = logging.getLogger("rooms.sync")

#: How often the host may change its mind while we look.
ATTEMPTS = 5

#: How many subjects are described at a time.
BATCH = 200

#: How far ahead the worker looks for subjects whose room was missed; the command may look further.
HORIZON = timedelta(days=2)


def sync_on_commit(kind: str, ref: str) -> Room | None:
    """`sync_subject` now, or after the commit of the transaction we are in (nothing on rollback)."""
    if transaction.get_connection().in_atomic_block:
        # Robust: what goes wrong is logged. The host's change is committed, its request must not fail because
        # of us; the worker repairs what we miss.
        transaction.on_commit(lambda: _sync_quietly(kind, ref), robust=True)
        return None
    return sync_subject(kind, ref, at=timezone.now())


def sync_subject(kind: str, ref: str, *, at: datetime) -> Room | None:
    """The open room of the subject, after it was brought in line; None where there is none.

    Raises:
        Conflict: the host kept changing its answer, or others kept being faster.
    """
    host = get_host()
    kind, ref = host.resolve(cast(Kind, kind), ref)
    word = _ask(host, kind, ref)
    for _ in range(ATTEMPTS):
        try:
            room, is_new = _apply(kind, ref, word, at=at)
        except (IntegrityError, _Outdated):
            word = _ask(host, kind, ref)
            continue  # somebody else was faster, made the room or heard the host later: look again
        before, word = word, _ask(host, kind, ref)
        if word.still_says(before):
            return room
        if room is not None and is_new:
            # Made on a word that no longer holds: it would stand open, end as missed, and the host be told so.
            lifecycle.unmake_room(room)
    raise Conflict


class _Outdated(Exception):
    """While the host answered, the subject's last room ended, or the host was heard to say no."""


@dataclass(frozen=True)
class _Word:
    """What the host said at one moment.

    Attributes:
        clients: who has a booking, where somebody could have to leave for theirs; else None.
        former: the last room that had ended before the host was asked, and whether the host was known to decline.
    """

    subject: Subject | None
    clients: frozenset[str] | None
    former: tuple[UUID, bool] | None

    def still_says(self, before: "_Word") -> bool:
        return self._meaning == before._meaning and self.clients in (None, before.clients)

    @property
    def _meaning(self) -> object:
        """A query without an order names the practitioners now so, now so, and says the same."""
        subject = self.subject
        return subject and (replace(subject, practitioners=()), frozenset(subject.practitioners))


def _ask(host: Host, kind: Kind, ref: str) -> _Word:
    former = _former(kind, ref).values_list("pk", "host_declined").first()
    subject = host.describe(kind, [ref]).get(ref)
    if kind != "session" or not _rooms_with_clients().filter(subject_kind=kind, subject_ref=ref).exists():
        return _Word(subject, None, former)
    return _Word(subject, frozenset(person.ref for person in host.clients(kind, ref)), former)


def _former(kind: str, ref: str) -> QuerySet[Room]:
    """The subject's rooms that have ended, the last one first."""
    return Room.objects.filter(subject_kind=kind, subject_ref=ref, status=Status.ENDED).order_by(
        "-created_at"
    )


def _rooms_with_clients() -> QuerySet[Room]:
    """Open rooms that a booked client has come to, or has a token for."""
    clients = RoomParticipant.objects.filter(room=OuterRef("pk"), is_client=True)
    return Room.objects.exclude(status=Status.ENDED).filter(Exists(clients))


def sync_between(since: datetime, until: datetime, *, at: datetime) -> int:
    """Repair what was missed: subjects of that time without a room, and open rooms that the host sees otherwise.

    Returns:
        How many subjects were out of line.
    """
    host = get_host()
    wanted = {(kind, str(ref)) for kind, ref in host.subjects_between(since, until)}
    found = Room.objects.exclude(status=Status.ENDED).select_related("template")
    open_rooms = {(room.subject_kind, room.subject_ref): room for room in found}
    # Whose booking was cancelled is only seen one session at a time, so only where somebody could have to leave.
    sessions = _rooms_with_clients().filter(subject_kind="session").values_list("subject_ref", flat=True)
    with_clients = {("session", ref) for ref in sessions}
    repaired = 0
    for kind in ("booking", "session"):
        refs = sorted(ref for k, ref in wanted | set(open_rooms) if k == kind)
        for start in range(0, len(refs), BATCH):
            batch = refs[start : start + BATCH]
            subjects = host.describe(kind, batch)
            for ref in batch:
                room, subject = open_rooms.get((kind, ref)), subjects.get(ref)
                if (kind, ref) in with_clients or _differs(room, subject, at=at):
                    repaired += _sync_counted(kind, ref, room, at=at)
    return repaired


def _sync_counted(kind: str, ref: str, before: Room | None, *, at: datetime) -> int:
    try:
        after = sync_subject(kind, ref, at=at)
    except Conflict:
        logger.warning("%s %s is being changed by others; next time", kind, ref)
        return 0
    if before is None or after is None:
        return int(after is not before)
    return int(before.id != after.id or before.revision != after.revision)


def _sync_quietly(kind: str, ref: str) -> None:
    try:
        sync_subject(kind, ref, at=timezone.now())
    except Conflict:
        logger.warning("%s %s is being changed by others; the worker will bring it in line", kind, ref)


def _apply(kind: Kind, ref: str, word: _Word, *, at: datetime) -> tuple[Room | None, bool]:
    """The open room of the subject, and whether it was made now."""
    subject = word.subject
    with transaction.atomic():
        rooms = Room.objects.select_for_update().filter(subject_kind=kind, subject_ref=ref)
        room = rooms.exclude(status=Status.ENDED).first()
        if room is None:
            made = _make_if_due(kind, ref, word, at=at)
            return made, made is not None
        if subject is None or subject.state == "cancelled":
            lifecycle.end_room(room, EndReason.CANCELLED, ended_at=at, at=at)
            return None, False
        if word.clients is not None:
            lifecycle.put_out_barred(room, word.clients, at=at)
        if subject.state != "joinable":
            return room, False  # who is inside stays; access refuses the others
        now_open = _move(room, subject, at=at)
        return now_open, now_open is not None and now_open.pk != room.pk


def _move(room: Room, subject: Subject, *, at: datetime) -> Room | None:
    if not _differs(room, subject, at=at):
        return room
    window = window_for(subject)
    if window is None:
        lifecycle.park(room, subject, at=at)
        _stop_unwanted(room, at=at)
        return room
    times_differ = (room.scheduled_start, room.scheduled_end) != (subject.starts_at, subject.ends_at)
    if times_differ and not window.holds(at) and room.visits.exists():
        lifecycle.end_room(room, EndReason.MOVED, ended_at=at, at=at)
        return _make_in_time(subject, at=at)
    lifecycle.reschedule(room, subject, at=at)
    _stop_unwanted(room, at=at)
    return room


def _stop_unwanted(room: Room, *, at: datetime) -> None:
    """The host's no holds at once, also for what is being recorded or on air."""
    if not room.recording_enabled:
        stopping.stop(room, None, at)
    streaming.stop_unallowed(room, at=at)


def _make_if_due(kind: str, ref: str, word: _Word, *, at: datetime) -> Room | None:
    former, subject = _former(kind, ref).select_for_update().first(), word.subject
    if subject is None or subject.state != "joinable":
        if former is not None:
            lifecycle.note_declined(former)
        return None
    if former is None:
        return _make_in_time(subject, at=at)
    if not may_follow(former, subject):
        return None
    if word.former != (former.pk, former.host_declined):
        # What makes a new room allowed happened after this was said, by another word: it may mean the old room.
        raise _Outdated
    return _make_in_time(subject, at=at)


def _make_in_time(subject: Subject, *, at: datetime) -> Room | None:
    window = window_for(subject)
    if window is None or window.last_moment_at <= at:
        return None
    return lifecycle.make_room(subject, at=at)


def may_follow(former: Room, subject: Subject) -> bool:
    """Whether a new room may stand beside an ended one (docs/rules.md): a no-show that is booked again gets one."""
    settled = former.end_reason in {EndReason.MOVED, EndReason.CANCELLED} or (
        former.outcome != "" and former.told_outcome == former.outcome
    )
    other_times = (
        # A moved room ended because it was given other times, whatever has been said since.
        former.end_reason == EndReason.MOVED
        or (former.scheduled_start, former.scheduled_end) != (subject.starts_at, subject.ends_at)
    )
    return settled and (other_times or former.host_declined)


def is_in_line(room: Room | None, subject: Subject, *, at: datetime) -> bool:
    """Whether this open room is as the host says; who has a booking is not looked at."""
    return room is not None and not room.has_ended and not _differs(room, subject, at=at)


def _differs(room: Room | None, subject: Subject | None, *, at: datetime) -> bool:
    """Whether the path has something to do; cheap, so that the worker can look at many."""
    if room is None:
        if subject is None or subject.state != "joinable":
            return False
        window = window_for(subject)
        return window is not None and window.last_moment_at > at
    if subject is None or subject.state == "cancelled":
        return True
    if subject.state != "joinable":
        return False
    return (
        (room.scheduled_start, room.scheduled_end) != (subject.starts_at, subject.ends_at)
        or room.title != subject.title[:300]
        or room.max_participants != (subject.capacity or room.max_participants)
        or (subject.recording is not None and room.recording_enabled != subject.recording)
        or room.recording_consent != (subject.recording_consent or room.recording_consent)
        or room.recording_days != (subject.recording_days or room.recording_days)
        or (subject.streaming is not None and room.streaming_enabled != subject.streaming)
        or room.consent_words != subject.consent_text
        or (subject.waiting_room is not None and room.waiting_room != subject.waiting_room)
        or room.dial_in_enabled != (conf.sip_enabled and bool(subject.dial_in))
        or (room.scheduled_start is not None and room.opens_at != room.scheduled_start - conf.early)
    )
