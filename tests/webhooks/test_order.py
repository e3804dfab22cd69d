"""The ledger is right whatever the webhooks do: any order, duplicates, and what one event alone can tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from rooms.models import Room, RoomParticipant, Status, Visit
from tests.calls import ledger
from tests.webhooks.delivery import deliver
from tests.webhooks.recorded import scene
from tests.webhooks.telling import Event, Telling, about, begun_at, whole

EVERY_ORDER = how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

#: Played by real people to a real server; see tests/webhooks/scenes.py.
SCENES = ["one_call", "crashed", "same_person_twice", "removed", "room_deleted", "helpers", "hidden_viewer"]


@contextmanager
def undone() -> Iterator[None]:
    """Hypothesis runs many examples in one test: each begins with the same database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def after(room: Room, events: list[Event]) -> Any:
    """The ledger after these deliveries."""
    with undone():
        for event in events:
            assert deliver(event).status_code == 200
        return ledger(room)


Recorded = Callable[[str], list[Event]]


@pytest.fixture
def recorded(room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime) -> Recorded:
    """A recorded scene, as if it had happened in this room, to these people, a few minutes ago."""

    def read(name: str) -> list[Event]:
        events = scene(name, room_name=room.name, nadia=nadia.identity, jonas=jonas.identity)
        return begun_at(events, now - timedelta(minutes=10))

    return read


@pytest.mark.parametrize("name", SCENES)
def test_any_order_and_any_repetition_make_the_same_ledger(name: str, room: Room, recorded: Recorded) -> None:
    events = recorded(name)
    in_order = after(room, events)
    assert bool(in_order["visits"]) is (name != "helpers")

    @given(st.permutations(range(len(events))), st.lists(st.sampled_from(range(len(events))), max_size=6))
    @how(EVERY_ORDER, max_examples=8)
    def same(order: list[int], again: list[int]) -> None:
        assert after(room, [events[number] for number in (*order, *again)]) == in_order

    same()


@given(data=st.data())
@EVERY_ORDER
def test_so_does_any_order_of_a_call_with_comings_and_goings(
    data: st.DataObject, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
) -> None:
    """Drawn: who comes and goes when, in two incarnations of the room (LiveKit restarted in between)."""
    events: list[Event] = []
    for begin, end in ((-25, -14), (-12, -2)):
        told = Telling(room, made_at=now + timedelta(minutes=begin))
        events.append(told.started())
        for person in (nadia, jonas):
            moments = data.draw(
                st.lists(st.integers(begin * 60_000, end * 60_000), min_size=2, max_size=4, unique=True)
            )
            for came, went in zip(sorted(moments)[::2], sorted(moments)[1::2], strict=False):
                joined = told.joined(person, now + timedelta(milliseconds=came))
                left_at = now + timedelta(milliseconds=went)
                events += [joined, told.track(joined, left_at), told.left(joined, left_at)]
        events.append(told.finished(now + timedelta(minutes=end)))

    order = data.draw(st.permutations(events))

    assert after(room, order) == after(room, events)


