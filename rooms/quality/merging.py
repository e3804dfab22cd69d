"""Samples into a summary, summaries into one. Pure, and the same in whatever order they come."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from rooms.partly_known import least_known, most_known
from rooms.quality.grading import level_of_sample
from rooms.quality.shapes import Episode, Event, Received, Sample, Summary, Trouble

#: Stretches of trouble that are kept; where there are more, each becomes twice as wide.
MOST_STRETCHES = 20
#: Moments of events that are kept, the latest ones.
MOST_MOMENTS = 6
#: How far back batches that come late are told from those that came twice.
WINDOW = 64


def accept(received: Received, batch: int) -> Received | None:
    """Note a batch; None: it was counted already, or is so old that nobody knows."""
    if batch > received.highest:
        mask = received.mask << (batch - received.highest) if batch - received.highest < WINDOW else 0
        return Received(batch, (mask | 1) & ((1 << WINDOW) - 1))
    behind = received.highest - batch
    if behind >= WINDOW or received.mask >> behind & 1:
        return None
    return replace(received, mask=received.mask | 1 << behind)


def summarise(samples: Iterable[Sample], events: Iterable[Event] = ()) -> Summary:
    """What one batch says."""
    parts = chain(map(_of_sample, samples), map(_of_event, events))
    summary = Summary()
    for part in parts:
        summary = combine(summary, part)
    return summary


def combine(one: Summary, other: Summary) -> Summary:
    """Both together; which comes first makes no difference."""
    width = max(one.width, other.width)
    stretches = _sum_by_place(chain(_widen(one, width), _widen(other, width)))
    while len(stretches) > MOST_STRETCHES:
        width *= 2
        stretches = _sum_by_place(replace(stretch, place=stretch.place // 2) for stretch in stretches)
    return Summary(
        seconds=_added(one.seconds, other.seconds),
        sums={
            metric: _pairs(one.sums.get(metric, (0, 0)), other.sums.get(metric, (0, 0)))
            for metric in sorted({*one.sums, *other.sums})
        },
        began=least_known(one.began, other.began),
        until=most_known(one.until, other.until),
        width=width,
        trouble=stretches,
        events=_added(one.events, other.events),
        moments=tuple(sorted({*one.moments, *other.moments})[-MOST_MOMENTS:]),
    )


def episodes_of(summary: Summary) -> list[Episode]:
    """Stretches of trouble, those next to each other or with one calm stretch between them as one."""
    runs: list[list[Trouble]] = []
    for stretch in summary.trouble:
        if runs and stretch.place - runs[-1][-1].place <= 2:
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
    return [_episode(run, summary) for run in runs]


def worst_of(summary: Summary) -> Episode | None:
    """The episode with the most weak and lost seconds, the first of several."""
    return max(episodes_of(summary), key=lambda episode: episode.seconds, default=None)


def _of_sample(sample: Sample) -> Summary:
    level = level_of_sample(sample)
    measures, seconds = sample.measures, sample.seconds
    trouble: tuple[Trouble, ...] = ()
    if level == "lost":
        trouble = (Trouble(sample.began // 60, lost=seconds),)
    elif level == "weak":
        trouble = (
            Trouble(
                sample.began // 60,
                weak=seconds,
                sent_loss=measures.get("sent_loss", 0) * seconds,
                received_loss=measures.get("received_loss", 0) * seconds,
                rtt=measures.get("rtt_ms", 0) * seconds,
            ),
        )
    return Summary(
        seconds={level: seconds},
        sums={metric: (value * seconds, seconds) for metric, value in measures.items()},
        began=sample.began,
        until=sample.began + seconds,
        trouble=trouble,
    )


def _of_event(event: Event) -> Summary:
    return Summary(events={event.kind: 1}, moments=((event.at, event.kind),))


def _widen(summary: Summary, width: int) -> Iterable[Trouble]:
    times = width // summary.width
    return (replace(stretch, place=stretch.place // times) for stretch in summary.trouble)


def _sum_by_place(stretches: Iterable[Trouble]) -> tuple[Trouble, ...]:
    found: dict[int, Trouble] = {}
    for stretch in stretches:
        there = found.get(stretch.place)
        found[stretch.place] = stretch if there is None else _both(there, stretch)
    return tuple(found[place] for place in sorted(found))


def _both(one: Trouble, other: Trouble) -> Trouble:
    return Trouble(
        one.place,
        one.weak + other.weak,
        one.lost + other.lost,
        one.sent_loss + other.sent_loss,
        one.received_loss + other.received_loss,
        one.rtt + other.rtt,
    )


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}


def _pairs(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _episode(run: list[Trouble], summary: Summary) -> Episode:
    width = summary.width
    weak = sum(stretch.weak for stretch in run)

    def mean(total: int) -> float:
        return total / weak if weak else 0.0

    return Episode(
        began=max(run[0].place * width, summary.began or 0),
        until=min((run[-1].place + 1) * width, max(summary.until or 0, run[-1].place * width + 1)),
        weak=weak,
        lost=sum(stretch.lost for stretch in run),
        sent_loss_percent=round(mean(sum(stretch.sent_loss for stretch in run)) / 10, 1),
        received_loss_percent=round(mean(sum(stretch.received_loss for stretch in run)) / 10, 1),
        rtt_ms=round(mean(sum(stretch.rtt for stretch in run))),
    )
