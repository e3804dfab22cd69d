"""Do rows and objects belong together? Both ways of how they may not are found, and said."""

from collections.abc import Collection
from dataclasses import dataclass, field

from rooms.models import RecordingStatus, RoomRecording
from rooms.recordings import storage
from rooms.recordings.access import visible
from rooms.recordings.storage import FOLDER, Deleted, Stored


@dataclass
class Audit:
    """Attributes:
    objects: how many were looked at.
    strays: by folder, what lies there without a row; folders that cannot be a recording's among them.
    lost: recordings that are ready and whose object is not there.
    overdue: recordings whose deletion has failed so far.
    """

    objects: int = 0
    strays: dict[str, list[Stored]] = field(default_factory=dict)
    lost: list[RoomRecording] = field(default_factory=list)
    overdue: list[RoomRecording] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.strays or self.lost or self.overdue)

    @property
    def deletable(self) -> list[str]:
        """Folders of strays that are those of one recording each: nothing else is ever deleted."""
        return [folder for folder in self.strays if storage.is_folder(folder)]


def audit() -> Audit:
    """Compare the storage with the table. Reads the names of all objects; some minutes where there are many.

    What comes and goes meanwhile is no finding: whatever seems wrong is looked at a second time.

    Raises:
        StorageUnavailable, Misconfigured.
    """
    found, there = Audit(), set[str]()
    for stored in storage.objects_below():
        found.objects += 1
        there.add(stored.key)
        found.strays.setdefault(_folder_of(stored.key), []).append(stored)
    # Read after the objects: a row is there before its object, and goes after it.
    for folder in _known_folders():
        found.strays.pop(folder, None)
    found.strays = _still_there(found.strays)
    ready = visible().filter(status=RecordingStatus.READY).select_related("room").order_by("requested_at")
    missing = [recording for recording in ready.iterator(500) if recording.storage_key not in there]
    found.lost = [
        recording
        for recording in missing
        if visible().filter(pk=recording.pk).exists() and storage.size_of(recording.storage_key) is None
    ]
    found.overdue = list(RoomRecording.objects.exclude(deletion_error="").select_related("room"))
    return found


def delete_stray(folder: str) -> Deleted:
    """Delete what lies in a folder without a row, and look whether it is gone.

    Raises:
        NotOurs: it is none of one recording, or has a row by now.
        StorageUnavailable.
    """
    if folder in _known_folders():
        raise storage.NotOurs(folder)
    return storage.delete_below(folder)


def _folder_of(key: str) -> str:
    """Of one recording, as deep in it as the object may lie; else where it lies."""
    parts = key.split("/")
    of_one = "/".join(parts[:2])
    return of_one if storage.is_folder(of_one) else "/".join(parts[:-1]) or FOLDER


def _known_folders() -> set[str]:
    keys = RoomRecording.objects.values_list("storage_key", flat=True).order_by()
    return {key.rpartition("/")[0] for key in keys.iterator(2000)}


def _still_there(folders: Collection[str]) -> dict[str, list[Stored]]:
    """What lies in these at a second look: one for all of them, for it goes through the whole storage."""
    found: dict[str, list[Stored]] = {}
    for stored in storage.objects_below() if folders else ():
        folder = _folder_of(stored.key)
        if folder in folders:
            found.setdefault(folder, []).append(stored)
    return found
