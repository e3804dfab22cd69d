"""Video rooms on LiveKit for every booking and session of a Django site.

A host calls one function of this package, `sync`, after it changed a booking or a session; everything else
it needs is in `rooms.host` (what it subclasses) and `rooms.signals` (what it may listen to).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rooms.models import Room

__all__ = ["sync"]


def sync(kind: str, ref: object) -> "Room | None":
    """Bring the room of one subject in line with what the host says about it now.

    Call it after every change of a booking or session, as often as you like: it is idempotent and safe under
    concurrency. Inside a transaction it waits for the commit, and does nothing if that is rolled back.

    Args:
        kind: `"booking"` or `"session"`.
        ref: the primary key of the host's own object.

    Returns:
        The open room, or None where there is none (or where the work waits for a commit).

    Raises:
        rooms.exceptions.Conflict: the host's answer kept changing; after a commit that is logged instead, and the
            worker repairs it.
    """
    from rooms.syncing import sync_on_commit

    return sync_on_commit(kind, str(ref))
