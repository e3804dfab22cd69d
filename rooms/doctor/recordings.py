import secrets

from rooms.conf import conf
from rooms.doctor.finding import Finding, skipped, well, wrong
from rooms.exceptions import Misconfigured, StorageUnavailable
from rooms.models import RoomRecording
from rooms.recordings import storage

AUDIT = "manage.py rooms_recordings_audit"


def look() -> Finding:
    """The storage of recordings lets us look into it, and what was asked to be deleted is."""
    if not conf.recording_storage:
        return skipped("this site keeps no recordings")
    try:
        if (finding := _folder()) is not None:
            return finding
        # All that a deletion asks of it, of a folder that nobody has.
        list(storage.objects_below(f"{storage.FOLDER}/{secrets.token_hex(20)}"))
    except Misconfigured as error:
        return wrong(error.reason, "See Recordings in docs/adopt.md.")
    except StorageUnavailable as error:
        return wrong(
            f"the storage refuses or does not answer: {error.reason}",
            "Check endpoint, bucket, keys and their rights: docs/operate.md, Where files go.",
        )
    failing = RoomRecording.objects.exclude(deletion_error="")
    count = failing.count()
    if count:
        newest = failing.order_by("-deletion_requested_at").values_list("deletion_error", flat=True)[0]
        return wrong(
            f"{count} recordings that were to be deleted are still there: {newest}",
            f"Mend that; the worker tries again. {AUDIT} lists them.",
        )
    return well("the storage answers, and what was to be deleted is gone")


def _folder() -> Finding | None:
    """What is wrong about a folder of this machine."""
    disk = storage.local()
    if disk is None:
        return None
    trouble = disk.trouble()
    if trouble is None:
        return None
    return wrong(
        f"the folder of recordings {trouble}",
        "Django must read, write and delete in it, and the recorder write: one group, and chmod 2770.",
    )
