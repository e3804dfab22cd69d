"""Answers that come at the same moment: the last one begins the recording, and begins it once."""

from functools import partial

import pytest

from rooms import lifecycle
from rooms.models import Effect, RecordingConsent, RecordingStatus
from rooms.recordings import stopping
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import minute
from tests.joining.at_once import at_once
from tests.recordings.consent.recorded import AWAITED, Recorded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(workshop: Recorded, livekit: FakeLiveKit) -> Recorded:
    """Nadia has pressed Record; Jonas, Mara and Priya are asked."""
    workshop.comes("priya", 1)
    workshop.presses("nadia", 5)
    return workshop


def starts(recorded: Recorded) -> int:
    return Effect.objects.filter(kind="start_recording", room=recorded.scene.room).count()


def test_three_answers_at_once_begin_it_once(asked: Recorded) -> None:
    done = at_once(*(partial(asked.says, name, True, 5.1) for name in ("jonas", "mara", "priya")))

    assert not [result for result in done if isinstance(result, BaseException)], done
    assert asked.recording.status == RecordingStatus.STARTING
    assert starts(asked) == 1
    assert asked.held_back() == set()


def test_the_last_answer_and_the_end_of_its_time_begin_it_once(asked: Recorded) -> None:
    asked.says("jonas", True, 5.1)
    asked.says("mara", False, 5.1)

    at_once(
        partial(asked.says, "priya", True, 5 + AWAITED),
        partial(asked.waits_until, 5 + AWAITED),
        partial(asked.waits_until, 5 + AWAITED),
    )

    assert asked.recording.status == RecordingStatus.STARTING
    assert starts(asked) == 1
    assert asked.held_back() == {"mara"}


def test_two_tabs_of_one_person_are_one_answer(asked: Recorded) -> None:
    at_once(*[partial(asked.says, "jonas", True, 5.1)] * 4)

    assert RecordingConsent.objects.filter(participant__user_ref="jonas").count() == 1


def test_the_last_yes_and_a_cancel_leave_nothing_half_begun(asked: Recorded) -> None:
    for name in ("jonas", "mara"):
        asked.says(name, True, 5.1)

    def cancel() -> None:
        with lifecycle.locked_room(pk=asked.scene.room.pk) as room:
            stopping.stop(room, None, minute(5.2))

    at_once(partial(asked.says, "priya", True, 5.2), cancel)

    assert asked.recording.status == RecordingStatus.FAILED
    assert asked.held_back() == set()


def test_a_text_that_many_are_shown_first_at_once_is_one_row(asked: Recorded) -> None:
    shown = at_once(*[partial(asked.current_text, "de")] * 6)

    assert len({getattr(text, "pk", text) for text in shown}) == 1
