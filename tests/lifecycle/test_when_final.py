"""A statement is given out when nothing can be missing any more, and that does not take for ever."""

import pytest

from rooms import lifecycle
from rooms.models import EndReason
from tests.fakes.scene import Scene, minute, minutes_of
from tests.lifecycle.closing_the_books import finalise

#: Of the two intervals between two comparisons with LiveKit that have to pass.
QUARTER = 0.25


@pytest.fixture
def closed_late(scene: Scene) -> Scene:
    """Nadia waited for nobody, the room was due at minute 65; the worker was away until minute 90."""
    scene.plays([("nadia", 0, 60)])
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.end_room(room, EndReason.EMPTY, ended_at=minute(65), at=minute(90))
    return scene


class TestOfARoomThatWasClosedLate:
    def test_two_intervals_pass_from_when_its_end_was_written(self, closed_late: Scene) -> None:
        assert minutes_of(closed_late.room.ended_at) == 65, "the moment that counts"
        assert not finalise(closed_late, 90)
        assert not finalise(closed_late, 90 + 2 * QUARTER - 0.01)
        assert finalise(closed_late, 90 + 2 * QUARTER)

    def test_only_what_livekit_was_asked_since_then_counts(self, closed_late: Scene) -> None:
        lifecycle.note_reconcile(asked_at=minute(90 - QUARTER))
        assert closed_late.room.reconciles_after_end == 0, "it was open when that pass began"
        lifecycle.note_reconcile(asked_at=minute(90))
        assert closed_late.room.reconciles_after_end == 1
