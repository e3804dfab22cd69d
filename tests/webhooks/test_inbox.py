"""An event is stored before it is believed, and handled once."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from rooms import inbox, lifecycle
from rooms.models import Effect, Room, RoomParticipant, Visit, WebhookEvent
from tests.webhooks.delivery import CONTENT_TYPE, URL, as_livekit_writes, deliver, sign
from tests.webhooks.telling import Telling

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


def deliver_escaped(event: dict[str, Any]) -> "Response":
    raw = json.dumps(event, separators=(", ", ":")).encode()
    return Client().post(URL, raw, content_type=CONTENT_TYPE, headers={"authorization": sign(raw)})


def test_an_event_is_stored_handled_and_answered(
    told: Telling, nadia: RoomParticipant, now: datetime
) -> None:
    joined = told.joined(nadia, now - timedelta(minutes=5))

    assert deliver(joined).status_code == 200

    row = WebhookEvent.objects.get(event_id=joined["id"])
    assert (row.event, row.room_name, row.room_sid) == ("participant_joined", told.room.name, told.sid)
    assert row.processed_at is not None
    assert row.error == ""
    assert Visit.objects.get().participant == nadia


def test_a_replay_is_answered_and_changes_nothing(
    told: Telling, nadia: RoomParticipant, now: datetime
) -> None:
    joined = told.joined(nadia, now - timedelta(minutes=5))
    deliver(joined)
    told.room.refresh_from_db()
    before, effects = told.room.revision, Effect.objects.count()

    assert deliver(joined).status_code == 200

    told.room.refresh_from_db()
    assert told.room.revision == before
    assert Effect.objects.count() == effects
    assert WebhookEvent.objects.count() == 1


def test_an_address_without_its_slash_loses_nothing(told: Telling) -> None:
    """LiveKit takes a redirect for a delivery."""
    raw = as_livekit_writes(told.started())

    response = Client().post(
        URL.rstrip("/"), raw, content_type=CONTENT_TYPE, headers={"authorization": sign(raw)}
    )

    assert response.status_code == 200
    assert WebhookEvent.objects.get().processed_at is not None


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_sign_that_no_database_keeps_does_not_cost_the_event(
    told: Telling, nadia: RoomParticipant, now: datetime, sign: str
) -> None:
    """The name of a track is anybody's choice; names and identities may come from other tokens than ours."""
    joined = told.joined(nadia, now - timedelta(minutes=5))
    deliver(joined)
    track = told.track(joined, now - timedelta(minutes=4))
    track["track"]["name"] = f"cam{sign}era"
    stranger = told.joined(f"some{sign}body", now - timedelta(minutes=3))
    stranger["participant"]["name"] = f"Some{sign}body"

    # As Go escapes them.
    assert [deliver_escaped(event).status_code for event in (track, stranger)] == [200, 200]

    assert not WebhookEvent.objects.exclude(error="", processed_at__isnull=False).exists()
    assert Visit.objects.count() == 2


def test_the_password_of_the_turn_server_is_not_kept(told: Telling) -> None:
    started = told.started()
    started["room"]["nested"] = [{"turnPassword": "again"}]
    assert started["room"]["turnPassword"]

    deliver(started)

    stored = WebhookEvent.objects.get().payload
    assert "turnPassword" not in str(stored)
    assert stored["room"]["sid"] == told.sid


@pytest.mark.django_db
class TestNoneOfOurBusiness:
    def test_an_unknown_room_is_answered_and_stored(self, told: Telling) -> None:
        told.room = Room(name="somebody-elses-room")

        assert deliver(told.started()).status_code == 200

        assert WebhookEvent.objects.get().processed_at is not None

    def test_an_unknown_event_is_answered_and_stored(self, told: Telling) -> None:
        event = told.started() | {"event": "room_exploded"}

        assert deliver(event).status_code == 200

        assert WebhookEvent.objects.get().event == "room_exploded"
        assert WebhookEvent.objects.get().processed_at is not None

    def test_an_event_without_a_room_is_answered_and_stored(self, told: Telling) -> None:
        event = told.started()
        del event["room"]

        assert deliver(event).status_code == 200
        assert WebhookEvent.objects.get().processed_at is not None

    def test_a_name_from_the_future_of_livekit_is_no_error(self, told: Telling, now: datetime) -> None:
        event = told.joined("whoever", now, kind="HOLOGRAM", newField={"deep": [1, 2, 3]})

        assert deliver(event).status_code == 200


