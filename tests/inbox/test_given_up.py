"""An event that always fails holds up its room's statement for a day; the operator sees that it is left out."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from rooms import effects, inbox, lifecycle
from rooms.lifecycle import person_joined
from rooms.metrics.measuring import measure
from rooms.models import EndReason, Room, RoomParticipant, WebhookEvent
from rooms.statement.ledger import get_statement
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def broken(
    told: Telling, room: Room, jonas: RoomParticipant, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> WebhookEvent:
    """Jonas came, but what would say so cannot be handled; the room has ended, and was compared with LiveKit."""

    def fails(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(lifecycle, "person_joined", fails)
    deliver(told.joined(jonas, now - timedelta(minutes=10)))
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.SCHEDULE, ended_at=now, at=now)
        locked.reconciles_after_end = lifecycle.RECONCILES_UNTIL_FINAL
        locked.save(update_fields=["reconciles_after_end"])
        locked.save()
    return WebhookEvent.objects.get(event="participant_joined")


def failed(event: WebhookEvent, *, times: int, since: timedelta) -> WebhookEvent:
    """As it is after so many tries."""
    WebhookEvent.objects.filter(pk=event.pk).update(
        # Without when it was signed, which would say now that the clocks differ by a day.
        attempts=times,
        received_at=timezone.now() - since,
        context={},
    )
    return WebhookEvent.objects.get(pk=event.pk)


def is_final(room: Room) -> bool:
    with lifecycle.locked_room(pk=room.pk) as locked:
        return lifecycle.finalise(locked, at=timezone.now() + timedelta(minutes=2))


class TestHowLongItIsWaitedFor:
    @pytest.mark.parametrize(
        ("times", "since"),
        [
            pytest.param(300, DAY - timedelta(minutes=5), id="often, but not for a day"),
            pytest.param(9, 2 * DAY, id="for a day, but the worker was away"),
        ],
    )
    def test_not_final_yet(self, times: int, since: timedelta, broken: WebhookEvent, room: Room) -> None:
        failed(broken, times=times, since=since)
        assert not is_final(room)

    def test_after_ten_tries_and_a_day_it_is_final_without_it(
        self, broken: WebhookEvent, room: Room, caplog: pytest.LogCaptureFixture
    ) -> None:
        failed(broken, times=10, since=DAY)
        assert is_final(room)
        assert get_statement(room, at=timezone.now()).people == ()
        assert f"cannot be handled: {broken.event_id}" in caplog.text

    def test_another_event_is_waited_for_all_the_same(
        self, broken: WebhookEvent, told: Telling, now: datetime, room: Room
    ) -> None:
        failed(broken, times=10, since=DAY)
        deliver(told.joined("guest_1", now - timedelta(minutes=9)))
        assert not is_final(room)


def test_when_it_is_handled_after_all_the_next_version_holds_it(
    broken: WebhookEvent,
    room: Room,
    jonas: RoomParticipant,
    monkeypatch: pytest.MonkeyPatch,
    livekit: FakeLiveKit,
) -> None:
    failed(broken, times=10, since=DAY)
    assert is_final(room)
    monkeypatch.setattr(lifecycle, "person_joined", person_joined)

    later = timezone.now() + timedelta(minutes=10)
    assert inbox.process_waiting(at=later) == 1
    effects.run_due(at=later + timedelta(minutes=1))

    room.refresh_from_db()
    statement = get_statement(room, at=later)
    assert (statement.version, statement.outcome) == (2, "no_show_practitioner")
    assert [(person.name, person.total_seconds) for person in statement.people] == [(jonas.name, 600)]


class TestWhatTheOperatorSees:
    def left_out(self) -> float:
        (metric,) = [one for one in measure(at=timezone.now()) if one.name == "rooms_webhooks_left_out"]
        return metric.samples[0].value

    def test_a_number(self, broken: WebhookEvent) -> None:
        assert self.left_out() == 0
        failed(broken, times=10, since=DAY)
        assert self.left_out() == 1

    def test_words_in_the_list_of_events_and_a_filter(
        self, broken: WebhookEvent, told: Telling, client: Client, staff: User
    ) -> None:
        client.force_login(staff)
        address = reverse("admin:rooms_webhookevent_changelist")
        words = "<small>not in the statement · ZeroDivisionError"
        assert words not in client.get(address).content.decode()
        failed(broken, times=10, since=DAY)
        deliver(told.started())
        assert words in client.get(address).content.decode()

        def shown(state: str) -> list[str]:
            return [row.event for row in client.get(address, {"state": state}).context["cl"].result_list]

        assert shown("left-out") == shown("failing") == shown("waiting") == ["participant_joined"]
        assert shown("done") == ["room_started"]
