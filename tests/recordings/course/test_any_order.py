"""Whatever becomes of webhooks on their way (late, lost, twice, out of order), a recording ends in the same state.

Hypothesis draws what becomes of each report, and when the worker works; LiveKit's list is the truth, and the worker
reads it in the end. What happened is the same each time, so the state must be that of reports that all came at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rooms.livekit import EgressReport
from rooms.models import RecordingStatus
from tests.histories.effort import EXAMPLES, IS_LONG
from tests.histories.playing import undone
from tests.recordings.course.conftest import MakeCourse
from tests.recordings.course.driving import Course

#: What happened: the recorder's reports, one after the other, with what people and the storage do in between.
Step = Callable[[Course], EgressReport | None]


def says(status: str, **facts: Any) -> Step:
    return lambda course: course.says(status, is_lost=True, **facts)


def finishes(status: str, **facts: Any) -> Step:
    def step(course: Course) -> EgressReport:
        course.delivers()
        return course.finishes(status, is_lost=True, **facts)

    return step


def stops(course: Course) -> None:
    course.stop()


def ends_session(course: Course) -> None:
    course.is_ended()


def everybody_leaves(course: Course) -> None:
    course.leaves("nadia", "jonas")


WELL = [says("ACTIVE"), stops, says("ENDING"), finishes("COMPLETE")]
WHAT_HAPPENED: dict[str, list[Step]] = {
    "all is well": WELL,
    "the session ends": [
        says("ACTIVE"),
        ends_session,
        says("ENDING"),
        finishes("COMPLETE", details="End reason: Source closed"),
    ],
    "everybody leaves": [
        says("ACTIVE"),
        everybody_leaves,
        finishes("COMPLETE", details="End reason: Source closed"),
    ],
    "the limit": [says("ACTIVE"), finishes("LIMIT_REACHED", error="Session limit reached", error_code=413)],
    "the browser crashes": [
        says("ACTIVE"),
        finishes("FAILED", error="the browser went away", error_code=500),
    ],
    "a file that is not there": [says("ACTIVE"), stops, says("ENDING"), says("COMPLETE")],
    "the page is not there": [says("FAILED", error="the page answered 404", error_code=500)],
    "it is stopped before it begins": [
        stops,
        says("ABORTED", error="Stop called before pipeline could start", error_code=412),
    ],
    "nobody says start": [says("ABORTED", error="Start signal not received", error_code=412)],
    "a recorder that died, and was found": [
        says("ACTIVE"),
        finishes("FAILED", error="recorder lost", error_code=500),
    ],
}


@dataclass(frozen=True)
class Fate:
    """What becomes of one report.

    Attributes:
        delays: after how many more steps it comes, once for each; none: it is lost.
        works: the worker ticks after this step.
    """

    delays: tuple[int, ...]
    works: bool


fates = st.builds(Fate, st.lists(st.integers(0, 4), max_size=2).map(tuple), st.booleans())


def play(course: Course, steps: list[Step], fate_of: Iterator[Fate]) -> dict[str, Any]:
    """Live through it, and say how it ended."""
    course.enters("nadia", "jonas")
    course.now = 60
    course.start()
    course.works()
    course.appears()
    on_the_way: list[tuple[int, EgressReport]] = [(0, course.livekit.egresses[course.egress_id])]
    for number, step in enumerate(steps):
        course.now += 20
        report = step(course)
        fate = next(fate_of)
        if report is not None:
            on_the_way += [(number + delay, report) for delay in fate.delays]
        _deliver(course, on_the_way, by=number)
        if fate.works:
            course.works()
    _deliver(course, on_the_way, by=len(steps) + 10)
    course.passes(30, step=15)
    course.passes_until(lambda: course.recording.check_at is None, within=180, step=30)
    recording = course.recording
    assert recording.status in (RecordingStatus.READY, RecordingStatus.FAILED)
    return {
        name: getattr(recording, name)
        for name in ("status", "ended_by", "error_code", "complete", "size_bytes", "started_at", "ended_at")
    }


def _deliver(course: Course, on_the_way: list[tuple[int, EgressReport]], *, by: int) -> None:
    for due, report in list(on_the_way):
        if due <= by:
            on_the_way.remove((due, report))
            course.hears(report)


@pytest.mark.parametrize("happened", WHAT_HAPPENED)
def test_the_state_does_not_depend_on_the_way_of_the_news(make_course: MakeCourse, happened: str) -> None:
    steps = WHAT_HAPPENED[happened]

    def again(fate_of: Iterator[Fate]) -> dict[str, Any]:
        with undone():
            course = make_course()
            course.livekit.egresses.clear()
            try:
                return play(course, steps, fate_of)
            finally:
                course.livekit.in_transactions.clear()  # ours, that undoes each example

    expected = again(iter([Fate((0,), works=True)] * len(steps)))

    @settings(
        max_examples=EXAMPLES // 4,
        deadline=None,
        # Each try takes a second: what fails is made smaller only by whoever asks for more histories.
        phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if IS_LONG else [])],
        derandomize=not IS_LONG,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(fates, min_size=len(steps), max_size=len(steps)))
    def ends_alike(drawn: list[Fate]) -> None:
        assert again(iter(drawn)) == expected

    ends_alike()
