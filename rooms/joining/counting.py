"""Counts who is not let in, by code: what an operator sees rise when something is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from rooms import tallies
from rooms.exceptions import Refused, RoomsError, UnknownSubject
from rooms.tallies import JOIN_REFUSED, TOKEN_FAILED

#: The label of what has no code of ours: a bug, here or in the host.
UNEXPECTED = "unexpected"


@contextmanager
def refusals_counted() -> Iterator[None]:
    """Count what ends this block by the code that the person is told, and let it go on."""
    try:
        yield
    except (Refused, UnknownSubject) as error:
        tallies.try_to_count(JOIN_REFUSED, error.code)
        raise
    except RoomsError as error:
        tallies.try_to_count(TOKEN_FAILED, error.code)
        raise
    except (OperationalError, InterfaceError):
        tallies.try_to_count(TOKEN_FAILED, "database_busy")
        raise
    except Exception:
        tallies.try_to_count(TOKEN_FAILED, UNEXPECTED)
        raise
