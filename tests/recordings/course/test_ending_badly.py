"""Every other ending: each in a true state, with its reason, within a bounded time."""

from datetime import timedelta

import pytest

from rooms.exceptions import StorageUnavailable
from rooms.models import EndReason, RecordingEnd, RecordingStatus, RoomRecording
from rooms.recordings.probing import Found
from rooms.recordings.watching import CHECK_TAKES
from rooms.recordings.words import error_of
from tests.recordings.course.driving import Course

DONE = (RecordingStatus.READY, RecordingStatus.FAILED)


@pytest.fixture
def recorded(course: Course) -> Course:
    """Two minutes of it."""
    course.records()
    course.passes(120)
    return course


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


class TestALostRecorder:
    """kill -9, and LiveKit calls its egress active for ever."""

    def test_is_noticed_within_a_minute(self, recorded: Course) -> None:
        recorded.dies()

        seconds = recorded.passes_until(
            lambda: recorded.recording.status == RecordingStatus.PROCESSING, within=60
        )

        assert seconds >= 25, "a broken line gets its chance"
        assert recorded.recording.ended_by == RecordingEnd.RECORDER_LOST

    def test_and_the_room_can_be_recorded_again_at_once(self, recorded: Course) -> None:
        recorded.dies()
        recorded.passes(40)

        recorded.records()

        assert recorded.recording.status == RecordingStatus.ACTIVE

    def test_without_a_file_it_has_failed_in_time(self, recorded: Course) -> None:
        recorded.dies()

        recorded.passes_until(
            lambda: recorded.recording.status == RecordingStatus.FAILED, within=15 * 60, step=15
        )

        assert recorded.ending() == ("failed", "recorder_lost", "recorder_lost")

    def test_a_file_that_was_salvaged_is_ready_and_not_called_complete(self, recorded: Course) -> None:
        recorded.dies()
        recorded.passes(180)
        recorded.delivers(118)
        recorded.passes(30)

        assert recorded.ending() == ("ready", "recorder_lost", "recorder_lost")
        assert recorded.recording.complete is False

    def test_its_wall_clock_ended_when_it_was_missed(self, recorded: Course) -> None:
        dead_at = recorded.at
        recorded.dies()
        recorded.passes(60)

        ended_at = recorded.recording.ended_at
        assert ended_at is not None
        assert timedelta() <= ended_at - dead_at <= timedelta(seconds=10)

    def test_a_broken_line_is_no_death(self, recorded: Course) -> None:
        recorded.disappears()
        recorded.passes(20)
        recorded.appears()
        recorded.passes(120)

        assert recorded.recording.status == RecordingStatus.ACTIVE
        assert recorded.recording.missing_since is None

    def test_that_livekit_is_away_proves_nothing(self, recorded: Course) -> None:
        recorded.livekit.is_down = True
        recorded.passes(300)
        assert recorded.recording.status == RecordingStatus.ACTIVE
        recorded.livekit.is_down = False
        recorded.passes(60)

        assert recorded.recording.status == RecordingStatus.ACTIVE

    def test_nor_does_a_room_that_does_not_answer(self, recorded: Course) -> None:
        recorded.livekit.silent.add(recorded.scene.room.name)
        recorded.passes(300)

        assert recorded.recording.status == RecordingStatus.ACTIVE

    def test_a_livekit_that_has_forgotten_its_egresses(self, recorded: Course) -> None:
        """Its Redis is empty."""
        recorded.livekit.egresses.clear()

        recorded.passes_until(lambda: recorded.recording.status == RecordingStatus.PROCESSING, within=60)

        assert recorded.recording.ended_by == RecordingEnd.RECORDER_LOST

    def test_who_stops_it_before_that_is_noticed_has_stopped_it(self, recorded: Course) -> None:
        recorded.dies()
        recorded.stop()

        recorded.passes_until(lambda: recorded.recording.status == RecordingStatus.PROCESSING, within=60)
        recorded.passes(15 * 60, step=15)

        assert recorded.ending() == ("failed", "stop", "recorder_lost")

    def test_the_session_that_ends_before_it_is_noticed(self, recorded: Course) -> None:
        recorded.dies()
        recorded.is_ended()

        recorded.passes_until(lambda: recorded.recording.status in DONE, within=15 * 60, step=15)

        assert recorded.ending() == ("failed", "room_end", "recorder_lost")

    def test_one_that_says_later_what_became_of_it_is_believed(self, recorded: Course) -> None:
        """A new recorder finds its predecessor's job, and finishes it."""
        recorded.dies()
        recorded.passes(15 * 60, step=15)
        assert recorded.recording.status == RecordingStatus.FAILED

        report = recorded.livekit.file_of(recorded.egress_id, at=recorded.recording.ended_at or recorded.at)
        recorded.says("FAILED", error="recorder lost", error_code=500, file=report)
        recorded.delivers(115)
        recorded.passes(15)

        assert recorded.ending() == ("ready", "recorder_lost", "recorder_lost")
        assert recorded.recording.complete is False

    def test_also_where_only_the_list_says_so(self, recorded: Course) -> None:
        recorded.dies()
        recorded.passes(15 * 60, step=15)

        recorded.finishes("FAILED", error="recorder lost", details="", is_lost=True)
        recorded.delivers(115)
        recorded.passes(15)

        assert recorded.recording.status == RecordingStatus.READY

    def test_one_that_lived_after_all_is_stopped_and_its_truth_counts(self, recorded: Course) -> None:
        recorded.disappears()
        recorded.passes(60)
        assert recorded.recording.status == RecordingStatus.PROCESSING
        assert recorded.livekit.egresses[recorded.egress_id].status == "ENDING", "it was told to stop"

        recorded.finishes()
        recorded.delivers()
        recorded.passes(15)

        assert recorded.ending() == ("ready", "stop", "")
        assert recorded.recording.complete is True


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


