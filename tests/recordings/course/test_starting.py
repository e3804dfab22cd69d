"""Asking LiveKit to start: who may, and what people see when nothing comes of it."""

import pytest

from rooms.exceptions import EgressRefused, LiveKitUnavailable, Misconfigured, NoRecorder, Refused, RoomsError
from rooms.models import Effect, RecordingStatus
from rooms.recordings import storage
from rooms.signals import recording_failed
from tests.recordings.course.driving import Course, asked


class TestWithoutARecorder:
    @pytest.fixture(autouse=True)
    def _none_is_free(self, course: Course) -> None:
        course.livekit.free_recorders = 0

    def test_it_is_tried_for_a_minute_and_then_given_up(self, course: Course) -> None:
        course.start()
        course.works()
        assert course.recording.status == RecordingStatus.STARTING

        seconds = course.passes_until(lambda: course.recording.status == RecordingStatus.FAILED, within=95)

        assert seconds >= 50
        assert asked(course) > 1
        assert course.ending() == ("failed", "no_recorder", "no_recorder")
        assert "no response from servers" in course.recording.error_detail

    def test_one_that_becomes_free_takes_it(self, course: Course) -> None:
        course.start()
        course.passes(20)
        course.livekit.free_recorders = 1
        course.passes(40)

        assert len(course.livekit.started) == 1
        assert course.recording.egress_id is not None
        course.says("ACTIVE")
        assert course.recording.status == RecordingStatus.ACTIVE

    def test_the_room_can_be_recorded_again(self, course: Course) -> None:
        course.start()
        course.passes(100)
        course.livekit.free_recorders = 1

        course.records()

        assert course.recording.status == RecordingStatus.ACTIVE

    def test_who_stops_it_meanwhile_need_not_wait_for_that(self, course: Course) -> None:
        course.start()
        course.works()
        course.stop()

        assert course.ending() == ("failed", "cancelled", "cancelled")
        course.livekit.free_recorders = 1
        course.passes(100)
        assert course.livekit.started == []

    def test_the_host_is_told_that_it_failed(self, course: Course) -> None:
        told: list[dict[str, object]] = []

        def receiver(**facts: object) -> None:
            told.append(facts)

        recording_failed.connect(receiver)
        try:
            course.start()
            course.passes(110)
        finally:
            recording_failed.disconnect(receiver)

        [facts] = told
        assert (facts["ended_by"], facts["error"], facts["complete"]) == ("no_recorder", "no_recorder", False)


def test_a_livekit_without_redis_is_not_asked_for_half_a_minute(course: Course) -> None:
    course.livekit.has_redis = False
    course.start()

    course.works()

    assert course.ending() == ("failed", "no_recorder", "no_redis")
    assert asked(course) == 0


def test_what_is_refused_is_not_asked_for_again(course: Course) -> None:
    course.livekit.refusal = EgressRefused(reason="start_egress: 400 invalid_argument bad url")
    course.start()

    course.passes(100)

    assert asked(course) == 1
    assert course.ending() == ("failed", "refused", "refused")
    assert "bad url" in course.recording.error_detail


class TestWithoutItsRoomAtLiveKit:
    def test_everybody_has_left_it(self, course: Course) -> None:
        course.start()
        course.leaves("nadia", "jonas")
        course.livekit.rooms.clear()

        course.works()

        assert course.ending() == ("failed", "everybody_left", "everybody_left")

    def test_a_livekit_that_was_started_anew_has_it_again_in_a_moment(self, course: Course) -> None:
        name = course.scene.room.name
        lost = course.livekit.rooms.pop(name)
        course.start()
        course.works()
        assert course.recording.status == RecordingStatus.STARTING

        course.livekit.rooms[name] = lost
        course.passes(10)
        course.says("ACTIVE")

        assert course.recording.status == RecordingStatus.ACTIVE
        assert asked(course) == 2

    def test_it_is_not_said_that_everybody_left_where_people_are_inside(self, course: Course) -> None:
        course.livekit.rooms.clear()
        course.start()

        course.passes(100)

        assert course.ending() == ("failed", "start_timeout", "start_timeout")
        assert course.recording.error_detail == "LiveKit has no such room"


def test_a_storage_that_the_recorder_cannot_be_told_of(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upload_target() -> None:
        raise Misconfigured("There are no keys that could be given away.")

    monkeypatch.setattr(storage, "upload_target", upload_target)
    course.start()

    course.works()

    assert course.ending() == ("failed", "refused", "refused")
    assert asked(course) == 0


class TestWhoMayStart:
    def test_the_site_must_be_able_to(self, course: Course, settings: object) -> None:
        settings.ROOMS = {**settings.ROOMS, "RECORDER_PAGE_URL": ""}  # type: ignore[attr-defined]
        with pytest.raises(RoomsError, match="recording_unavailable"):
            course.start()

    def test_the_room_must_be_open(self, course: Course) -> None:
        course.is_ended()
        with pytest.raises(Refused, match="room_ended"):
            course.start()

    def test_one_at_a_time(self, course: Course) -> None:
        course.start()
        with pytest.raises(RoomsError, match="recording_active"):
            course.start()


def test_stopping_what_has_not_begun_cancels_it(course: Course) -> None:
    course.start()
    course.works()
    course.stop()
    assert course.recording.status == RecordingStatus.ENDING

    course.works()

    assert course.livekit.egresses[course.egress_id].status == "ABORTED"
    assert course.ending() == ("failed", "cancelled", "cancelled")


def test_what_is_queued_names_nobody(course: Course) -> None:
    """People may ask to be forgotten while a recording starts."""
    course.records()
    course.stop()
    course.works()
    course.finishes()
    course.passes(5)

    kinds = ("start_recording", "stop_recording", "check_recording", "say_recording")
    found = list(Effect.objects.filter(kind__in=kinds))
    assert {effect.kind for effect in found} == set(kinds)
    for effect in found:
        for person in ("nadia", "jonas"):
            assert person not in f"{effect.key} {effect.payload}".lower()


def test_no_recorder_is_an_error_of_livekits(course: Course) -> None:
    """So that other starts do not wait for the same answer in the same tick."""
    assert issubclass(NoRecorder, LiveKitUnavailable)
