"""What LiveKit and the database are asked for, again and again."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Effect, RecordingStatus
from rooms.recordings import automatic, comparing, watching
from tests.recordings.course.conftest import MakeCourse
from tests.recordings.course.driving import Course


def queries(course: Course) -> int:
    """Of one comparison and one look at what is due, when nothing is new."""
    with CaptureQueriesContext(connection) as made:
        comparing.compare(now=lambda: course.at)
        watching.check_due(at=course.at)
    return len(made)


def test_a_site_that_does_not_record_asks_livekit_nothing(course: Course, settings: object) -> None:
    settings.ROOMS = {**settings.ROOMS, "RECORDING_STORAGE": ""}  # type: ignore[attr-defined]
    course.livekit.calls.clear()

    course.passes(30)

    assert course.livekit.asked("list_egresses") == []


def test_one_that_could_asks_once_a_pass(course: Course) -> None:
    course.livekit.calls.clear()

    course.works()

    assert len(course.livekit.asked("list_egresses")) == 1


def test_recordings_that_are_over_cost_nothing(make_course: MakeCourse) -> None:
    course = make_course()
    course.enters("nadia", "jonas")
    before = queries(course)
    for _ in range(3):
        course.now += 1
        course.records()
        course.passes(5)
        course.stop()
        course.works()
        course.finishes()
        course.delivers()
        course.passes(10)

    assert queries(course) == before


def test_nor_does_for_ever_what_a_dead_recorder_left(course: Course) -> None:
    """LiveKit lists it to the end of days."""
    before = queries(course)
    course.records()
    course.dies()
    course.passes(15 * 60, step=30)
    assert course.recording.status == RecordingStatus.FAILED
    assert course.livekit.egresses[course.egress_id].status == "ACTIVE"

    course.now += 2 * 24 * 3600
    assert queries(course) <= before + 1, "whether there is news of it, and no more"


def test_one_that_livekit_has_forgotten_is_asked_for_once(course: Course) -> None:
    course.records()
    course.dies()
    course.passes(15 * 60, step=30)
    course.livekit.egresses.clear()
    course.works()
    course.livekit.calls.clear()

    course.passes(30)

    assert {egress for _, egress in course.livekit.asked("list_egresses")} == {""}


def test_stopping_a_dead_recorder_does_not_become_stuck(course: Course) -> None:
    """It would make `/healthz` say so for ever."""
    course.records()
    course.dies()
    course.stop()

    course.passes(20 * 60, step=20)

    assert not Effect.objects.filter(kind="stop_recording", done_at__isnull=True).exists()
    assert not Effect.objects.filter(attempts__gte=Effect.STUCK_AFTER).exists()


def test_whether_a_room_is_recorded_by_itself_costs_nothing_where_it_is_not(course: Course) -> None:
    room = course.scene.room

    with CaptureQueriesContext(connection) as made:
        assert not automatic.consider(room, course.at)

    assert len(made) == 0
