from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from traceback import extract_tb

from django.utils import timezone

from rooms.conf import conf
from rooms.doctor.finding import Finding, well, wrong
from rooms.exceptions import Misconfigured
from rooms.host import Host, Kind, Subject, get_host

#: A reference that no host has.
NOBODYS = "rooms-doctor"
PAST, FUTURE = timedelta(days=1), timedelta(days=2)
MOST_SUBJECTS = 200


def look() -> Finding:
    """The class that answers for the bookings can be made, and answers what it promises."""
    try:
        host = get_host()
    except (ImportError, Misconfigured, TypeError) as error:
        return wrong(
            f'ROOMS["HOST"] cannot be used: {error}',
            "It must be the dotted path of a subclass of rooms.host.Host.",
        )
    try:
        return _answers(host)
    except Exception as error:  # noqa: BLE001  the host's own code may raise anything
        return wrong(
            f"{conf.host} raised {type(error).__name__} at {_place(error)}",
            "Each question and its answer: docs/adopt.md, step 6.",
        )


def _place(error: Exception) -> str:
    """Where it was raised; what it says may hold anything."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _answers(host: Host) -> Finding:
    now = timezone.now()
    refs: dict[Kind, list[str]] = defaultdict(list)
    for kind, ref in islice(host.subjects_between(now - PAST, now + FUTURE), MOST_SUBJECTS):
        refs[kind].append(ref)
    count = 0
    for kind in ("booking", "session"):
        known: object = host.describe(kind, [*refs[kind], NOBODYS])
        if not isinstance(known, Mapping) or not all(isinstance(one, Subject) for one in known.values()):
            return wrong(f"describe({kind!r}, …) answers no Subjects by reference", "docs/adopt.md, step 6")
        if NOBODYS in known:
            return wrong(
                f"describe({kind!r}, …) knows {NOBODYS!r}, which does not exist",
                "Leave out what is no key of yours.",
            )
        if missing := [ref for ref in refs[kind] if ref not in known]:
            return wrong(
                f"subjects_between names {kind} {missing[0]}, and describe does not know it",
                "Both must speak of the same rows, with the key as a string.",
            )
        count += len(known)
    return well(f"{conf.host} answers; {count} subjects need a room from yesterday to the day after tomorrow")
