"""Everything that one person may watch, whichever the room, page by page.

Whom a recording is for, only the host knows, and it is asked about each that is looked at. Looked at are the recordings
of what the host says this person leads or has booked (`Host.subjects_of`), and those that name them. Where it does not
say, those of the whole site are, newest first and a bounded number at each page: the next goes on where it ended.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.host import Standing, get_host
from rooms.models import RecordingAccess, RecordingStatus, Room, RoomRecording
from rooms.recordings.access import Rights, Subject, decide, is_open_to, standings_of, visible

#: Recordings that the host is asked about at once; of each only a few columns are read.
AT_ONCE = 500
#: So many times for one page.
ROUNDS = 10
#: Who has to do with more is looked for in the whole site: most of it is theirs, and databases take no longer lists.
MOST_SUBJECTS = 10_000

_COLUMNS = ("pk", "requested_at", "status", "shared", "room__subject_kind", "room__subject_ref")

#: Where a page begins: requested and id of the last one of the page before.
Place = tuple[datetime, UUID]


@dataclass(frozen=True)
class Listed:
    """A page of recordings, newest first.

    Attributes:
        rows: with their rooms, and what this person may do with each.
        older: behind which recording the next page begins; None: there is nothing older. A page that ended because
            enough was looked at has fewer rows than asked for, perhaps none, and then this may be somebody else's: a
            random id that opens nothing, where the moment would say when others were recorded.
    """

    rows: list[tuple[RoomRecording, Rights]]
    older: UUID | None


def of_person(user: Any, *, size: int, before: Place | None = None) -> Listed:
    """The newest that this person may know of, in a number of queries that does not grow with the site.

    Args:
        size: of the page.
    """
    named = set(RecordingAccess.objects.filter(user=user).values_list("recording_id", flat=True))
    among = _among(user, named)
    asked: dict[Subject, Standing] = {}
    theirs: dict[UUID, Rights] = {}
    older: UUID | None = None
    for _ in range(ROUNDS):
        some = list(_older(among, before).values_list(*_COLUMNS)[:AT_ONCE])
        asked |= standings_of({(kind, ref) for *_, kind, ref in some} - asked.keys(), user)
        for pk, _requested_at, status, shared, kind, ref in some:
            rights = decide(asked[kind, ref], is_shared=shared, is_named=pk in named)
            if is_open_to(status, rights):
                if len(theirs) == size:
                    return Listed(_whole(theirs), older=[*theirs][-1])
                theirs[pk] = rights
        if len(some) < AT_ONCE:
            return Listed(_whole(theirs), older=None)
        older, before = some[-1][0], (some[-1][1], some[-1][0])
    return Listed(_whole(theirs), older)


def _among(user: Any, named: set[UUID]) -> QuerySet[RoomRecording]:
    """Where everything is that could be for this person."""
    subjects = get_host().subjects_of(user)
    if subjects is None or len(subjects) > MOST_SUBJECTS:
        return visible()
    of_them = Q(pk__in=())
    for kind in sorted({kind for kind, _ in subjects}):
        of_them |= Q(subject_kind=kind, subject_ref__in=[ref for of_kind, ref in subjects if of_kind == kind])
    # Read first: with a subquery beside the names a database goes through all recordings.
    rooms = Room.objects.filter(of_them, recordings__isnull=False).order_by().distinct()
    found = Q(room__in=list(rooms.values_list("pk", flat=True)))
    return visible().filter(found | Q(pk__in=named, status=RecordingStatus.READY))


def _older(among: QuerySet[RoomRecording], before: Place | None) -> QuerySet[RoomRecording]:
    found = among.order_by("-requested_at", "-id")
    if before is None:
        return found
    return found.filter(Q(requested_at__lt=before[0]) | Q(requested_at=before[0], id__lt=before[1]))


def _whole(rights: dict[UUID, Rights]) -> list[tuple[RoomRecording, Rights]]:
    rows = visible().filter(pk__in=list(rights)).select_related("room").in_bulk()
    return [(rows[pk], each) for pk, each in rights.items() if pk in rows]
