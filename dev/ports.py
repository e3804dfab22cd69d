"""Ports on this machine: is one free, give me one that is."""

import random
import socket

from dev.failure import Problem

LOOPBACK = "127.0.0.1"

# Below the range from which Linux (32768) and macOS (49152) number outgoing connections:
# a port that is free now is not taken by some client a moment later.
CHOICE = range(20_000, 32_000)

# Two callers in one process must not be given the same port before either has bound it.
_given: set[int] = set()


def is_free(port: int, kind: socket.SocketKind = socket.SOCK_STREAM, address: str = LOOPBACK) -> bool:
    """Whether a server could listen there. A connection in TIME_WAIT does not count as use."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def choose() -> int:
    """A port that is free for TCP and for UDP on every interface, never the same twice in this process."""
    for port in random.sample(CHOICE, len(CHOICE)):
        if port in _given:
            continue
        if is_free(port, socket.SOCK_STREAM, "") and is_free(port, socket.SOCK_DGRAM, ""):
            _given.add(port)
            return port
    raise Problem(
        f"No port between {CHOICE.start} and {CHOICE.stop} is free.", "Stop some servers and try again."
    )


def demand(port: int, purpose: str, variable: str) -> None:
    """Refuse a port that the person chose (or left at its default) and that somebody else holds.

    Args:
        purpose: what would listen there, as it reads in a sentence ("the web pages").
        variable: the name of the make variable that moves it.
    """
    if not is_free(port):
        raise Problem(
            f"Port {port}, which {purpose} would listen on, is in use by another program.",
            f"Stop that program, or choose another port: make run {variable}={port + 1}",
        )


def from_text(text: str, variable: str) -> int:
    """The port that `variable` names. Raises Problem for anything but 1 to 65535."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise Problem(
        f"{variable}={text} is not a port.", f"Give a number from 1 to 65535: make run {variable}=8080"
    )
