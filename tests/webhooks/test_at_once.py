"""LiveKit sends one event at a time for each room; retries, several servers and reconcile may overlap."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from rooms.models import Room, RoomParticipant, Status, Visit, WebhookEvent
from rooms.reconcile import reconcile
from tests.fakes.livekit import FakeLiveKit
from tests.joining.at_once import at_once
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_event_delivered_four_times_at_once_is_one(told: Telling, nadia: RoomParticipant) -> None:
    joined = told.joined(nadia, timezone.now())

    answers = at_once(*[partial(deliver, joined)] * 4)

    assert [getattr(answer, "status_code", answer) for answer in answers] == [200] * 4
    row = WebhookEvent.objects.get()
    assert (row.attempts, row.error) == (0, "")
    assert Visit.objects.count() == 1


def test_joining_leaving_and_a_reconcile_at_once_lose_nothing(
    told: Telling, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, livekit: FakeLiveKit
) -> None:
    now = timezone.now()
    livekit.rooms[room.name].sid, livekit.rooms[room.name].created_at = told.sid, told.made_at
    inside = livekit.enters(room.name, jonas.identity, joined_at=now - timedelta(minutes=3))
    here = told.joined(jonas, now - timedelta(minutes=3), sid=inside.sid)
    came = told.joined(nadia, now - timedelta(minutes=4))
    went = told.left(came, now - timedelta(minutes=1))

    results = at_once(*(partial(deliver, event) for event in (came, here, went)), reconcile)

    assert not [result for result in results if isinstance(result, BaseException)]
    assert not WebhookEvent.objects.exclude(error="").exists()
    room.refresh_from_db()
    assert (room.status, room.participant_count) == (Status.IN_USE, 1)
    assert Visit.objects.filter(left_at__isnull=True).get().livekit_sid == inside.sid
    numbers = list(room.transitions.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
