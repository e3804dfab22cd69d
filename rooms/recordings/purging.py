"""Deletion: the row is hidden and every link dead at once, then all below the recording's folder goes, a look at the
storage proves it, that is written down, and the row goes. What fails is tried again, and said."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max
from django.utils import timezone

from rooms import effects, lifecycle
from rooms.exceptions import RoomsError, StorageUnavailable
from rooms.models import (
    DeletionReason,
    Effect,
    RecordingDeletion,
    RecordingStatus,
    Room,
    RoomRecording,
)
from rooms.recordings import storage
from rooms.recordings.locking import locked
from rooms.recordings.storage import Deleted

logger = logging.getLogger("rooms.recordings")

#: What is over: nobody writes to its folder any more, if all is well.
OVER = (RecordingStatus.READY, RecordingStatus.FAILED)

#: A recorder that was thought to be dead may come back and upload what it had. Ours tries for a week after the end of a
#: recording (RECORDER_KEEP_UNDELIVERED); the last look is after whatever it began by then.
LOOKED_AT_AGAIN = (timedelta(hours=1), timedelta(days=1), timedelta(days=8))


def request(recording_id: UUID, *, reason: DeletionReason, by_ref: str = "", at: datetime) -> str:
    """Hide a recording for good and queue its deletion. Takes the room's lock.

    Args:
        by_ref: the user who asked; empty: nobody did.

    Returns:
        Key of the effect, for `effects.run_now`.

    Raises:
        UnknownSubject: it is not there, or its deletion was requested already.
        RoomsError: `legal_hold`; `not_ready`: it still runs or is being prepared, and is to be stopped first.
    """
    with locked(recording_id) as recording:
        if recording.legal_hold:
            raise RoomsError("legal_hold")
        if recording.status not in OVER:
            raise RoomsError("not_ready")
        recording.deletion_requested_at = at
        recording.deletion_reason = reason
        recording.deletion_requested_by = by_ref
        recording.check_at = None
        recording.save(
            update_fields=[
                "deletion_requested_at",
                "deletion_reason",
                "deletion_requested_by",
                "check_at",
            ]
        )
        logger.info("recording %s is to be deleted: %s", recording.pk, reason)
        return effects.queue(
            "purge_recording",
            str(recording.pk),
            room=recording.room,
            payload={"recording_id": str(recording.pk)},
            due_at=at,
        )


def purge_now(keys: Iterable[str], *, at: datetime) -> None:
    """Try deletions that were asked for at once: whoever has a link into a bucket must not have it much longer. Where
    the storage does not answer in a second or two, the worker goes on."""
    with storage.in_a_hurry():
        effects.run_now(keys, at=at)


@effects.handler("purge_recording", asks_storage=True)
def _purge(effect: Effect) -> None:
    recording = _to_be_deleted(effect.payload["recording_id"])
    if recording is None:
        return  # another worker did it
    try:
        deleted = storage.delete_below(recording.folder)
    except (StorageUnavailable, storage.NotOurs) as error:
        RoomRecording.objects.filter(pk=recording.pk).update(deletion_error=str(error)[:500])
        raise
    # Kept before it is written: if this ends here, the next try finds nothing there to count.
    total = Deleted(
        objects=effect.payload.get("objects", 0) + deleted.objects,
        bytes=effect.payload.get("bytes", 0) + deleted.bytes,
    )
    effects.keep(effect, objects=total.objects, bytes=total.bytes)
    _write_down(recording, total, at=timezone.now())


def _to_be_deleted(recording_id: str) -> RoomRecording | None:
    return RoomRecording.objects.filter(pk=recording_id, deletion_requested_at__isnull=False).first()


def _write_down(recording: RoomRecording, deleted: Deleted, *, at: datetime) -> None:
    """That it is gone, and who wanted it; then the row goes, with its views and who was named for it."""
    with lifecycle.locked_room(pk=recording.room_id) as room:
        found = _to_be_deleted(str(recording.pk))
        if found is None or found.deletion_requested_at is None:
            return
        watched = found.views.aggregate(times=Count("pk"), last=Max("at"))
        RecordingDeletion.objects.create(
            recording_id=found.pk,
            room=room,
            room_name=room.name,
            egress_id=found.egress_id or "",
            folder_digest=storage.digest_of(found.folder),
            reason=found.deletion_reason,
            requested_by_ref=found.deletion_requested_by,
            requested_at=found.deletion_requested_at,
            objects_deleted=deleted.objects,
            bytes_deleted=deleted.bytes,
            times_watched=watched["times"],
            last_watched_at=watched["last"],
            proven_at=at,
        )
        _look_again(room, found.folder, LOOKED_AT_AGAIN, of=str(found.pk), recording_id=found.pk, at=at)
        found.delete()
    logger.info("recording %s is gone: %d objects, %d bytes", recording.pk, deleted.objects, deleted.bytes)


def was_deleted(folder: str) -> bool:
    """Whether it was that of a recording which we deleted. A database from a backup does not know what was
    recorded since, and nobody asked for the deletion of that."""
    return RecordingDeletion.objects.filter(folder_digest=storage.digest_of(folder)).exists()


def sweep_after(room: Room, egress_id: str, folder: str, *, at: datetime) -> None:
    """Look at once, and again, where an egress has written whose recording was deleted."""
    waits = (timedelta(0), *LOOKED_AT_AGAIN)
    _look_again(room, folder, waits, of=egress_id, recording_id=None, at=at)


def _look_again(
    room: Room,
    folder: str,
    waits: Iterable[timedelta],
    *,
    of: str,
    recording_id: UUID | None,
    at: datetime,
) -> None:
    for wait in waits:
        effects.queue(
            "sweep_recording",
            f"{of}:{wait.total_seconds():.0f}",
            room=room,
            payload={"recording_id": recording_id and str(recording_id), "folder": folder, "of": of},
            due_at=at + wait,
        )


@effects.handler("sweep_recording", asks_storage=True)
def _sweep(effect: Effect) -> None:
    """Look once more where a deleted recording was."""
    deleted = storage.delete_below(effect.payload["folder"])
    if deleted.objects:
        logger.warning(
            "recording %s came back after it was deleted, and was deleted again: %d objects",
            effect.payload["recording_id"] or f"of {effect.payload['of']}",
            deleted.objects,
        )
        RecordingDeletion.objects.filter(recording_id=effect.payload["recording_id"]).update(
            objects_deleted=F("objects_deleted") + deleted.objects,
            bytes_deleted=F("bytes_deleted") + deleted.bytes,
            proven_at=timezone.now(),
        )
