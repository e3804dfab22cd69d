"""A person in what is kept about recordings, and in recordings themselves.

What they did with recordings gets their pseudonym. A recording that shows them is another matter: it is also of others,
so it is named to the operator, who deletes it or not.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.exceptions import RoomsError
from rooms.models import (
    DeletionReason,
    RecordingAccess,
    RecordingDeletion,
    RecordingView,
    Room,
    RoomParticipant,
    RoomRecording,
)
from rooms.pseudonyms import Rewriting
from rooms.recordings import purging
from rooms.recordings.access import visible


def rooms_of(ref: str, user: Any) -> set[UUID]:
    """Rooms in which they watched, were named, or decided something about a recording."""
    found = {
        *_views(ref, user).values_list("recording__room", flat=True),
        *_access(ref, user).values_list("recording__room", flat=True),
        *RoomRecording.objects.filter(deletion_requested_by=ref).values_list("room", flat=True),
        *RecordingDeletion.objects.filter(requested_by_ref=ref).values_list("room", flat=True),
    }
    return {room for room in found if room is not None}


def of_room(room: Room, ref: str, user: Any, rows: Collection[RoomParticipant]) -> dict[str, Any]:
    """What is known of them there, to be given out: what they watched, and recordings in which they may be."""
    showing = {recording.pk for recording in showing_them(rows)}
    return {
        "recordings": [
            {
                "id": recording.pk,
                "started_at": recording.started_at,
                "ended_at": recording.ended_at,
                "status": recording.status,
                "expires_at": recording.expires_at,
                "shared": recording.shared,
            }
            for recording in visible().filter(room=room).order_by("requested_at")
            if recording.pk in showing
        ],
        "recordings_watched": [
            {"recording": view.recording_id, "kind": view.kind, "at": view.at}
            for view in _views(ref, user).filter(recording__room=room).order_by("at", "pk")
        ],
        "recordings_named_for": [
            {"recording": row.recording_id, "at": row.granted_at}
            for row in _access(ref, user).filter(recording__room=room, user=user)
        ],
        "recordings_deleted": [
            {"recording": row.recording_id, "requested_at": row.requested_at, "gone_at": row.proven_at}
            for row in RecordingDeletion.objects.filter(room=room, requested_by_ref=ref)
        ],
    }


def showing_them(rows: Collection[RoomParticipant]) -> list[RoomRecording]:
    """Recordings during which one of these was inside, whether or not they were held back: who was is known of the
    moment alone. So they may be seen or heard in it, or not."""
    found: dict[UUID, RoomRecording] = {}
    for row in rows:
        recorded = visible().filter(room=row.room_id, started_at__isnull=False).select_related("room")
        for recording in recorded.order_by("started_at"):
            if row.visits.filter(_during(recording)).exists():
                found[recording.pk] = recording
    return list(found.values())


def _during(recording: RoomRecording) -> Q:
    ongoing = Q(left_at__isnull=True) | Q(left_at__gt=recording.started_at)
    return ongoing & Q(joined_at__lt=recording.ended_at) if recording.ended_at is not None else ongoing


def delete_showing(
    recordings: Collection[RoomRecording], *, at: datetime
) -> Iterator[tuple[RoomRecording, str]]:
    """Ask for the deletion of recordings because somebody in them is forgotten.

    Returns:
        Those that were refused, each with why: held, or not over.
    """
    for recording in recordings:
        try:
            purging.request(recording.pk, reason=DeletionReason.FORGOTTEN, at=at)
        except RoomsError as error:
            yield recording, error.detail


def forget(room: Room, rewriting: Rewriting, *, user: Any) -> int:
    """Put the pseudonym where their reference is. The caller holds the room's lock.

    They may watch nothing any more that they were named for.

    Returns:
        How many rows changed.
    """
    ref, stands_in = rewriting.traces.ref, rewriting.pseudonym.ref
    changed = _views(ref, user).filter(recording__room=room).update(user=None, user_ref=stands_in)
    if user is not None:
        changed += RecordingAccess.objects.filter(recording__room=room, user=user).delete()[0]
    granted = RecordingAccess.objects.filter(recording__room=room, granted_by_ref=ref)
    changed += granted.update(granted_by_ref=stands_in)
    asked = RoomRecording.objects.filter(room=room, deletion_requested_by=ref)
    changed += asked.update(deletion_requested_by=stands_in)
    gone = RecordingDeletion.objects.filter(room=room, requested_by_ref=ref)
    changed += gone.update(requested_by_ref=stands_in)
    for recording in RoomRecording.objects.filter(room=room).exclude(hold_reason=""):
        reason = rewriting.text(recording.hold_reason)[:300]
        if reason != recording.hold_reason:
            changed += RoomRecording.objects.filter(pk=recording.pk).update(hold_reason=reason)
    return changed


def forget_without_room(ref: str, stands_in: str) -> int:
    """Deletions of recordings whose room is no more name who asked for them, too."""
    left = RecordingDeletion.objects.filter(room__isnull=True, requested_by_ref=ref)
    return left.update(requested_by_ref=stands_in)


def is_named_without_room(ref: str) -> bool:
    return RecordingDeletion.objects.filter(room__isnull=True, requested_by_ref=ref).exists()


def _views(ref: str, user: Any) -> QuerySet[RecordingView]:
    return RecordingView.objects.filter(Q(user_ref=ref) if user is None else Q(user_ref=ref) | Q(user=user))


def _access(ref: str, user: Any) -> QuerySet[RecordingAccess]:
    theirs = Q(granted_by_ref=ref)
    return RecordingAccess.objects.filter(theirs if user is None else theirs | Q(user=user))
