"""Other endings than by the button: each in a true state, with its reason, within a bounded time."""

import pytest

from rooms.models import RecordingEnd, RecordingStatus
from rooms.recordings.words import error_of
from tests.recordings.course.driving import DONE, Course


class TestARecorderThatSaysWhatNobodyCanCount:
    """It stood still, and its file is as long as it should be."""

    ERROR = "incomplete: the call was away for 12s"

    @pytest.fixture(autouse=True)
    def _says_so(self, recorded: Course) -> None:
        recorded.stop()
        recorded.works()
        recorded.finishes(error=self.ERROR)

    def test_is_believed(self, recorded: Course) -> None:
        recorded.delivers(120)
        recorded.passes(10)

        assert recorded.ending() == ("ready", "stop", "disturbed")
        assert recorded.recording.complete is False
        assert recorded.recording.error_detail == self.ERROR
        told = error_of(recorded.recording)
        assert told is not None
        assert "picture stands still" in told["detail"]

    def test_is_not_needed_where_counting_says_more(self, recorded: Course) -> None:
        recorded.delivers(120, sound=40)
        recorded.passes(10)

        assert recorded.ending() == ("ready", "stop", "sound_missing")
        assert recorded.recording.complete is False

    def test_does_not_say_why_there_is_no_file(self, recorded: Course) -> None:
        recorded.passes_until(lambda: recorded.recording.status in DONE, within=180)

        assert recorded.ending() == ("failed", "stop", "no_file")


class TestAHostThatSaysNo:
    def test_stops_what_runs_in_the_same_moment(self, recorded: Course) -> None:
        recorded.scene.changes(recording=False)

        recorded.scene.sync(recorded.now / 60)

        assert recorded.recording.status == RecordingStatus.ENDING
        assert recorded.recording.ended_by == RecordingEnd.STOP
        recorded.works()
        assert recorded.livekit.egresses[recorded.egress_id].status == "ENDING"

    @pytest.mark.parametrize("says", [True, None])
    def test_anything_else_of_the_booking_stops_nothing(self, recorded: Course, says: bool | None) -> None:
        recorded.scene.changes(recording=says, title="Another title")

        recorded.scene.sync(recorded.now / 60)
        recorded.works()

        assert recorded.scene.room.title == "Another title"
        assert recorded.recording.status == RecordingStatus.ACTIVE


class TestAnEndingThatNeverEnds:
    def test_is_waited_for_and_then_given_up(self, recorded: Course) -> None:
        recorded.stop()
        recorded.works()
        recorded.livekit.dead.add(recorded.egress_id)
        recorded.disappears()

        recorded.passes(4 * 60, step=15)
        assert recorded.recording.status == RecordingStatus.ENDING, "it may be uploading"
        recorded.passes_until(lambda: recorded.recording.status in DONE, within=30 * 60, step=15)

        assert recorded.ending() == ("failed", "stop", "recorder_lost")

    def test_the_longer_it_was_the_longer_it_may_take(self, course: Course) -> None:
        course.records()
        course.now += 3500
        course.stop()
        course.works()

        course.passes(10 * 60, step=30)

        assert course.recording.status == RecordingStatus.ENDING


class TestWhatTheRecorderSays:
    def test_the_limit(self, recorded: Course) -> None:
        recorded.finishes("LIMIT_REACHED", error="Session limit reached", error_code=413)
        recorded.delivers()
        recorded.passes(10)

        assert recorded.ending() == ("ready", "limit", "")
        assert recorded.recording.complete is True

    def test_a_crash_with_what_there_is(self, recorded: Course) -> None:
        recorded.finishes("FAILED", error="the browser went away", error_code=500)
        recorded.delivers()
        recorded.passes(10)

        assert recorded.ending() == ("ready", "crash", "crash")
        assert recorded.recording.complete is False
        assert recorded.recording.error_detail == "the browser went away (500)"

    def test_a_crash_without(self, recorded: Course) -> None:
        recorded.says("FAILED", error="signal: killed", error_code=500)

        recorded.passes_until(lambda: recorded.recording.status in DONE, within=180)

        assert recorded.ending() == ("failed", "crash", "crash")

    def test_an_upload_that_failed_after_it_was_stopped(self, recorded: Course) -> None:
        recorded.stop()
        recorded.works()
        recorded.finishes("FAILED", error="upload: connection refused", error_code=502)

        recorded.passes_until(lambda: recorded.recording.status in DONE, within=180)

        assert recorded.ending() == ("failed", "stop", "not_finished")

    def test_that_somebody_else_stopped_it(self, recorded: Course) -> None:
        """By LiveKit's own tools, or with its keys."""
        recorded.finishes()

        assert recorded.recording.ended_by == RecordingEnd.STOP

    def test_that_the_room_is_gone_while_people_are_in_it(self, recorded: Course) -> None:
        recorded.finishes(details="End reason: Source closed")
        assert recorded.recording.ended_by == RecordingEnd.CRASH

    def test_that_an_operator_deleted_the_room_in_livekit(self, recorded: Course) -> None:
        recorded.leaves("nadia", "jonas")
        recorded.livekit.rooms.clear()
        recorded.now += 0.4
        recorded.finishes(details="End reason: Source closed")
        recorded.delivers()
        recorded.passes(10)

        assert recorded.ending() == ("ready", "everybody_left", "")

    def test_that_it_is_shut_down(self, recorded: Course) -> None:
        recorded.finishes(details="End reason: Process killed")
        assert recorded.recording.ended_by == RecordingEnd.CRASH
