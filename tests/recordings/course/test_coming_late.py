"""An egress that is not there in time, or whose recording is gone when it comes: it is stopped, nothing is left."""

import pytest

from rooms import lifecycle
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
from tests.fakes.scene import MakeScene
from tests.recordings.course.driving import Course, second
from tests.recordings.places import Place


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
