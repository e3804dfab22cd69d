"""When a room closes: each sentence of docs/rules.md, "Closing", as a history and its due time."""

import pytest

from tests.fakes.scene import Scene, minutes_of

#: Nadia and Jonas are in minute 0 to 60; the last possible moment is minute 180, the empty time-out 5 minutes.
HISTORIES: dict[str, tuple[list[tuple[str, float, float | None]], float]] = {
    "nobody has come: the scheduled end and the time-out": ([], 65),
    "somebody is inside: the last possible moment": ([("nadia", 0, None)], 180),
    "a guest is inside, too, so the room is not empty": ([("guest_1", 0, None)], 180),
    "they met and both left: five minutes after the last leave": (
        [("nadia", 0, 20), ("jonas", 1, 21)],
        26,
    ),
    "they met, one is still inside": ([("nadia", 0, 20), ("jonas", 1, None)], 180),
    "sixty seconds together are enough": ([("nadia", 0, 10), ("jonas", 9, 12)], 17),
    "fifty-nine seconds are not: the scheduled end counts": (
        [("nadia", 0, 10), ("jonas", 10 - 59 / 60, 12)],
        65,
    ),
    "two short meetings add up": (
        [("nadia", 0, 20), ("jonas", 1, 1.5), ("jonas", 3, 3.5)],
        25,
    ),
    "a try ten minutes early is not the session": ([("nadia", -10, -5), ("jonas", -10, -5)], 65),
    "who begins early has the session from its start on": (
        [("nadia", -10, 2), ("jonas", -10, 2)],
        7,
    ),
    "only the practitioner came and left": ([("nadia", 0, 20)], 65),
    "only the client came and left": ([("jonas", 0, 20)], 65),
    "the assistant is a practitioner, too": ([("priya", 0, 20), ("jonas", 0, 20)], 25),
    "a guest is no client": ([("nadia", 0, 20), ("guest_1", 0, 20)], 65),
    "left after the scheduled end without having met: five minutes after that leave": (
        [("nadia", 50, 70)],
        75,
    ),
    "met and left after the scheduled end": ([("nadia", 50, 70), ("jonas", 50, 80)], 85),
    "left just before the last possible moment: never later than that": (
        [("nadia", 50, 178), ("jonas", 50, 178)],
        180,
    ),
    "came back: the last possible moment again": (
        [("nadia", 0, 20), ("jonas", 0, 20), ("jonas", 22, None)],
        180,
    ),
}


@pytest.mark.parametrize("history", HISTORIES)
def test_a_room_is_due(history: str, scene: Scene) -> None:
    visits, due = HISTORIES[history]
    scene.plays(visits)
    assert minutes_of(scene.room.closes_at) == pytest.approx(due)
