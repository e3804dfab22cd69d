"""Recordings that start by themselves: a webinar's, usually."""

from itertools import pairwise

import pytest

from rooms import inbox, lifecycle
from rooms.exceptions import EgressRefused
from rooms.models import ConsentRule, RecordingEnd, RecordingStatus, RoomRecording
from rooms.recordings import automatic, starting
from tests.recordings.course.conftest import MakeCourse
from tests.recordings.course.driving import Course
from tests.webhooks.telling import Telling


@pytest.fixture
def webinar(make_course: MakeCourse) -> Course:
    return make_course(recording_starts_itself=True)


def count(course: Course) -> int:
    return course.scene.room.recordings.count()


def test_when_the_practitioner_and_somebody_else_are_inside(webinar: Course) -> None:
    webinar.enters("nadia")
    webinar.passes(30)
    assert count(webinar) == 0
    webinar.enters("jonas")

    webinar.passes(15)

    recording = webinar.recording
    assert recording.status == RecordingStatus.STARTING
    assert recording.started_by is None


def test_not_for_clients_among_themselves(webinar: Course) -> None:
    webinar.enters("jonas", "mara")
    webinar.passes(60)

    assert count(webinar) == 0


def test_nor_for_her_two_devices(webinar: Course) -> None:
    webinar.enters("nadia")
    webinar.scene.comes("nadia", webinar.now / 60)
    webinar.passes(60)

    assert count(webinar) == 0


def test_the_webhook_that_somebody_came_in_starts_it_at_once(webinar: Course) -> None:
    webinar.enters("nadia")
    telling = Telling(webinar.scene.room, made_at=webinar.at)
    row = inbox.store(telling.joined(webinar.scene.person("jonas"), webinar.at))
    assert row is not None

    assert inbox.process(row, at=webinar.at)

    assert webinar.recording.status == RecordingStatus.STARTING


@pytest.mark.parametrize("changes", [{"recording_starts_itself": False}, {"recording_enabled": False}])
def test_only_where_the_room_has_it_so(make_course: MakeCourse, changes: dict[str, bool]) -> None:
    course = make_course(**{"recording_starts_itself": True, **changes})
    course.enters("nadia", "jonas")
    course.passes(60)

    assert count(course) == 0


class TestAgain:
    @pytest.fixture
    def going_on(self, webinar: Course) -> Course:
        webinar.enters("nadia", "jonas")
        webinar.passes(5)
        webinar.appears()
        webinar.says("ACTIVE")
        webinar.passes(30)
        return webinar

    def test_not_while_it_runs(self, going_on: Course) -> None:
        going_on.passes(60)
        assert count(going_on) == 1

    def test_not_after_somebody_stopped_it(self, going_on: Course) -> None:
        going_on.stop()
        going_on.works()
        going_on.finishes()
        going_on.passes(180, step=15)

        assert count(going_on) == 1

    @pytest.mark.parametrize("ended_by", sorted(automatic.DECIDED))
    def test_nor_after_any_other_decision(self, going_on: Course, ended_by: RecordingEnd) -> None:
        going_on.finishes()
        going_on.delivers()
        going_on.passes(10)
        RoomRecording.objects.update(ended_by=ended_by)
        going_on.passes(60, step=15)

        assert count(going_on) <= 2, "the one that went on at once, and no other"
        assert not any(automatic.consider(room, going_on.at) for room in [going_on.scene.room])

    def test_after_a_crash_it_goes_on_in_another_file(self, going_on: Course) -> None:
        going_on.finishes("FAILED", error="the browser went away", error_code=500)
        going_on.passes(15)

        assert count(going_on) == 2
        assert going_on.recording.status == RecordingStatus.STARTING

    def test_after_one_that_could_not_begin_in_a_minute(self, webinar: Course) -> None:
        webinar.livekit.refusal = EgressRefused(reason="400 invalid_argument")
        webinar.enters("nadia", "jonas")
        webinar.passes(15)
        assert count(webinar) == 1
        webinar.passes(40)
        assert count(webinar) == 1

        webinar.livekit.refusal = None
        webinar.passes(30)

        assert count(webinar) == 2


class TestWhatGoesWrongAgainAndAgain:
    def began(self, course: Course) -> list[float]:
        """When each recording was asked for, in seconds after the first."""
        rows = RoomRecording.objects.order_by("requested_at")
        times = list(rows.values_list("requested_at", flat=True))
        return [(moment - times[0]).total_seconds() for moment in times]

    def test_the_pause_doubles_and_after_five_it_is_the_practitioners_to_press(self, webinar: Course) -> None:
        webinar.livekit.refusal = EgressRefused(reason="400 invalid_argument")
        webinar.enters("nadia", "jonas")

        webinar.passes(60 * 60, step=20)

        assert self.began(webinar) == [0, 60, 180, 420, 900]
        webinar.livekit.refusal = None
        webinar.start()
        webinar.works()
        assert webinar.recording.egress_id

    def test_a_page_that_crashes_makes_no_file_every_ten_seconds(self, webinar: Course) -> None:
        webinar.enters("nadia", "jonas")

        def crash() -> None:
            webinar.passes_until(
                lambda: webinar.recording.runs and bool(webinar.recording.egress_id),
                within=20 * 60,
                step=20,
            )
            webinar.appears()
            webinar.says("ACTIVE")
            webinar.passes(5)
            webinar.finishes("FAILED", error="the browser went away", error_code=500)

        webinar.passes(5)
        for _ in range(5):
            crash()
        webinar.passes(60 * 60, step=60)

        began = self.began(webinar)
        assert len(began) == 5
        pauses = [later - earlier for earlier, later in pairwise(began)]
        assert pauses[0] < 30, "the first goes on at once"
        assert [round(pause / 60) for pause in pauses[1:]] == [2, 4, 8]

    def test_one_that_went_on_for_long_begins_a_new_row(self, webinar: Course) -> None:
        webinar.enters("nadia", "jonas")
        webinar.passes(5)
        for number in range(1, 7):
            webinar.appears()
            webinar.says("ACTIVE")
            webinar.passes(11 * 60, step=60)
            webinar.finishes("FAILED", error="the browser went away", error_code=500)
            webinar.passes(15)
            assert count(webinar) == number + 1

    def test_where_everybody_is_asked_they_are_asked_once(self, make_course: MakeCourse) -> None:
        course = make_course(recording_starts_itself=True, recording_consent=ConsentRule.ASK)
        course.livekit.refusal = EgressRefused(reason="400 invalid_argument")
        course.enters("nadia", "jonas")
        course.passes(10)
        with lifecycle.locked_room(pk=course.scene.room.pk) as room:
            starting.give_up(room.recordings.get(), RecordingEnd.NO_RECORDER, course.at)

        course.passes(60 * 60, step=60)

        assert count(course) == 1


def test_a_room_that_is_over_is_left_alone(webinar: Course) -> None:
    webinar.enters("nadia", "jonas")
    webinar.is_ended()

    assert not automatic.consider(webinar.scene.room, webinar.at)
