"""One person's line: when they came and went, against what was planned."""

from dataclasses import replace

import pytest

from rooms.statement import PersonTimes, RoomFacts, fold
from tests.fakes.scene import START, minute
from tests.statement.drawing import RULES
from tests.statement.test_fold import ROOM, was

Stays = list[tuple[float, float | None]]

RUNNING = replace(ROOM, ended_at=None, end_reason="")


def jonas_was(stays: Stays, *, room: RoomFacts = ROOM, at: float = 65) -> PersonTimes:
    """The line of Jonas, who was inside from and to these minutes."""
    ledger = [was("jonas", begin, end) for begin, end in stays]
    (line,) = fold(room, ledger, rules=RULES, at=minute(at)).people
    return line


@pytest.mark.parametrize(
    ("stays", "late", "early", "share"),
    [
        ([(0, 60)], 0, 0, 1.0),
        ([(-5, 70)], 0, 0, 1.0),
        ([(6, 60)], 6, 0, 0.9),
        ([(0, 45)], 0, 15, 0.75),
        ([(6, 30), (36, 54)], 6, 6, 0.7),
        # two devices at once are one person
        ([(0, 30), (15, 45)], 0, 15, 0.75),
        # looked in early, and came back for good
        ([(-10, -5), (15, 60)], 15, 0, 0.75),
        # what ran over counts for nobody
        ([(30, 90)], 30, 0, 0.5),
        # only before, only after
        ([(-10, -5)], None, None, 0.0),
        ([(61, 70)], None, None, 0.0),
    ],
)
def test_against_what_was_planned(
    stays: Stays, late: float | None, early: float | None, share: float
) -> None:
    jonas = jonas_was(stays, at=100)
    assert jonas.late_by_seconds == (None if late is None else late * 60)
    assert jonas.left_early_by_seconds == (None if early is None else early * 60)
    assert jonas.share == share


def test_who_is_inside_has_not_left_early() -> None:
    jonas = jonas_was([(0, 10), (20, None)], room=RUNNING, at=30)
    assert (jonas.left_early_by_seconds, jonas.last_left_at) == (None, None)
    assert jonas.share == pytest.approx(20 / 60)


def test_where_nothing_was_planned_nobody_is_late() -> None:
    jonas = jonas_was([(0, 10)], room=replace(ROOM, scheduled_start=None, scheduled_end=None))
    assert (jonas.late_by_seconds, jonas.left_early_by_seconds, jonas.share) == (None, None, None)


def test_a_start_without_an_end_counts_as_an_hour() -> None:
    assert jonas_was([(0, 45)], room=replace(ROOM, scheduled_end=None)).share == 0.75


def test_no_planned_time_at_all_is_not_divided_by() -> None:
    assert jonas_was([(0, 45)], room=replace(ROOM, scheduled_end=START)).share is None


@pytest.mark.parametrize(
    ("mediums", "medium"),
    [(["video"], "video"), (["phone", "phone"], "phone"), (["video", "phone", "video"], "mixed")],
)
def test_by_video_by_phone_or_both(mediums: list[str], medium: str) -> None:
    ledger = [
        replace(was("jonas", number, number + 1), medium=medium) for number, medium in enumerate(mediums)
    ]
    (jonas,) = fold(ROOM, ledger, rules=RULES, at=minute(65)).people
    assert jonas.medium == medium
    assert [visit.medium for visit in jonas.visits] == mediums
