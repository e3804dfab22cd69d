"""Why a call was bad: from both sides' summaries to whose network it was. Pure; `words` says it to people.

Each page measures two ways: what it sent and was lost, by the word of LiveKit's server, and what it should have
received and did not. Both lie between that person and the server, with one exception: what is lost on the way to
the server is missing on everybody's way from it, too. So a receiver's loss while a sender loses is the sender's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from rooms.quality.merging import episodes_of
from rooms.quality.shapes import Episode, Summary

Code = Literal["sending", "receiving", "slow", "cut", "weak", "everybody"]
How = Literal["phone", "came_back", "left", "camera_off", "reconnected", "to_end", "passed"]
CODES: tuple[Code, ...] = get_args(Code)
ENDINGS: tuple[How, ...] = get_args(How)

#: Shorter trouble than this nobody complains about.
LEAST_SECONDS = 20
#: Loss from here on, and round trips from here on, explain a bad picture.
LOSS_PERCENT, SLOW_MS = 2.0, 500
#: Who comes back within this came back because of it.
BACK_WITHIN = timedelta(minutes=5)
#: Lines that end this close to each other were cut by one thing: the media server, or the network before it.
AT_ONCE = timedelta(seconds=5)
#: Stretches are a minute wide: what happens this close to their edge belongs to them.
EDGE = timedelta(seconds=60)
MOST_REASONS = 6


@dataclass(frozen=True)
class Line:
    """One connection, with what its page measured.

    Attributes:
        person: id of the participant.
        medium: video or phone.
        left_at: None while they are inside.
        summary: None for a phone, and for a page that reported nothing.
    """

    person: str
    name: str
    medium: str
    joined_at: datetime
    left_at: datetime | None
    summary: Summary | None = None


@dataclass(frozen=True)
class Ending:
    """How the trouble ended.

    Attributes:
        times: how often, where it is about reconnecting.
    """

    how: How
    at: datetime
    times: int = 0


@dataclass(frozen=True)
class Reason:
    """One stretch in which the call was bad.

    Attributes:
        person, name: whose network it was; empty where it was everybody's.
    """

    code: Code
    person: str
    name: str
    began_at: datetime
    until: datetime
    loss_percent: float
    rtt_ms: int
    lost_seconds: int
    ending: Ending | None


@dataclass(frozen=True)
class _Bad:
    line: Line
    summary: Summary
    episode: Episode

    def overlaps(self, other: "_Bad") -> bool:
        return self.episode.began < other.episode.until and other.episode.began < self.episode.until


def explain(lines: Sequence[Line], *, is_over: bool = True) -> list[Reason]:
    """The reasons in the order of time; none where the call was good.

    Args:
        lines: every connection of the room, in any order.
        is_over: the room has ended. Until then who was cut off may come back.
    """
    ordered = sorted(lines, key=lambda line: (line.joined_at, line.person))
    bad = [
        _Bad(line, line.summary, episode)
        for line in ordered
        if line.summary is not None
        for episode in episodes_of(line.summary)
        if episode.seconds >= LEAST_SECONDS
    ]
    own = [one for one in bad if not _is_heard_of_another(one, bad)]
    shared = [one for one in own if _is_everybodys(one, own, ordered)]
    reasons = [_reason(one, ordered) for one in own if one not in shared]
    reasons += [_shared_reason(together) for together in _overlapping(shared)]
    worst = sorted(reasons, key=lambda reason: reason.began_at - reason.until)[:MOST_REASONS]
    worst = sorted(worst, key=lambda reason: (reason.began_at, reason.person))
    return worst if is_over else [_without_last_word(reason) for reason in worst]


def _without_last_word(reason: Reason) -> Reason:
    is_last = reason.ending is not None and reason.ending.how in {"left", "to_end"}
    return replace(reason, ending=None) if is_last else reason


def _is_heard_of_another(one: _Bad, bad: Iterable[_Bad]) -> bool:
    """They missed what another one's network lost on the way to the server."""
    if _code(one.episode) != "receiving":
        return False
    return any(
        other.line.person != one.line.person
        and other.overlaps(one)
        and other.episode.sent_loss_percent >= max(LOSS_PERCENT, one.episode.received_loss_percent / 2)
        for other in bad
    )