class TestWhatOneEventTells:
    """Each stands for those that were lost."""

    def test_a_left_alone_tells_the_whole_visit(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        came, went = now - timedelta(minutes=10), now - timedelta(minutes=2)

        deliver(told.left(told.joined(jonas, came), went))

        visit = Visit.objects.get()
        assert visit.joined_at == came
        assert visit.left_at == about(went)
        assert visit.leave_reason == "CLIENT_INITIATED"

    def test_a_track_alone_tells_that_somebody_is_inside(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        showed_at = now - timedelta(minutes=5)

        deliver(told.track(told.joined(jonas, now - timedelta(minutes=6)), showed_at))

        told.room.refresh_from_db()
        assert told.room.status == Status.IN_USE
        assert told.room.participant_count == 1
        assert Visit.objects.get().joined_at == whole(showed_at) + timedelta(seconds=1)

    def test_the_exact_moment_then_replaces_it(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        joined = told.joined(jonas, now)

        deliver(told.track(joined, now + timedelta(milliseconds=100)))  # in the same second
        deliver(joined)

        assert Visit.objects.get().joined_at == now

    def test_a_track_of_somebody_unknown_tells_nothing(self, told: Telling, now: datetime) -> None:
        """It does not say whether that is a recorder."""
        deliver(told.track(told.joined("EG_recorder", now), now))

        assert not Visit.objects.exists()

    def test_the_end_of_the_room_ends_the_visits_in_it(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(jonas, now - timedelta(minutes=10)))

        deliver(told.finished(now - timedelta(seconds=5)))

        visit = Visit.objects.get()
        assert visit.left_at == about(now - timedelta(seconds=5))
        assert visit.left_known_by == "room_end"

    def test_but_not_those_of_the_next_incarnation(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        later = Telling(told.room, made_at=now - timedelta(seconds=20))
        deliver(told.started())
        deliver(later.started())
        deliver(later.joined(jonas, now - timedelta(seconds=10)))

        deliver(told.finished(now - timedelta(seconds=30)))  # late

        told.room.refresh_from_db()
        assert told.room.status == Status.IN_USE
        assert told.room.livekit_sid == later.sid

    def test_a_joined_after_the_end_of_its_room_is_nobody_inside(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.finished(now - timedelta(seconds=5)))

        deliver(told.joined(jonas, now - timedelta(minutes=3)))

        told.room.refresh_from_db()
        assert told.room.participant_count == 0
        assert Visit.objects.get().left_at == about(now - timedelta(seconds=5))

    def test_a_left_then_refines_the_end(self, told: Telling, jonas: RoomParticipant, now: datetime) -> None:
        joined = told.joined(jonas, now - timedelta(minutes=10))
        deliver(joined)
        deliver(told.finished(now))

        deliver(told.left(joined, now - timedelta(minutes=1)))

        visit = Visit.objects.get()
        assert visit.left_at == about(now - timedelta(minutes=1))
        assert visit.left_known_by == "webhook"

    def test_a_left_of_the_old_connection_leaves_the_new_one_alone(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        """A bad network: LiveKit calls the old one a duplicate, and its left may come last."""
        old = told.joined(jonas, now - timedelta(minutes=10))
        deliver(old)
        deliver(told.joined(jonas, now - timedelta(minutes=1)))

        deliver(told.left(old, now - timedelta(minutes=1), reason="DUPLICATE_IDENTITY"))

        told.room.refresh_from_db()
        assert told.room.participant_count == 1
        assert told.room.status == Status.IN_USE

    def test_who_was_there_when_livekit_began_again_was_out_by_the_end_of_that_second(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        """With Redis: the same room starts a second time, and of that moment LiveKit tells whole seconds."""
        came, died_at = now - timedelta(minutes=9), whole(now) - timedelta(minutes=3, seconds=0.2)
        deliver(told.joined(jonas, came))

        deliver(told.started(died_at + timedelta(seconds=0.1)))

        visit = Visit.objects.get()
        assert visit.left_at is not None
        assert visit.left_at + timedelta(seconds=visit.left_precision) >= died_at

    def test_a_phone_that_is_known_since_today_may_have_been_inside_before(
        self, told: Telling, now: datetime
    ) -> None:
        """It has no token: its row is made when LiveKit tells of it, however late."""
        Room.objects.update(created_at=now - timedelta(days=1))
        first = told.joined("phone-1", now - timedelta(minutes=9), kind="SIP")
        second = told.joined("phone-1", now - timedelta(minutes=5), kind="SIP")
        deliver(told.left(first, now - timedelta(minutes=8)))

        deliver(told.track(second, now - timedelta(minutes=2)))

        visit = Visit.objects.get(livekit_sid=second["participant"]["sid"])
        earliest = visit.joined_at - timedelta(seconds=visit.joined_precision)
        assert earliest <= now - timedelta(minutes=5)
