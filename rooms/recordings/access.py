"""Who may see, watch and manage a recording. Asked of the host at each request: what somebody booked may have been
cancelled since.

Practitioners of the session see all of it and decide. Its clients may watch what is shared with them, and people named
in `RecordingAccess` what they are named for; both see a recording only when it is ready. Staff may know of recordings
and delete them, as Django's permissions say, but watch none: whoever has to is named for it, which is written down.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.exceptions import UnknownSubject
from rooms.host import Host, Kind, Standing, State, get_host
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


def is_open_to(recording: RoomRecording, rights: Rights) -> bool:
    """Whether this person may know of it now."""
    if rights.may_manage:
        return True
    return rights.way is not None and recording.status == RecordingStatus.READY


def rights_of(recording: RoomRecording, user: Any) -> Rights:
    """Of one recording; its room is looked at."""
    return rights_of_many([recording], user)[recording.pk]


def rights_of_many(recordings: Collection[RoomRecording], user: Any) -> Mapping[UUID, Rights]:
    """By recording; a constant number of queries, however many, where the host answers so."""
    standings = _standings({recording.room for recording in recordings}, user)
    named = set(
        RecordingAccess.objects.filter(recording__in=recordings, user=user).values_list(
            "recording_id", flat=True
        )
    )
    return {
        recording.pk: _rights(recording, standings[recording.room], is_named=recording.pk in named)
        for recording in recordings
    }


def _rights(recording: RoomRecording, standing: Standing, *, is_named: bool) -> Rights:
    if standing == "practitioner":
        return Rights("practitioner")
    if standing == "client" and recording.shared:
        return Rights("client")
    return Rights("named") if is_named else NONE


def in_room(room: Room, user: Any) -> QuerySet[RoomRecording]:
    """What this person may know of in one room, newest first.

    Raises:
        UnknownSubject: they have nothing to do with it.
    """
    standing = _standings({room}, user)[room]
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


#: Looked at in one go, and the host asked about.
AT_ONCE = 200


def of_person(
    user: Any, *, before: tuple[datetime, UUID] | None = None
) -> Iterator[tuple[RoomRecording, Rights]]:
    """Everything this person may know of, newest first, whichever the room.

    Whom a recording is for, only the host knows: it is asked about the recordings of the site, two hundred at a time,
    until whoever reads this has enough.

    Args:
        before: requested and id of the last one that was read.
    """
    while True:
        older = Q()
        if before is not None:
            older = Q(requested_at__lt=before[0]) | Q(requested_at=before[0], id__lt=before[1])
        found = visible().filter(older).select_related("room").order_by("-requested_at", "-id")
        some = list(found[:AT_ONCE])
        rights = rights_of_many(some, user)
        for recording in some:
            if is_open_to(recording, rights[recording.pk]):
                yield recording, rights[recording.pk]
        if len(some) < AT_ONCE:
            return
        before = (some[-1].requested_at, some[-1].pk)


def _standings(rooms: Collection[Room], user: Any) -> Mapping[Room, Standing]:
    """What somebody is to the subjects of rooms today; who leads or booked what the host knows no more is nobody."""
    host, found = get_host(), dict[tuple[str, str], Standing]()
    by_kind: dict[str, set[str]] = {}
    for room in rooms:
        by_kind.setdefault(room.subject_kind, set()).add(room.subject_ref)
    for kind, refs in by_kind.items():
        for ref, standing in _of_kind(host, cast(Kind, kind), sorted(refs), user):
            found[kind, ref] = standing
    return {room: found.get((room.subject_kind, room.subject_ref), "none") for room in rooms}


def _of_kind(host: Host, kind: Kind, refs: list[str], user: Any) -> Iterator[tuple[str, Standing]]:
    standings = host.standings(kind, refs, user)
    states: dict[str, State] = {ref: subject.state for ref, subject in host.describe(kind, refs).items()}
    for ref, standing in standings.items():
        if ref not in states:
            continue
        # Cancelled as a whole: a place in it is none, though each booking may still say otherwise.
        is_off = standing == "client" and states[ref] == "cancelled"
        yield ref, "cancelled_client" if is_off else standing
