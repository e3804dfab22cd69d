"""Asking LiveKit to start: once, whatever becomes of its answer; and what people see when nothing comes of it."""

import pytest
from pytest_django import Settings

from rooms import lifecycle
from rooms.exceptions import (
    EgressRefused,
    LiveKitUnavailable,
    Misconfigured,
    NoRecorder,
    Refused,
    RoomsError,
)
from rooms.livekit import EgressReport
from rooms.models import (
    DeletionReason,
    Effect,
    RecordingDeletion,
    RecordingEnd,
    RecordingStatus,
    RoomRecording,
)
from rooms.recordings import events, purging, starting, storage
from rooms.recordings.auditing import audit
from rooms.signals import recording_failed
from tests.fakes.scene import MakeScene
from tests.recordings.course.driving import Course, second
from tests.recordings.places import Place


def asked(course: Course) -> int:
    return len(course.livekit.asked("start_egress"))


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


class TestOneWhoseRecordingIsDeleted:
    """The recorder came too late: what failed was deleted meanwhile."""

    @pytest.fixture
    def late(self, course: Course) -> EgressReport:
        """LiveKit was asked, its answer was lost, the recording has failed and is deleted; then it begins."""
        recording = course.start()
        RoomRecording.objects.filter(pk=recording.pk).update(start_asked_at=course.at)
        with lifecycle.locked_room(pk=course.scene.room.pk) as room:
            starting.give_up(room.recordings.get(), RecordingEnd.START_TIMEOUT, course.at)
        purging.request(recording.pk, reason=DeletionReason.REQUESTED, at=course.at)
        course.works()
        assert not RoomRecording.objects.exists()
        return course.livekit.makes(course.scene.room.name, recording.storage_key, at=course.at)

    def test_is_stopped(self, course: Course, late: EgressReport) -> None:
        course.livekit.reports(late.egress_id, "ACTIVE", at=course.at)

        course.passes(10)

        assert course.livekit.egresses[late.egress_id].status == "ENDING"
        assert not RoomRecording.objects.exists()

    def test_and_what_it_wrote_is_swept_when_it_is_over(
        self, course: Course, late: EgressReport, folder: Place
    ) -> None:
        folder.put(late.path, b"a film that nobody may keep")
        other = storage.new_key(course.scene.room, at=course.at)
        folder.put(other, b"of another one")

        course.hears(course.livekit.reports(late.egress_id, "COMPLETE", at=course.at))
        course.works()

        assert folder.objects() == [other]

    def test_and_again_if_it_comes_later_still(
        self, course: Course, late: EgressReport, folder: Place
    ) -> None:
        course.hears(course.livekit.reports(late.egress_id, "FAILED", at=course.at))
        course.works()
        folder.put(late.path, b"salvaged")

        course.passes(3_700, step=3_700)

        assert folder.objects() == []

    def test_but_of_one_that_nobody_deleted_the_file_stays_and_the_audit_finds_it(
        self, course: Course, late: EgressReport, folder: Place, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The database was restored from a backup of before this recording."""
        RecordingDeletion.objects.all().delete()
        Effect.objects.filter(kind="sweep_recording").delete()
        course.hears(course.livekit.reports(late.egress_id, "ACTIVE", at=course.at))
        course.passes(5)
        assert course.livekit.egresses[late.egress_id].status == "ENDING"
        folder.put(late.path, b"the film")

        course.hears(course.livekit.reports(late.egress_id, "COMPLETE", at=course.at))
        course.passes(9 * 86_400, step=86_400)

        assert folder.objects() == [late.path]
        assert list(audit().strays) == [late.path.rpartition("/")[0]]
        assert "what it wrote stays, rooms_recordings_audit finds it" in caplog.text
        assert late.path.split("/")[1] not in caplog.text

    def test_also_while_the_deletion_waits_for_the_storage(self, course: Course) -> None:
        course.records()
        RoomRecording.objects.update(status=RecordingStatus.FAILED, deletion_requested_at=course.at)

        course.hears(course.livekit.reports(course.egress_id, "ACTIVE", at=second(course.now + 1)))
        course.passes(5)

        assert course.livekit.egresses[course.egress_id].status == "ENDING"

    def test_but_never_one_of_a_recording_in_another_room(
        self, course: Course, make_scene: MakeScene, folder: Place
    ) -> None:
        course.records()
        folder.put(course.recording.storage_key, b"the film")
        with lifecycle.locked_room(pk=make_scene().room.pk) as other:
            report = EgressReport("EG_other", other.name, "COMPLETE", path=course.recording.storage_key)

            assert not events.apply(other, report, course.at)

        course.works()
        assert folder.objects() == [course.recording.storage_key]


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


class TestThatNeverBecomesActive:
    def test_is_stopped_and_has_failed(self, course: Course) -> None:
        course.start()
        course.works()

        seconds = course.passes_until(lambda: course.recording.status == RecordingStatus.FAILED, within=100)

        assert seconds >= 85
        assert course.ending() == ("failed", "start_timeout", "start_timeout")
        course.passes(5)
        assert course.livekit.egresses[course.egress_id].status == "ABORTED"
        assert course.ending() == ("failed", "start_timeout", "start_timeout")

    def test_if_it_comes_later_it_is_stopped_and_what_there_is_counts(self, course: Course) -> None:
        course.start()
        course.works()
        egress = course.egress_id
        course.livekit.dead.add(egress)
        course.passes(100)
        assert course.recording.status == RecordingStatus.FAILED
        course.livekit.dead.discard(egress)

        course.says("ACTIVE")
        course.passes(5)
        assert course.livekit.egresses[egress].status == "ENDING"
        course.finishes()
        course.delivers()
        course.passes(10)

        assert course.ending() == ("ready", "start_timeout", "")

    def test_livekit_may_say_so_first(self, course: Course) -> None:
        course.start()
        course.works()

        course.says("ABORTED", error="Start signal not received", error_code=412)

        assert course.ending() == ("failed", "start_timeout", "start_timeout")

    def test_a_recorder_that_cannot_has_refused(self, course: Course) -> None:
        course.start()
        course.works()

        course.says("FAILED", error="the page answered 404", error_code=500)

        assert course.ending() == ("failed", "refused", "refused")
        assert course.looked == 0

    def test_livekit_is_away_all_the_time(self, course: Course) -> None:
        course.livekit.is_down = True
        course.start()

        course.passes(100)

        assert course.ending() == ("failed", "start_timeout", "start_timeout")


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
