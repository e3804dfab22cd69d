"""Several people press Record, several workers ask LiveKit, and its news comes meanwhile: one recording, one egress."""

from functools import partial

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Session
from rooms import effects, lifecycle
from rooms.exceptions import RoomsError
from rooms.livekit import EgressReport
from rooms.models import ConsentRule, RecordingEnd, RecordingStatus, Room, RoomParticipant, RoomRecording
from rooms.recordings import apply, starting, stopping, watching
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit
from tests.joining.at_once import at_once
from tests.recordings.places import Place, folder

__all__ = ["folder"]

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture
def room(workshop: Session, folder: Place) -> Room:
    """May be recorded; nobody is asked."""
    room = room_of(workshop)
    Room.objects.filter(pk=room.pk).update(recording_enabled=True, recording_consent=ConsentRule.OFF)
    return room


@pytest.fixture
def nadia(room: Room, workshop: Session, practitioner: User) -> RoomParticipant:
    return seat(workshop, practitioner)


def press(room: Room, nadia: RoomParticipant) -> RoomRecording:
    with lifecycle.locked_room(pk=room.pk) as locked:
        return starting.start(locked, nadia, timezone.now())[0]


def press_stop(room: Room) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        stopping.stop(locked, None, timezone.now())


def hear(room: Room, report: EgressReport) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        apply(locked, report, timezone.now())


def test_of_many_who_press_it_one_starts_it(room: Room, nadia: RoomParticipant) -> None:
    results = at_once(*[partial(press, room, nadia)] * AT_ONCE)

    started = [result for result in results if isinstance(result, RoomRecording)]
    refused = [result for result in results if isinstance(result, RoomsError)]
    assert len(started) == 1
    assert [error.code for error in refused] == ["recording_active"] * (AT_ONCE - 1)
    assert room.recordings.count() == 1


def test_many_workers_ask_livekit_once(room: Room, nadia: RoomParticipant, livekit: FakeLiveKit) -> None:
    press(room, nadia)

    at_once(*[partial(effects.run_due, at=timezone.now())] * 4)

    assert len(livekit.started) == 1
    assert room.recordings.get().egress_id == next(iter(livekit.egresses))


def test_stop_and_the_news_that_it_records_in_one_moment(
    room: Room, nadia: RoomParticipant, livekit: FakeLiveKit
) -> None:
    """Whichever comes first, it ends, and LiveKit is told so."""
    press(room, nadia)
    effects.run_due(at=timezone.now())
    egress_id = next(iter(livekit.egresses))
    active = livekit.reports(egress_id, "ACTIVE", at=timezone.now())

    results = at_once(*[partial(hear, room, active)] * 3, *[partial(press_stop, room)] * 3)

    assert results == [None] * 6
    recording = room.recordings.get()
    assert recording.status == RecordingStatus.ENDING
    assert recording.ended_by in (RecordingEnd.STOP, RecordingEnd.CANCELLED)
    effects.run_due(at=timezone.now())
    assert livekit.egresses[egress_id].status == "ENDING"


def test_many_workers_look_at_what_is_due(room: Room, nadia: RoomParticipant, livekit: FakeLiveKit) -> None:
    recording = press(room, nadia)
    late = recording.requested_at + 2 * (recording.limit_at - recording.requested_at)  # type: ignore[operator]

    results = at_once(*[partial(watching.check_due, at=late)] * 4)

    assert not [result for result in results if isinstance(result, Exception)], results
    recording.refresh_from_db()
    assert (recording.status, recording.ended_by) == (RecordingStatus.FAILED, RecordingEnd.START_TIMEOUT)
