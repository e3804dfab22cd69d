"""Everything that one person may watch, whichever the room.

Whom a recording is for, only the host knows. So it is asked about all recordings of the site, newest first, hundreds
at a time, until whoever reads has enough; of those that are not for this person only a few columns are read.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.host import Standing
from rooms.models import RecordingAccess, RoomRecording
from rooms.recordings.access import Rights, Subject, decide, is_open_to, standings_of, visible

#: Recordings that the host is asked about at once.
AT_ONCE = 500
#: Of those that are for this person, read whole at once: a page.
WHOLE_AT_ONCE = 100

_COLUMNS = ("pk", "requested_at", "status", "shared", "room__subject_kind", "room__subject_ref")


def of_person(
    user: Any, *, before: tuple[datetime, UUID] | None = None
) -> Iterator[tuple[RoomRecording, Rights]]:
    """Recordings that this person may know of, newest first, with their rooms.

    Args:
        before: requested and id of the last one that was read.
    """
    named = set(RecordingAccess.objects.filter(user=user).values_list("recording_id", flat=True))
    asked: dict[Subject, Standing] = {}
    while True:
        some = list(_older(before).values_list(*_COLUMNS)[:AT_ONCE])
        unasked = {(kind, ref) for *_, kind, ref in some} - asked.keys()
        asked |= standings_of(unasked, user)
        open_to_them: dict[UUID, Rights] = {}
        for pk, _, status, shared, kind, ref in some:
            rights = decide(asked[kind, ref], is_shared=shared, is_named=pk in named)
            if is_open_to(status, rights):
                open_to_them[pk] = rights
        yield from _whole(open_to_them)
        if len(some) < AT_ONCE:
            return
        before = (some[-1][1], some[-1][0])


def _older(before: tuple[datetime, UUID] | None) -> QuerySet[RoomRecording]:
    found = visible().order_by("-requested_at", "-id")
    if before is None:
        return found
    return found.filter(Q(requested_at__lt=before[0]) | Q(requested_at=before[0], id__lt=before[1]))


def _whole(rights: dict[UUID, Rights]) -> Iterator[tuple[RoomRecording, Rights]]:
    keys = list(rights)
    for start in range(0, len(keys), WHOLE_AT_ONCE):
        part = keys[start : start + WHOLE_AT_ONCE]
        rows = visible().filter(pk__in=part).select_related("room").in_bulk()
        yield from ((rows[pk], rights[pk]) for pk in part if pk in rows)
