"""Which part of a file a request asks for (RFC 9110, 14). Pure."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Part:
    """From the first byte to the last, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """None of it is in the file."""


def part_of(header: str, size: int) -> Part | None:
    """The part that a `Range` asks for; None: the whole file.

    Several parts at once, other units and what makes no sense are answered with the whole file, as the RFC allows.

    Args:
        header: empty where there is none.
        size: of the file, in bytes.

    Raises:
        Unsatisfiable: it begins behind the end of the file.
    """
    found = _ONE.fullmatch(header.strip())
    # Beyond twenty digits there is no file, but arithmetic that takes its time.
    if found is None or max(map(len, found.groups())) > 20:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return Part(size - length, size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Part(int(first), min(int(last), size - 1) if last else size - 1)
