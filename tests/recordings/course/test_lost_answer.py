"""A start whose answer is lost: LiveKit is asked once, and the egress is found."""

import pytest
from pytest_django import Settings

from rooms.exceptions import LiveKitUnavailable
from rooms.models import RecordingEnd, RecordingStatus, RoomRecording
from tests.recordings.course.driving import Course, asked


class TestALostAnswer:
    """LiveKit began it, and we never heard that it did."""

    @pytest.fixture(autouse=True)
    def _nobody_hears(self, course: Course) -> None:
        course.livekit.loses_answer = LiveKitUnavailable(reason="start_egress: no answer within 30 s")

    def test_makes_no_second_egress(self, course: Course) -> None:
        course.start()
        course.passes(60)

        assert asked(course) == 1
        assert len(course.livekit.egresses) == 1

    def test_the_first_is_taken_for_ours_by_its_file(self, course: Course) -> None:
        course.start()
        course.works()

        [egress_id] = course.livekit.egresses
        assert course.recording.egress_id == egress_id
        course.says("ACTIVE")
        assert course.recording.status == RecordingStatus.ACTIVE

    def test_also_by_its_webhook_alone(self, course: Course) -> None:
        course.start()
        course.livekit.clock = course.at
        report = course.livekit.makes(course.scene.room.name, course.recording.storage_key, at=course.at)

        course.hears(report)

        assert course.recording.egress_id == report.egress_id

    def test_under_another_name_of_the_folder_too(self, course: Course) -> None:
        """`RECORDER_FILE_PREFIX`: the disk is called otherwise where the recorder is."""
        course.start()
        path = f"/out/rooms/{course.recording.storage_key}"
        report = course.livekit.makes(course.scene.room.name, path, at=course.at)

        course.hears(report)

        assert course.recording.egress_id == report.egress_id

    def test_livekit_is_not_asked_again_while_it_may_still_be_looking(
        self, course: Course, settings: Settings
    ) -> None:
        """It made nothing; but it asks recorders for more than a minute, and before nobody can know that."""
        settings.ROOMS = {**settings.ROOMS, "RECORDING_START_SECONDS": 300}
        course.livekit.refusal = LiveKitUnavailable(reason="start_egress: 408 deadline_exceeded")
        course.start()
        course.works()
        course.livekit.refusal = course.livekit.loses_answer = None

        course.passes(75)
        assert asked(course) == 1
        course.passes(75)

        assert asked(course) == 2
        assert len(course.livekit.egresses) == 1

    def test_with_the_usual_patience_it_fails_before(self, course: Course) -> None:
        course.livekit.refusal = LiveKitUnavailable(reason="start_egress: 408 deadline_exceeded")
        course.start()
        course.works()
        course.livekit.refusal = course.livekit.loses_answer = None

        course.passes_until(lambda: course.recording.status == RecordingStatus.FAILED, within=120)

        assert asked(course) == 1
        assert course.recording.ended_by == RecordingEnd.START_TIMEOUT

    def test_one_that_was_stopped_meanwhile_is_stopped_when_it_is_heard_of(self, course: Course) -> None:
        course.start()
        # Asked, by a worker that died of it.
        RoomRecording.objects.update(start_asked_at=course.at)
        course.stop()
        assert course.recording.status == RecordingStatus.ENDING
        report = course.livekit.makes(course.scene.room.name, course.recording.storage_key, at=course.at)

        course.hears(report)
        course.passes(5)

        assert course.livekit.egresses[report.egress_id].status == "ABORTED"
        assert course.ending() == ("failed", "cancelled", "cancelled")

    def test_one_that_was_stopped_and_never_heard_of_is_over_in_time(self, course: Course) -> None:
        course.start()
        RoomRecording.objects.update(start_asked_at=course.at)
        course.stop()

        course.passes_until(lambda: course.recording.status == RecordingStatus.FAILED, within=60)

        assert course.ending() == ("failed", "cancelled", "cancelled")


def test_a_second_egress_for_the_same_file_is_stopped(course: Course) -> None:
    course.records()
    first = course.egress_id
    second = course.livekit.makes(course.scene.room.name, course.recording.storage_key, at=course.at)

    course.passes(10)

    assert course.livekit.egresses[second.egress_id].status == "ABORTED"
    assert course.egress_id == first
    assert course.recording.status == RecordingStatus.ACTIVE


def test_an_egress_that_somebody_else_made_is_left_alone(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    report = course.livekit.makes(course.scene.room.name, "by-hand.mp4", at=course.at)
    course.records()

    course.passes(60)

    assert course.livekit.egresses[report.egress_id].status == "STARTING"
    assert course.recording.egress_id != report.egress_id
    said = [line for line in caplog.messages if report.egress_id in line]
    assert len(said) == 1, "said once, not at each look"