def _is_everybodys(one: _Bad, own: Sequence[_Bad], lines: Sequence[Line]) -> bool:
    """Everyone who measured at that time, two at least, was as badly off by themselves."""
    measured = {
        line.person for line in lines if line.summary is not None and _measured_during(line.summary, one)
    }
    as_bad = {other.line.person for other in own if other.overlaps(one)}
    return len(measured) >= 2 and measured <= as_bad


def _measured_during(summary: Summary, one: _Bad) -> bool:
    if summary.began is None or summary.until is None:
        return False
    return summary.began < one.episode.until and one.episode.began < summary.until


def _overlapping(shared: Sequence[_Bad]) -> list[list[_Bad]]:
    groups: list[list[_Bad]] = []
    for one in sorted(shared, key=lambda bad: bad.episode.began):
        if groups and any(one.overlaps(other) for other in groups[-1]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _code(episode: Episode) -> Code:
    if episode.lost > episode.weak:
        return "cut"
    sent, received = episode.sent_loss_percent, episode.received_loss_percent
    if max(sent, received) >= LOSS_PERCENT:
        return "sending" if sent >= received / 2 and sent >= LOSS_PERCENT else "receiving"
    return "slow" if episode.rtt_ms >= SLOW_MS else "weak"


def _reason(one: _Bad, lines: Sequence[Line]) -> Reason:
    episode, code = one.episode, _code(one.episode)
    by_code = {"sending": episode.sent_loss_percent, "receiving": episode.received_loss_percent}
    return Reason(
        code=code,
        person=one.line.person,
        name=one.line.name,
        began_at=_moment(episode.began),
        until=_moment(episode.until),
        loss_percent=by_code.get(code, episode.loss_percent),
        rtt_ms=episode.rtt_ms,
        lost_seconds=episode.lost,
        ending=_ending(one, lines),
    )


def _shared_reason(together: Sequence[_Bad]) -> Reason:
    episodes = [one.episode for one in together]
    return Reason(
        code="everybody",
        person="",
        name="",
        began_at=_moment(min(episode.began for episode in episodes)),
        until=_moment(max(episode.until for episode in episodes)),
        loss_percent=max(episode.loss_percent for episode in episodes),
        rtt_ms=max(episode.rtt_ms for episode in episodes),
        lost_seconds=max(episode.lost for episode in episodes),
        ending=None,
    )


def _ending(one: _Bad, lines: Sequence[Line]) -> Ending | None:
    line, until = one.line, _moment(one.episode.until)
    if line.left_at is not None and line.left_at <= until + EDGE:
        return _after_leaving(line, line.left_at, lines)
    moments = [(_moment(at), kind) for at, kind in one.summary.moments]
    during = [(at, kind) for at, kind in moments if _moment(one.episode.began) <= at <= until + EDGE]
    if off := [at for at, kind in during if kind == "camera_off"]:
        return Ending("camera_off", off[0])
    if back := [at for at, kind in during if kind == "reconnected"]:
        return Ending("reconnected", back[-1], times=len(back))
    if line.left_at is None and one.summary.until is not None and one.summary.until <= one.episode.until:
        return None  # it may still be going on
    return Ending("passed", until)


def _after_leaving(line: Line, left_at: datetime, lines: Sequence[Line]) -> Ending | None:
    """Trouble that lasted until they were out: did they come back, and did the others stay?"""
    returned = [
        other
        for other in lines
        if other.person == line.person and line.joined_at < other.joined_at <= left_at + BACK_WITHIN
    ]
    if returned:
        if _all_were_cut(line, left_at, lines):
            return None  # what ended then was the server, and not the trouble of one of them
        how: How = "phone" if returned[0].medium == "phone" else "came_back"
        return Ending(how, returned[0].joined_at)
    others_stayed = any(
        other.person != line.person and (other.left_at is None or other.left_at > left_at + EDGE)
        for other in lines
    )
    return Ending("left" if others_stayed else "to_end", left_at)


def _all_were_cut(line: Line, left_at: datetime, lines: Sequence[Line]) -> bool:
    """Everybody else who was inside was out at the same moment, as when the media server dies."""
    others = [
        other
        for other in lines
        if other.person != line.person
        and other.joined_at < left_at
        and (other.left_at is None or other.left_at >= left_at - AT_ONCE)
    ]
    return bool(others) and all(
        other.left_at is not None and other.left_at <= left_at + AT_ONCE for other in others
    )


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