class TestAHandlerThatFails:
    """The row and its error stay, its effects are gone, the worker does it again."""

    @pytest.fixture(autouse=True)
    def _bug(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mend = monkeypatch.undo
        real = lifecycle.person_joined

        def breaks_half_way(*args: object, **kwargs: object) -> None:
            real(*args, **kwargs)  # type: ignore[arg-type]
            raise ZeroDivisionError("after the ledger was written")

        monkeypatch.setattr(lifecycle, "person_joined", breaks_half_way)

    def test_livekit_need_not_send_it_again(
        self, told: Telling, nadia: RoomParticipant, now: datetime
    ) -> None:
        effects = Effect.objects.count()

        assert deliver(told.joined(nadia, now)).status_code == 200

        row = WebhookEvent.objects.get()
        assert row.processed_at is None
        assert row.attempts == 1
        assert "ZeroDivisionError" in row.error
        assert not Visit.objects.exists()
        assert Effect.objects.count() == effects

    def test_the_worker_repeats_it(self, told: Telling, nadia: RoomParticipant, now: datetime) -> None:
        deliver(told.joined(nadia, now))
        self.mend()

        assert inbox.process_waiting(at=timezone.now() + timedelta(seconds=3)) == 1

        row = WebhookEvent.objects.get()
        assert row.processed_at is not None
        assert row.error == ""
        assert Visit.objects.count() == 1

    def test_it_waits_longer_each_time_but_never_above_five_minutes(
        self, told: Telling, nadia: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(nadia, now))
        waits = []
        at = timezone.now()
        for _ in range(12):
            row = WebhookEvent.objects.get()
            assert row.retry_at is not None
            waits.append(row.retry_at - at)
            at = row.retry_at
            inbox.process_waiting(at=at)

        assert waits[1:] == sorted(waits[1:])
        assert waits[-1] == inbox.LONGEST_BACKOFF

    def test_one_that_keeps_failing_does_not_hold_up_the_others(
        self, told: Telling, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(nadia, now))

        deliver(told.started())

        told.room.refresh_from_db()
        assert told.room.livekit_sid == told.sid

    def test_a_repetition_by_livekit_tries_again_too(
        self, told: Telling, nadia: RoomParticipant, now: datetime
    ) -> None:
        joined = told.joined(nadia, now)
        deliver(joined)
        self.mend()

        deliver(joined)

        assert WebhookEvent.objects.get().processed_at is not None
        assert Visit.objects.count() == 1


class TestInterrupted:
    def test_what_a_dead_process_stored_is_handled_by_the_worker(
        self, told: Telling, nadia: RoomParticipant, now: datetime
    ) -> None:
        assert inbox.store(told.joined(nadia, now)) is not None

        assert inbox.process_waiting(at=timezone.now()) == 0  # its own process may be at it
        assert inbox.process_waiting(at=timezone.now() + timedelta(seconds=6)) == 1
        assert Visit.objects.count() == 1

    def test_two_at_once_handle_it_once(self, told: Telling, nadia: RoomParticipant, now: datetime) -> None:
        row = inbox.store(told.joined(nadia, now))
        assert row is not None
        inbox.process(row, at=now)
        told.room.refresh_from_db()
        revision = told.room.revision

        assert inbox.process(row, at=now)

        told.room.refresh_from_db()
        assert told.room.revision == revision


class TestTheDatabaseIsBusy:
    def test_what_cannot_be_stored_is_sent_again(
        self, told: Telling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*args: object, **kwargs: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(WebhookEvent, "save", busy)

        response = deliver(told.started())

        assert response.status_code == 503
        assert response.json()["code"] == "database_busy"
        assert not WebhookEvent.objects.exists()

    @pytest.mark.parametrize(
        "error", [DatabaseError("database is locked"), InterfaceError("the connection is closed")]
    )
    def test_what_is_stored_is_answered_even_if_nothing_more_can_be_written(
        self, error: Exception, told: Telling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*args: object, **kwargs: object) -> None:
            raise error

        monkeypatch.setattr(QuerySet, "update", busy)

        assert deliver(told.started()).status_code == 200

        monkeypatch.undo()
        assert inbox.process_waiting(at=timezone.now() + timedelta(seconds=6)) == 1
        told.room.refresh_from_db()
        assert told.room.livekit_sid == told.sid
