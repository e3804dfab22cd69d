"""A hundred people come to one broadcast at once; `make bench` does it with a thousand, over HTTP."""

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.serving.events import Event, Teller, storm
from rooms.models import Role, Room, WebhookEvent
from tests.calls import room_of
from tests.fakes.livekit import FakeLiveKit
from tests.site import MakeSession
from tests.webhooks.delivery import deliver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broadcast(make_session: MakeSession, livekit: FakeLiveKit) -> Room:
    return room_of(make_session("broadcast"))


def storm_of(people: int, room: Room, now: datetime) -> list[Event]:
    """Half of them come twice and stay, the others come, publish and leave."""
    identities = [f"{number}-viewer" for number in range(people)]
    for number, identity in enumerate(identities):
        room.participants.create(
            identity=identity, user_ref=str(10_000 + number), name=f"Viewer {number:02}", role=Role.VIEWER
        )
    began = now - timedelta(minutes=2)
    teller = Teller(room.name, began)
    return [due.event for due in storm(teller, identities, began_at=began, seconds=60)]


def assert_all_is_applied(people: int, room: Room) -> None:
    room.refresh_from_db()
    assert WebhookEvent.objects.count() == 3 * people + 1
    assert not WebhookEvent.objects.filter(processed_at__isnull=True).exists()
    assert room.visits.count() == people * 3 // 2
    assert room.visits.filter(left_at__isnull=True).count() == people // 2
    assert room.participant_count == people // 2
    assert room.status == "in_use"


def test_all_are_applied_and_the_last_costs_as_much_as_the_first(broadcast: Room, now: datetime) -> None:
    """Where each event looked at all the people before it, a thousand would cost a million."""
    costs: dict[str, list[int]] = {}
    for told in storm_of(100, broadcast, now):
        with CaptureQueriesContext(connection) as found:
            assert deliver(told).status_code == 200
        costs.setdefault(told["event"], []).append(len(found))
    assert_all_is_applied(100, broadcast)
    for name in ("participant_joined", "track_published", "participant_left"):
        assert costs[name][-1] <= costs[name][1], name


def test_in_any_order_and_some_of_them_twice(broadcast: Room, now: datetime) -> None:
    chance = random.Random(7)
    events = storm_of(20, broadcast, now)
    disordered = chance.sample(events, len(events))
    for told in [*disordered, *disordered[:10]]:
        assert deliver(told).status_code == 200
    assert_all_is_applied(20, broadcast)
