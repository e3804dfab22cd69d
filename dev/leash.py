"""Holds one process so that it cannot outlive whoever started it. Run as a program, never imported.

    python -I -S leash.py LIFELINE COMMAND…

LIFELINE is the reading end of a pipe whose writing end the owner keeps open and never writes to. When the
owner dies, however it dies, the pipe closes, and the leash kills the command's whole process group. That
works for grandchildren, on every Unix, and whichever thread of the owner started us; PR_SET_PDEATHSIG alone
does none of these.

Signals sent to the leash are passed on to the command's group; SIGUSR1 stands for SIGKILL, which nobody can
pass on. The leash ends as the command ended: same exit code, or by the same signal.
"""

import contextlib
import os
import select
import signal
import sys
import time
from types import FrameType

PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
KILL = signal.SIGUSR1


def die_with_leash(leash: int) -> None:
    """Linux only: the kernel kills the command if the leash itself is killed."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes
    except ImportError:  # a Python built without libffi; the pipe still does its work
        return
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != leash:  # it died before the kernel was told
        os._exit(1)


def become(command: list[str], leash: int) -> None:
    """In the forked child: its own process group, ordinary signals, then the command."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    # The owner may be a background job, which is born ignoring SIGINT; servers must not inherit that.
    for number in (*PASSED_ON, KILL, signal.SIGCHLD, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    die_with_leash(leash)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    try:
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"cannot run {command[0]}: {error.strerror}\n".encode())
        os._exit(127)


def stay_behind() -> None:
    """Who gives way to others does so in a session of its own, too.

    On Linux `nice` orders what is within a session; a new one counts as much as any other until it says less.
    """
    niceness = os.nice(0)
    tries = 3 if niceness > 0 else 0
    for _ in range(tries):
        try:
            with open("/proc/self/autogroup", "w", encoding="ascii") as group:
                group.write(str(niceness))
            return
        except BlockingIOError:  # ten of them in a second, of all users together
            time.sleep(0.1)
        except OSError:  # not Linux, or a kernel without it: `nice` alone decides
            return


def signal_group(child: int, number: int) -> None:
    # macOS answers "not permitted" for a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, number)


def end_like(status: int) -> None:
    """Exit with the command's exit code, or die of the signal that it died of."""
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        if -code not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-code, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.kill(os.getpid(), -code)
    os._exit(code if code >= 0 else 128 - code)


def hold(lifeline: int, command: list[str]) -> None:
    os.set_inheritable(lifeline, False)
    stay_behind()
    owner = os.getppid()
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.pthread_sigmask(signal.SIG_BLOCK, {*PASSED_ON, KILL, signal.SIGCHLD})
    leash = os.getpid()
    child = os.fork()
    if child == 0:
        become(command, leash)
    # Both sides do it, so that the group exists whoever comes first.
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(child, child)

    def pass_on(number: int, frame: FrameType | None) -> None:
        signal_group(child, signal.SIGKILL if number == KILL else number)

    def woken(number: int, frame: FrameType | None) -> None:
        """Waking `select` is all that SIGCHLD is for."""

    for number in (*PASSED_ON, KILL):
        signal.signal(number, pass_on)
    signal.signal(signal.SIGCHLD, woken)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])

    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            signal_group(child, signal.SIGKILL)  # what it left behind
            end_like(status)
        ready, _, _ = select.select([lifeline, awake], [], [], 1.0)
        # A fork of the owner may still hold the pipe open: so look at our parent as well.
        if lifeline in ready or os.getppid() != owner:
            signal_group(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os._exit(1)
        if awake in ready:
            os.read(awake, 512)


if __name__ == "__main__":
    hold(int(sys.argv[1]), sys.argv[2:])
