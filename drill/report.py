"""A result as the Markdown of docs/drill.md. Pure."""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from drill.comparison import CheckedEnd, Class
from drill.faults import DELAYED, DOUBLED, REFUSED, SWALLOWED
from drill.result import Result

#: What the report begins with; {command} and {verdict} are of this run.
HEAD = """\
# The drill

People come and go on a real LiveKit while webhooks get lost and servers are killed; afterwards the ledger is
compared with what every participant has logged. Written by the command itself:

    {command}

**{verdict}**
"""

BEFORE_ENDS = """\
## How far the ledger is off

Seconds between the ledger's moment and the span in which the participant knows that it was (between asking and being
told; its mean width is given, and grows with the machine's load). ± is what the ledger itself states (mean); inside:
the truth lies in it.

| what could be known | ends | span | mean | max | allowed | ± | inside | |
|---|---|---|---|---|---|---|---|---|"""

#: In the order of `_visits`.
VISITS = (
    ("by the participants' logs", ""),
    ("missing in the ledger", "0"),
    ("missing, too, but shorter than a reconcile interval, and none of its events arrived", ""),
    ("missing, too, but the room was being ended when they came in", ""),
    ("in the ledger, and nobody was there", "0"),
    ("in the ledger and in LiveKit's events, but the client died or gave up before it was told", ""),
    ("still open", "0"),
)


def write_report(result: Result, *, command: str) -> str:
    """Args:
    command: what runs the same plan again.
    """
    verdict = f"{'Passed' if result.passed else 'Failed'}: {_verdict(result)}"
    parts = [_course(result), _ends(result), _visits(result), _misses(result)]
    return HEAD.format(command=command, verdict=verdict) + "".join(
        f"\n{chr(10).join(part)}\n" for part in parts
    )


def _verdict(result: Result) -> str:
    found = result.comparison
    told = [end.error for end in found.ends if end.kind in (Class.JOIN_TOLD, Class.LEAVE_TOLD)]
    worst = max((end.error for end in found.ends), default=0.0)
    return (
        f"{found.visits} visits, {len(found.missing)} missing, {len(found.extra)} extra, "
        f"{len(found.still_open)} open; where LiveKit's event arrived, off by {_mean(told):.2f} s on average and "
        f"{max(told, default=0.0):.2f} s at most; the worst of all {worst:.1f} s."
    )


def _course(result: Result) -> Iterator[str]:
    plan, counts = result.plan, result.counts
    kinds = Counter(room.kind for room in plan.rooms)
    rooms = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    done = Counter(action.do.value for action in plan.actions)
    began = datetime.fromtimestamp(result.began_at, UTC)
    yield "## What happened"
    yield ""
    yield f"- {began:%Y-%m-%d %H:%M} UTC, {result.database}, reconcile every {result.interval:g} s."
    yield f"- {len(plan.people)} people in {len(plan.rooms)} rooms ({rooms}) for {result.play_seconds:.0f} s."
    yield f"- Planned of seed {plan.seed}: {', '.join(f'{number} {what}' for what, number in done.most_common())}."
    for outage in result.outages:
        begin, end = (moment - result.began_at for moment in (outage.span.begin, outage.span.end))
        yield f"- `kill -9` of {outage.server} at {begin:.0f} s, ready again at {end:.0f} s."
    yield (
        f"- LiveKit made {counts['events']} events and sent them {counts['deliveries']} times; "
        f"{counts['lost']} never arrived."
    )
    yield f"- The proxy {_faults(counts)}."
    yield f"- Every statement was final {result.settle_seconds:.0f} s after the last room was ended."
    yield f"- Load of the machine: {min(result.load):.1f} to {max(result.load):.1f} (two cores are full at 2)."


def _faults(counts: Mapping[str, int]) -> str:
    words = {
        "refused": ("answered 503 to", REFUSED),
        "swallowed": ("swallowed", SWALLOWED),
        "doubled": ("doubled", DOUBLED),
        "delayed": ("held back while later ones overtook them", DELAYED),
    }
    every = max(counts["deliveries"], 1)
    parts = [
        f"{did} {counts.get(what, 0)} ({counts.get(what, 0) / every:.0%}; planned {share:.0%})"
        for what, (did, share) in words.items()
    ]
    return "; ".join([*parts, f"found Django down {counts.get('unreachable', 0)} times"])


def _ends(result: Result) -> Iterator[str]:
    yield BEFORE_ENDS
    for kind in Class:
        yield _row(kind, [end for end in result.comparison.ends if end.kind == kind])


def _row(kind: Class, ends: list[CheckedEnd]) -> str:
    if not ends:
        return f"| {kind} | 0 | | | | | | | |"
    errors = [end.error for end in ends]
    limits = " or ".join(f"{limit:g}" for limit in sorted({end.limit for end in ends}))
    stated = [end.stated for end in ends if end.stated is not None]
    inside = sum(end.is_inside for end in ends)
    verdict = "✓" if all(end.is_right for end in ends) else "✗"
    width = _mean([end.width for end in ends])
    figures = f"{width:.2f} | {_mean(errors):.2f} | {max(errors):.2f} | {limits} | {_mean(stated):.2f}"
    return f"| {kind} | {len(ends)} | {figures} | {inside} of {len(ends)} | {verdict} |"


def _visits(result: Result) -> Iterator[str]:
    found = result.comparison
    known = Counter(end.known_by for end in found.ends)
    lists = (found.missing, found.without_trace, found.late, found.extra, found.untold, found.still_open)
    numbers = [found.visits, *map(len, lists)]
    yield "## Visits"
    yield ""
    yield "| | | allowed |"
    yield "|---|---|---|"
    for (words, allowed), number in zip(VISITS, numbers, strict=True):
        yield f"| {words} | {number} | {allowed} |"
    yield ""
    yield f"Ends are known by: {', '.join(f'{name} {number}' for name, number in known.most_common())}."


def _misses(result: Result) -> Iterator[str]:
    yield "## Missed targets"
    yield ""
    if result.passed:
        yield "None."
    for miss in result.misses:
        yield f"- {miss}"


def _mean(values: list[float]) -> float:
    return statistics.fmean(values) if values else 0.0
