"""Many rooms, one after another: what is wrong about one of them alone must not hold up the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from rooms.exceptions import LiveKitUnavailable, UnknownSubject

logger = logging.getLogger("rooms.one_of_many")


@contextmanager
def one_of_many(room: object, failed: list[Exception]) -> Iterator[None]:
    """Do something to one room of many.

    A room that an operator deleted in between is left out.

    Args:
        room: for the log.
        failed: takes what the room raised; the caller raises the first of it when the others are done.

    Raises:
        LiveKitUnavailable, OperationalError, InterfaceError: that is no matter of one room.
    """
    try:
        yield
    except UnknownSubject:
        logger.debug("room %s is gone", room)
    except (LiveKitUnavailable, OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong about this room, the caller says so in the end
        logger.error("room %s failed: %s", room, type(error).__name__)
        failed.append(error)
