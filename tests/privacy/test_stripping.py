"""Old events and effects lose what they say of people; what is left says that they were."""

from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone
from pytest_django import Settings

from rooms import effects, inbox
from rooms.models import Effect, Room, RoomParticipant, WebhookEvent
from rooms.worker import Schedule, tick
from tests.privacy.everything import places_of, run
from tests.privacy.test_forget import JONAS
from tests.webhooks.telling import Telling

LATER = timedelta(days=31)


def days_later() -> Schedule:
    return tick(at=timezone.now() + LATER)


def test_the_worker_empties_what_is_older_than_a_month(over: Room) -> None:
    before = list(
        WebhookEvent.objects.order_by("pk").values("event_id", "event", "created_at", "participant_sid")
    )
    keys = set(Effect.objects.values_list("key", flat=True))
    days_later()
    assert places_of(*JONAS) & {"WebhookEvent.payload", "Effect.payload"} == set()
    assert set(WebhookEvent.objects.values_list("stripped_at", flat=True)) != {None}
    fields = ("event_id", "event", "created_at", "participant_sid")
    assert list(WebhookEvent.objects.order_by("pk").values(*fields)) == before
    assert keys <= set(Effect.objects.values_list("key", flat=True))


def test_what_is_younger_keeps_all(over: Room, settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, "INBOX_DAYS": 40}
    days_later()
    assert places_of(*JONAS) >= {"WebhookEvent.payload", "Effect.payload"}


def test_an_event_that_is_not_handled_keeps_its_payload(
    over: Room, told: Telling, jonas: RoomParticipant
) -> None:
    row = inbox.store(told.joined(jonas, timezone.now()))
    assert row is not None
    inbox.strip_old(at=timezone.now() + LATER)
    row.refresh_from_db()
    assert (row.stripped_at, row.payload["id"]) == (None, row.event_id)


def test_an_effect_that_is_not_done_keeps_its_payload(over: Room) -> None:
    stuck = Effect.objects.filter(kind="signal").earliest("pk")
    Effect.objects.filter(pk=stuck.pk).update(done_at=None, attempts=20)
    effects.strip_old(at=timezone.now() + LATER)
    stuck.refresh_from_db()
    assert stuck.payload["name"]


def test_the_same_occasion_is_still_known_after_it(over: Room) -> None:
    effects.strip_old(at=timezone.now() + LATER)
    old = Effect.objects.filter(kind="signal").earliest("pk")
    effects.queue("signal", old.key.removeprefix("signal:"), payload={"name": "participant_joined"})
    assert Effect.objects.get(key=old.key).payload == {}


def test_some_at_a_time(over: Room) -> None:
    at = timezone.now() + LATER
    count = WebhookEvent.objects.count()
    assert inbox.strip_old(at=at, limit=count - 1) == count - 1
    assert [inbox.strip_old(at=at, limit=count - 1) for _ in range(2)] == [1, 0]


def test_a_backlog_is_gone_on_with_at_the_next_tick(over: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rooms.worker.STRIPPED_AT_ONCE", 2)
    at = timezone.now() + LATER
    schedule = tick(at=at)
    assert schedule.stripped_at is None
    for _ in range(20):
        tick(schedule, at=at)
    assert schedule.stripped_at == at
    assert not WebhookEvent.objects.filter(stripped_at=None).exists()


def test_a_room_of_then_is_too_old_to_be_replayed(over: Room) -> None:
    days_later()
    with pytest.raises(CommandError, match=f"{over.name} is too old to be replayed") as said:
        run("rooms_replay", over.name)
    assert said.value.returncode == 2
