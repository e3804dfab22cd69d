"""The file of what has ended: it never comes, comes late, is none, or is too short."""

import pytest

from rooms.exceptions import StorageUnavailable
from rooms.models import RecordingStatus, RoomRecording
from rooms.recordings.probing import Found
from rooms.recordings.watching import CHECK_TAKES
from tests.recordings.course.driving import DONE, Course


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
