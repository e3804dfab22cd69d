"""A recorder that dies without a word: it is noticed, and what is heard or found of it later counts."""

from datetime import timedelta

from rooms.models import RecordingEnd, RecordingStatus, RoomRecording
from tests.recordings.course.driving import DONE, Course


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


def test_one_whose_deletion_was_asked_for_is_not_taken_up_again(recorded: Course) -> None:
    recorded.dies()
    recorded.passes(15 * 60, step=15)
    RoomRecording.objects.update(deletion_requested_at=recorded.at)

    recorded.finishes("FAILED", error="recorder lost", details="")
    recorded.delivers(115)
    recorded.passes(30)

    assert recorded.recording.status == RecordingStatus.FAILED
