"""A recording when nothing goes wrong."""

import pytest

from rooms.models import EndReason, RecordingEnd, RecordingStatus
from rooms.signals import recording_ready
from tests.recordings.course.driving import Course, second


def test_from_the_button_to_the_file(course: Course) -> None:
    course.start()
    assert course.recording.status == RecordingStatus.STARTING
    course.works()
    course.appears()
    course.now = 64
    course.says("ACTIVE")
    assert course.recording.status == RecordingStatus.ACTIVE
    assert course.recording.started_at == second(64)

    course.passes(600)
    course.stop()
    assert course.recording.status == RecordingStatus.ENDING
    course.works()
    course.now += 1
    course.finishes()
    assert course.recording.status == RecordingStatus.PROCESSING
    course.delivers()
    course.works()

    recording = course.recording
    assert course.ending() == ("ready", "stop", "")
    assert recording.complete is True
    assert recording.ended_at == course.at
    assert recording.size_bytes == 1_000
    assert recording.duration_seconds == pytest.approx(601)
    assert recording.expires_at is not None
    assert recording.check_at is None


def test_livekit_is_asked_for_our_page_and_our_file(course: Course) -> None:
    course.start(audio_only=True)
    course.works()

    [asked] = course.livekit.started
    assert asked.page_url == "https://estuary.example/record/"
    assert asked.file is not None
    assert asked.file.path == course.recording.storage_key
    assert asked.file.s3 is None
    assert asked.audio_only
    assert asked.size == (1280, 720)


def test_the_call_hears_of_each_step(course: Course) -> None:
    course.records()
    course.stop()
    course.works()
    course.finishes()
    course.works()

    said = [data for _, topic, data in course.livekit.said if topic == "rooms.recording"]
    assert said, "nobody was told"
    # Looked up when it is said: the last is how it is.
    assert b'"status": null' in said[-1]
    assert b"unavailable" not in said[-1]


def test_the_host_is_told_when_it_is_ready(course: Course) -> None:
    told: list[dict[str, object]] = []

    def receiver(**facts: object) -> None:
        told.append(facts)

    recording_ready.connect(receiver)
    try:
        course.records()
        course.passes(60)
        course.stop()
        course.works()
        course.finishes()
        course.delivers()
        course.passes(10)
    finally:
        recording_ready.disconnect(receiver)

    [facts] = told
    assert facts["recording_id"] == str(course.recording.pk)
    assert facts["ended_by"] == RecordingEnd.STOP
    assert facts["complete"] is True
    assert facts["started_at"] == course.recording.started_at
    assert facts["error"] == ""


def test_when_the_session_ends_so_does_its_recording(course: Course) -> None:
    course.records()
    course.passes(60)

    course.is_ended()
    course.now += 0.4
    course.finishes(details="End reason: Source closed")
    course.delivers()
    course.works()

    assert course.ending() == ("ready", "room_end", "")


def test_also_where_the_recorder_has_not_noticed(course: Course) -> None:
    course.records()
    course.scene.ends(EndReason.HOST, course.now / 60)

    course.passes(10)

    assert course.ending() == ("ending", "room_end", "")
    assert course.livekit.egresses[course.egress_id].status == "ENDING"


def test_at_the_last_possible_moment_it_ends_though_nobody_has_closed_the_room(course: Course) -> None:
    course.records()
    last_moment = course.scene.room.last_moment_at
    assert last_moment is not None
    course.now = (last_moment - second(0)).total_seconds()

    course.works()

    assert course.recording.ended_by == RecordingEnd.ROOM_END


def test_the_longest_time_is_ours_to_keep(course: Course) -> None:
    course.records()
    course.now += 6 * 3600 - 30
    # Nobody would stay so long; the session is as long as the test needs it.
    course.scene.room.__class__.objects.update(last_moment_at=second(10 * 3600))
    course.works()
    assert course.recording.status == RecordingStatus.ACTIVE

    course.passes(40)

    assert course.recording.ended_by == RecordingEnd.LIMIT
    assert course.livekit.egresses[course.egress_id].status == "ENDING"


def test_another_can_begin_while_the_first_is_prepared(course: Course) -> None:
    course.records()
    course.stop()
    course.works()
    course.finishes()
    first = course.recording
    course.now += 1

    course.records()

    assert course.recording != first
    assert course.recording.status == RecordingStatus.ACTIVE
    first.refresh_from_db()
    assert first.status == RecordingStatus.PROCESSING
    assert first.storage_key != course.recording.storage_key


class TestAnEmptyRoom:
    def test_is_not_recorded_for_longer_than_a_minute(self, course: Course) -> None:
        course.records()
        course.passes(60)
        course.leaves("nadia", "jonas")

        course.passes(55)
        assert course.recording.status == RecordingStatus.ACTIVE
        course.passes(10)

        assert course.recording.ended_by == RecordingEnd.EVERYBODY_LEFT
        assert course.livekit.egresses[course.egress_id].status == "ENDING"

    def test_is_recorded_on_when_somebody_comes_back(self, course: Course) -> None:
        course.records()
        course.passes(60)
        course.leaves("nadia", "jonas")
        course.passes(40)
        course.enters("nadia")
        course.passes(300)

        assert course.recording.status == RecordingStatus.ACTIVE
        assert course.recording.empty_since is None

    def test_a_recorder_that_closes_by_itself_says_the_same(self, course: Course) -> None:
        course.records()
        course.passes(60)
        course.leaves("nadia", "jonas")
        course.passes(20)
        course.finishes(details="End reason: Source closed")

        assert course.recording.ended_by == RecordingEnd.EVERYBODY_LEFT
