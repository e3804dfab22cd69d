"""Who may see, watch and manage a recording. Asked of the host at each request: what somebody booked may have been
cancelled since.

Practitioners of the session see all of it and decide. Its clients may watch what is shared with them, and people named
in `RecordingAccess` what they are named for; both see a recording only when it is ready. Staff may know of recordings
and delete them, as Django's permissions say, but watch none: whoever has to is named for it, which is written down.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.exceptions import UnknownSubject
from rooms.host import Host, Kind, Standing, get_host
from rooms.models import RecordingAccess, RecordingStatus, Room, RoomRecording

#: By what somebody may watch.
Way = Literal["practitioner", "client", "named"]


@dataclass(frozen=True)
class Rights:
    """What one person may do with one recording.

    Attributes:
        way: by what they may watch, as soon as it is ready; None: they may not even know of it.
        may_manage: share and delete it, and see it before it is ready.
    """

    way: Way | None = None

    @property
    def may_manage(self) -> bool:
        return self.way == "practitioner"


NONE = Rights()


def visible() -> QuerySet[RoomRecording]:
    """Recordings that nobody has asked to delete: of the others nobody is told any more."""
    return RoomRecording.objects.filter(deletion_requested_at__isnull=True)


def is_open_to(status: str, rights: Rights) -> bool:
    """Whether somebody may know of a recording of this status."""
    return rights.may_manage or (rights.way is not None and status == RecordingStatus.READY)


def rights_of(recording: RoomRecording, user: Any) -> Rights:
    """Of one recording; its room is looked at."""
    return rights_of_many([recording], user)[recording.pk]


def rights_of_many(recordings: Collection[RoomRecording], user: Any) -> Mapping[UUID, Rights]:
    """By recording; a constant number of queries, however many, where the host answers so."""
    standings = standings_of({_subject_of(recording.room) for recording in recordings}, user)
    named = RecordingAccess.objects.filter(recording__in=recordings, user=user)
    names = set(named.values_list("recording_id", flat=True))
    return {
        recording.pk: decide(
            standings[_subject_of(recording.room)],
            is_shared=recording.shared,
            is_named=recording.pk in names,
        )
        for recording in recordings
    }


def decide(standing: Standing, *, is_shared: bool, is_named: bool) -> Rights:
    """What somebody may do with one recording. Pure."""
    if standing == "practitioner":
        return Rights("practitioner")
    if standing == "client" and is_shared:
        return Rights("client")
    return Rights("named") if is_named else NONE


def in_room(room: Room, user: Any) -> QuerySet[RoomRecording]:
    """What this person may know of in one room, newest first.

    Raises:
        UnknownSubject: they have nothing to do with it.
    """
    subject = _subject_of(room)
    standing = standings_of([subject], user)[subject]
    found = visible().filter(room=room).select_related("room").order_by("-requested_at", "-id")
    if standing == "practitioner":
        return found
    open_to_them = Q(access__user=user)
    if standing == "client":
        open_to_them |= Q(shared=True)
    theirs = found.filter(open_to_them, status=RecordingStatus.READY).distinct()
    if standing == "none" and not theirs.exists():
        raise UnknownSubject
    return theirs


#: A booking or session: its kind and reference.
Subject = tuple[str, str]


def standings_of(subjects: Collection[Subject], user: Any) -> dict[Subject, Standing]:
    """What somebody is to subjects today; who leads or booked what the host knows no more is nobody."""
    host = get_host()
    found: dict[Subject, Standing] = dict.fromkeys(subjects, "none")
    for kind in sorted({kind for kind, _ in subjects}):
        refs = sorted(ref for of_kind, ref in subjects if of_kind == kind)
        for ref, standing in _of_kind(host, cast(Kind, kind), refs, user):
            found[kind, ref] = standing
    return found


def _of_kind(host: Host, kind: Kind, refs: list[str], user: Any) -> Iterator[tuple[str, Standing]]:
    standings = host.standings(kind, refs, user)
    # Most people are nothing to most of them, and the host need not describe those.
    described = host.describe(kind, [ref for ref, standing in standings.items() if standing != "none"])
    for ref, standing in standings.items():
        if ref not in described:
            continue
        # Cancelled as a whole: a place in it is none, though each booking may still say otherwise.
        is_off = standing == "client" and described[ref].state == "cancelled"
        yield ref, "cancelled_client" if is_off else standing


def _subject_of(room: Room) -> Subject:
    return room.subject_kind, room.subject_ref
