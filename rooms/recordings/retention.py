"""How long recordings are kept, and what must be kept longer."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from rooms.exceptions import RoomsError, UnknownSubject
from rooms.models import DeletionReason, RoomRecording
from rooms.one_of_many import one_of_many
from rooms.recordings import consent, purging
from rooms.recordings.access import visible
from rooms.recordings.locking import locked

logger = logging.getLogger("rooms.recordings")

#: Deletions that one tick of the worker asks for.
AT_ONCE = 50


def expiry(recording: RoomRecording) -> datetime:
    """When it will be deleted: its days counted from its end. Set once, when it is ready or has failed; who changes the
    days changes them for recordings that are asked for later."""
    since = recording.ended_at or recording.started_at or recording.requested_at
    return since + timedelta(days=consent.days_kept(recording))


def expire_due(*, at: datetime) -> int:
    """Ask for the deletion of what has been kept long enough, and is not held; for the worker.

    What failed may have left something behind, and expires likewise.

    Returns:
        How many.

    Raises:
        Exception: what the first of those raised that went wrong; all others were asked for.
    """
    _give_dates()
    due = visible().filter(legal_hold=False, expires_at__lte=at, status__in=purging.OVER)
    found = list(due.order_by("expires_at").values_list("pk", flat=True)[:AT_ONCE])
    asked, failed = 0, list[Exception]()
    for pk in found:
        with one_of_many(f"recording {pk}", failed):
            asked += _expire(pk, at=at)
    if failed:
        raise failed[0]
    return asked


def _expire(recording_id: UUID, *, at: datetime) -> bool:
    """False: another worker did it in between, or somebody holds it now."""
    try:
        purging.request(recording_id, reason=DeletionReason.EXPIRED, at=at)
    except UnknownSubject:
        return False
    except RoomsError as error:
        if error.code != "legal_hold":
            raise
        return False
    return True


def _give_dates() -> None:
    """What is over and has no date yet would stay for ever. What is held gets its date when it is not any more: so the
    index says at each tick that there is none."""
    without = visible().filter(legal_hold=False, expires_at__isnull=True, status__in=purging.OVER)
    without = without.select_related("room")
    for recording in without[:AT_ONCE]:
        without.filter(pk=recording.pk).update(expires_at=expiry(recording))


def set_hold(recording_id: UUID, held: bool, *, reason: str = "", by_ref: str = "") -> RoomRecording:
    """Keep a recording whatever its date says, and whoever asks for its deletion; or no longer. For staff.

    Where a hold ends after the date of the deletion, that follows within seconds.

    Args:
        by_ref: the user who says so, for the log.

    Raises:
        UnknownSubject: its deletion was requested before.
    """
    with locked(recording_id) as recording:
        recording.legal_hold, recording.hold_reason = held, reason if held else ""
        recording.save(update_fields=["legal_hold", "hold_reason"])
    what = "is held" if held else "is held no more"
    logger.info("recording %s %s, says user %s", recording_id, what, by_ref or "(none)")
    return recording
