"""Webhooks that are lost, come twice or in the wrong order: what is true is found all the same."""

from rooms.models import EndReason, RecordingStatus
from tests.recordings.course.driving import Course


class TestLostWebhooks:
    """What LiveKit's list says costs at most one interval."""

    def test_of_everything(self, course: Course) -> None:
        course.start()
        course.works()
        course.appears()
        course.says("ACTIVE", is_lost=True)
        course.passes(5)
        assert course.recording.status == RecordingStatus.ACTIVE
        course.passes(60)

        course.stop()
        course.works()
        course.finishes(is_lost=True)
        course.delivers()
        course.passes(15)

        assert course.ending() == ("ready", "stop", "")

    def test_of_an_end_that_nobody_asked_for(self, recorded: Course) -> None:
        recorded.is_ended(EndReason.OPERATOR)
        recorded.finishes(is_lost=True, details="End reason: Source closed")
        recorded.delivers()
        recorded.passes(15)

        assert recorded.ending() == ("ready", "room_end", "")


class TestOutOfOrder:
    def test_the_end_before_the_begin(self, course: Course) -> None:
        course.start()
        course.works()
        active = course.says("ACTIVE", is_lost=True)
        course.now += 60
        ending = course.says("ENDING", is_lost=True)
        course.finishes()
        course.hears(ending)
        course.hears(active)
        course.delivers()
        course.passes(10)

        assert course.ending() == ("ready", "stop", "")

    def test_each_twice(self, course: Course) -> None:
        course.start()
        course.works()
        for report in (course.says("ACTIVE"), course.finishes(), course.livekit.egresses[course.egress_id]):
            course.hears(report)
        course.delivers()
        course.passes(10)

        assert course.ending() == ("ready", "stop", "")

    def test_a_failure_whose_begin_is_heard_of_late_is_looked_for(self, course: Course) -> None:
        course.start()
        course.works()
        active = course.says("ACTIVE", is_lost=True)
        course.now += 60
        course.says("FAILED", error="ffmpeg died", error_code=500, started_at=None)
        assert course.ending() == ("failed", "refused", "refused")

        course.hears(active)
        course.delivers(58)
        course.passes(10)

        assert course.ending() == ("ready", "crash", "crash")
