"""Ctrl-C and its relatives, turned into one exception in the main thread, once."""

import os
import signal
from types import FrameType


class Interrupted(BaseException):
    """Somebody wants us to stop. Not an Exception: nothing but the command line may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


_parent_of_ours = os.getppid()
_stopping = False


def listen() -> None:
    """Answer SIGINT, SIGTERM and SIGHUP from now on.

    SIGINT explicitly: a shell starts its background jobs with SIGINT ignored, and Python then leaves it so.
    SIGHUP not where it is ignored: that is what `nohup` asks for.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)


def check_parent() -> None:
    """Raise Interrupted when `make`, which started us, is gone: nobody could stop us by it any more."""
    if "MAKELEVEL" in os.environ and os.getppid() != _parent_of_ours:
        raise Interrupted(signal.SIGHUP)


def _interrupt(number: int, frame: FrameType | None) -> None:
    # Only once: a second Ctrl-C must not break off the stopping, which takes ten seconds at most.
    global _stopping
    if not _stopping:
        _stopping = True
        raise Interrupted(number)
