"""LiveKit's host and ours disagree about the time by some seconds; the ledger is by our clock."""

from datetime import datetime, timedelta

import pytest

from rooms import beats, effects, inbox, lifecycle
from rooms.inbox import decide_difference
from rooms.models import EndReason, Room, RoomParticipant, Visit, WebhookEvent
from rooms.reconcile import reconcile
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import as_livekit_writes, deliver, sign
from tests.webhooks.telling import Event, Telling, about


@pytest.mark.parametrize(
    ("measured", "at_least", "taken"),
    [
        (None, None, 0),
        (1.9, None, 0),
        (-1.9, None, 0),
        (2.04, None, 2),
        (-7.26, None, -7.3),
        (None, 1.5, 0),
        (None, 4.0, 4),
        (0.3, 4.0, 4),
        (5.0, 4.0, 5),
        (-3.0, -20.0, -3),
    ],
)
def test_small_differences_are_left_alone(
    measured: float | None, at_least: float | None, taken: float
) -> None:
    assert decide_difference(measured, at_least_seconds=at_least) == timedelta(seconds=taken)


@pytest.fixture(params=[7.0, -7.0])
def ahead(request: pytest.FixtureRequest, room: Room, livekit: FakeLiveKit) -> timedelta:
    """LiveKit's clock minus ours, as the reconcile has measured it."""
    livekit.ahead_seconds = request.param
    reconcile()
    return timedelta(seconds=request.param)


def send(event: Event, ahead: timedelta) -> None:
    """Delivered now, and signed with LiveKit's clock."""
    deliver(event, authorization=sign(as_livekit_writes(event), age=-ahead))


def test_moments_of_webhooks_are_brought_to_our_clock(
    ahead: timedelta, told: Telling, jonas: RoomParticipant, now: datetime
) -> None:
    came, went = now - timedelta(minutes=10), now - timedelta(minutes=2)
    send(told.left(told.joined(jonas, came + ahead), went + ahead), ahead)
    visit = Visit.objects.get()
    assert (visit.joined_at, visit.joined_precision) == (came, 1)
    assert (visit.left_at, visit.left_precision) == (about(went), 1.5)


def test_so_are_those_of_listings(
    ahead: timedelta, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, now: datetime
) -> None:
    came = now - timedelta(minutes=10)
    livekit.enters(room.name, jonas.identity, joined_at=came + ahead)
    reconcile()
    visit = Visit.objects.get()
    assert (visit.joined_at, visit.joined_precision) == (came, 1)


def test_what_was_applied_is_kept_beside_the_event(
    ahead: timedelta, told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    send(told.joined(jonas, now - timedelta(minutes=10) + ahead), ahead)
    beats.livekit_clock_is_ahead(seconds=0)
    row = WebhookEvent.objects.get(event="participant_joined")
    assert row.context["ahead_seconds"] == ahead.total_seconds()
    assert inbox.replay(room).differences == ()


def test_who_came_just_before_the_end_by_our_clock_is_no_zombie(
    ahead: timedelta, told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)
    effects.run_due(at=now + timedelta(seconds=1))
    send(told.joined(jonas, now - timedelta(seconds=2) + ahead), ahead)
    assert Visit.objects.get().left_at == now
    assert not effects.hasten("delete_livekit_room", "", room=room, at=now), "it puts nobody out"


def test_clocks_that_are_believed_to_agree_may_differ_a_little(
    told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    ended_at = now - timedelta(seconds=1)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.HOST, ended_at=ended_at, at=ended_at)
    deliver(told.joined(jonas, ended_at + timedelta(seconds=2)))
    deliver(told.joined(jonas, ended_at + timedelta(seconds=4)))
    assert Visit.objects.count() == 1


def test_a_signature_from_the_future_shows_that_livekits_clock_is_ahead(
    told: Telling, jonas: RoomParticipant, now: datetime
) -> None:
    """The worker has never measured it: the first webhook tells."""
    ahead = timedelta(seconds=30)
    joined = told.joined(jonas, now - timedelta(minutes=10) + ahead)
    send(joined, ahead)
    visit = Visit.objects.get()
    assert abs(visit.joined_at - (now - timedelta(minutes=10))) <= timedelta(seconds=1)
    assert visit.joined_precision == 1


def test_an_old_signature_says_nothing_of_it(told: Telling, jonas: RoomParticipant, now: datetime) -> None:
    """It may have waited at LiveKit."""
    joined = told.joined(jonas, now - timedelta(minutes=10))
    deliver(joined, authorization=sign(as_livekit_writes(joined), age=timedelta(seconds=40)))
    assert Visit.objects.get().joined_at == now - timedelta(minutes=10)