class TestTheFile:
    """COMPLETE alone proves nothing."""

    @pytest.fixture(autouse=True)
    def _complete(self, recorded: Course) -> None:
        recorded.stop()
        recorded.works()
        recorded.finishes()

    def test_that_never_comes(self, recorded: Course) -> None:
        seconds = recorded.passes_until(lambda: recorded.recording.status in DONE, within=180)

        assert seconds >= 110, "an upload may be seen late"
        assert recorded.ending() == ("failed", "stop", "no_file")
        assert recorded.recording.expires_at is not None

    def test_that_comes_late(self, recorded: Course) -> None:
        recorded.passes(60)
        recorded.delivers(120)
        recorded.passes(10)

        assert recorded.ending() == ("ready", "stop", "")

    @pytest.mark.parametrize(
        ("found", "code"),
        [
            (Found(0, why_not="empty_file"), "empty_file"),
            (Found(900, why_not="not_playable", said="moov atom not found"), "not_playable"),
        ],
    )
    def test_that_is_none(self, recorded: Course, found: Found, code: str) -> None:
        recorded.files[recorded.recording.storage_key] = found

        recorded.passes_until(lambda: recorded.recording.status in DONE, within=180)

        assert recorded.ending() == ("failed", "stop", code)
        assert recorded.recording.error_detail in ("End reason: StopEgress API", found.said)

    @pytest.mark.parametrize(
        ("seconds", "sound", "code"), [(60, 60, "cut_short"), (120, 40, "sound_missing"), (119, 118, "")]
    )
    def test_that_is_short_is_ready_and_says_so(
        self, recorded: Course, seconds: float, sound: float, code: str
    ) -> None:
        recorded.delivers(seconds, sound=sound)
        recorded.passes(10)

        assert recorded.ending() == ("ready", "stop", code)
        assert recorded.recording.complete is (code == "")

    def test_a_storage_that_does_not_answer_is_no_proof(self, recorded: Course) -> None:
        recorded.files[recorded.recording.storage_key] = StorageUnavailable(reason="head_object: 503")
        recorded.passes(30 * 60, step=30)
        assert recorded.recording.status == RecordingStatus.PROCESSING

        recorded.delivers(120)
        recorded.passes(90)

        assert recorded.recording.status == RecordingStatus.READY

    def test_for_a_day(self, recorded: Course) -> None:
        recorded.files[recorded.recording.storage_key] = StorageUnavailable(reason="head_object: 503")
        recorded.now += 24 * 3600 - 60
        recorded.passes(5 * 60, step=30)

        assert recorded.ending() == ("failed", "stop", "storage_unavailable")

    def test_a_look_that_never_came_back_is_made_again(self, recorded: Course) -> None:
        recorded.works()
        looked = recorded.looked
        # The worker that was to look was killed, and its effect with it.
        RoomRecording.objects.update(check_at=recorded.at + CHECK_TAKES)

        recorded.passes(CHECK_TAKES.total_seconds() + 10)

        assert recorded.looked > looked

    def test_is_looked_at_no_more_when_it_is_ready(self, recorded: Course) -> None:
        recorded.delivers(120)
        recorded.passes(10)
        looked = recorded.looked

        recorded.passes(600, step=30)

        assert recorded.looked == looked


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


def test_one_whose_deletion_was_asked_for_is_not_taken_up_again(recorded: Course) -> None:
    recorded.dies()
    recorded.passes(15 * 60, step=15)
    RoomRecording.objects.update(deletion_requested_at=recorded.at)

    recorded.finishes("FAILED", error="recorder lost", details="")
    recorded.delivers(115)
    recorded.passes(30)

    assert recorded.recording.status == RecordingStatus.FAILED
