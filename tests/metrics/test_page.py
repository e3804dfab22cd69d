"""`GET /metrics`: who may read it, and what it says."""

from datetime import datetime, timedelta
from math import isnan

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from rooms import beats, lifecycle, tallies
from rooms.api.shapes import REFUSALS
from rooms.metrics import views
from rooms.metrics.measuring import measure
from rooms.models import Beat, Effect, EndReason, RecordingStatus, Room, RoomRecording, WebhookEvent
from rooms.reconcile import report
from rooms.tallies import JOIN_REFUSED, KNOWN_LABELS, RECONCILE_REPAIR, TOKEN_FAILED
from tests.calls import room_of
from tests.conftest import MakeSession
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene
from tests.metrics.parsing import Family, parse

TOKEN = "0123456789abcdef0123456789abcdef"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _has_a_token(settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, "METRICS_TOKEN": TOKEN}


def read() -> dict[str, Family]:
    response = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return parse(response.content.decode())


def value(name: str, **labels: str) -> float:
    return read()[name].values[frozenset(labels.items())]


class TestWhoMayReadIt:
    def test_without_the_setting_there_is_no_such_page(self, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "METRICS_TOKEN": ""}

        for authorization in ("", "Bearer ", f"Bearer {TOKEN}"):
            response = Client().get("/metrics", headers={"Authorization": authorization})
            assert response.status_code == 404

    @pytest.mark.parametrize(
        "authorization", ["", TOKEN, "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"]
    )
    def test_whoever_has_not_the_token_learns_nothing(self, authorization: str) -> None:
        response = Client().get("/metrics", headers={"Authorization": authorization})

        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert b"rooms_" not in response.content
        assert TOKEN.encode() not in response.content

    def test_an_operator_who_is_logged_in_needs_it_too(self, staff: User) -> None:
        client = Client()
        client.force_login(staff)
        assert client.get("/metrics").status_code == 401

    def test_it_can_only_be_read(self) -> None:
        headers = {"Authorization": f"bearer {TOKEN}"}
        assert Client().head("/metrics", headers=headers).status_code == 200
        assert Client().post("/metrics", headers=headers).status_code == 405

    def test_a_database_that_is_away_is_said_and_not_raised(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*, at: datetime) -> None:
            raise OperationalError("could not connect to 10.0.0.7")

        monkeypatch.setattr(views, "measure", away)

        response = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

        assert response.status_code == 503
        assert b"10.0.0.7" not in response.content


class TestAnEmptySite:
    def test_everything_is_there_from_the_beginning(self) -> None:
        found = read()

        assert len(found) >= 15
        assert all(name.startswith("rooms_") for name in found)
        assert {sum(found[name].values.values()) for name in found if name.endswith("_total")} == {0}
        assert set(found["rooms_open"].values.values()) == {0}

    def test_what_is_not_known_is_no_number(self) -> None:
        found = read()

        for name in ("rooms_webhook_age_seconds", "rooms_worker_age_seconds", "rooms_livekit_up"):
            assert isnan(found[name].values[frozenset()])
        assert found["rooms_webhook_oldest_waiting_seconds"].values[frozenset()] == 0

    def test_each_code_that_a_refusal_can_have_is_a_label_from_the_first_scrape_on(self) -> None:
        assert set(KNOWN_LABELS[JOIN_REFUSED]) == set(REFUSALS)

    def test_each_kind_of_repair_too(self) -> None:
        kinds = {word for name, word in vars(report).items() if name.isupper()}
        assert set(KNOWN_LABELS[RECONCILE_REPAIR]) == kinds


class TestRooms:
    def test_they_are_counted_by_status_and_type(
        self, room: Room, make_session: MakeSession, livekit: FakeLiveKit
    ) -> None:
        room_of(make_session("workshop"))
        ended = room_of(make_session("webinar"))
        with lifecycle.locked_room(pk=ended.pk) as locked:
            lifecycle.end_room(locked, EndReason.OPERATOR, ended_at=timezone.now(), at=timezone.now())

        found = read()

        rooms = {labels: count for labels, count in found["rooms_open"].values.items() if count}
        assert rooms == {
            frozenset({("status", "pending"), ("type", "individual")}): 1,
            frozenset({("status", "pending"), ("type", "group")}): 1,
        }
        assert found["rooms_statements_waiting"].values[frozenset()] == 1

    def test_people_and_their_connections(self, scene: Scene) -> None:
        scene.comes("jonas", 0, sid="PA_phone")
        scene.comes("jonas", 1, sid="PA_laptop")
        scene.comes("nadia", 2)

        found = read()

        assert found["rooms_people_inside"].values[frozenset({("type", "individual")})] == 2
        assert found["rooms_visits_open"].values[frozenset()] == 3
        assert found["rooms_open"].values[frozenset({("status", "in_use"), ("type", "individual")})] == 1


def event(number: int, *, received: timedelta, **facts: object) -> WebhookEvent:
    now = timezone.now()
    row = WebhookEvent.objects.create(
        event_id=f"EV_{number}", event="room_started", created_at=now, payload={}, **facts
    )
    WebhookEvent.objects.filter(pk=row.pk).update(received_at=now - received)
    return row


class TestTheInbox:
    def test_the_age_is_that_of_the_latest_that_livekit_sent(self) -> None:
        event(1, received=timedelta(minutes=9), processed_at=timezone.now())
        event(2, received=timedelta(minutes=2), processed_at=timezone.now())
        event(3, received=timedelta(minutes=1), processed_at=timezone.now(), source="reconcile")

        assert 120 <= value("rooms_webhook_age_seconds") < 180
        assert value("rooms_webhooks_waiting") == 0

    def test_what_waits_and_what_fails(self) -> None:
        event(1, received=timedelta(minutes=3), attempts=4)
        event(2, received=timedelta(minutes=1))

        assert value("rooms_webhooks_waiting") == 2
        assert value("rooms_webhooks_failing") == 1
        assert 180 <= value("rooms_webhook_oldest_waiting_seconds") < 240


class TestEffects:
    def test_by_kind_what_waits_what_fails_and_what_is_stuck(self) -> None:
        now = timezone.now()
        failed = {"last_error": "ConnectionError"}
        Effect.objects.create(kind="signal", key="a", due_at=now)
        Effect.objects.create(kind="signal", key="b", due_at=now, attempts=Effect.STUCK_AFTER, **failed)
        Effect.objects.create(kind="signal", key="e", due_at=now, attempts=2, **failed)
        Effect.objects.create(kind="signal", key="f", due_at=now, attempts=1)  # the first try is under way
        Effect.objects.create(kind="end_room", key="c", due_at=now + timedelta(hours=1))
        Effect.objects.create(kind="end_room", key="d", due_at=now, attempts=20, done_at=now)

        assert value("rooms_effects_waiting", kind="signal") == 4
        assert value("rooms_effects_failing", kind="signal") == 2
        assert value("rooms_effects_stuck", kind="signal") == 1
        assert value("rooms_effects_waiting", kind="end_room") == 1
        assert value("rooms_effects_failing", kind="end_room") == 0
        assert value("rooms_effects_stuck", kind="end_room") == 0

    def test_how_long_nobody_has_come_to_do_what_is_due(self) -> None:
        now = timezone.now()
        Effect.objects.create(kind="signal", key="a", due_at=now - timedelta(minutes=10), attempts=1)
        Effect.objects.create(kind="signal", key="b", due_at=now + timedelta(minutes=10))
        assert value("rooms_effect_oldest_due_seconds") == 0

        Effect.objects.create(kind="signal", key="c", due_at=now - timedelta(minutes=5))
        assert 300 <= value("rooms_effect_oldest_due_seconds") < 360


class TestSignsOfLife:
    def test_worker_and_livekit(self) -> None:
        now = timezone.now()
        beats.worker_ticks(at=now - timedelta(seconds=40), started=True)
        beats.livekit_answered(at=now - timedelta(seconds=70))
        Beat.objects.filter(kind=beats.LIVEKIT).update(ahead_seconds=-1.25)

        assert 40 <= value("rooms_worker_age_seconds") < 60
        assert 70 <= value("rooms_livekit_age_seconds") < 90
        assert value("rooms_livekit_up") == 1
        assert value("rooms_livekit_clock_ahead_seconds") == -1.25

        beats.livekit_is_down(at=now)
        assert value("rooms_livekit_up") == 0


class TestCounts:
    def test_repairs_refusals_and_failures(self) -> None:
        tallies.count(RECONCILE_REPAIR, "missed_leave", by=3)
        tallies.count(JOIN_REFUSED, "too_early")
        tallies.count(TOKEN_FAILED, "livekit_unavailable", by=2)
        tallies.count(TOKEN_FAILED, "a_new_one")

        assert value("rooms_reconcile_repairs_total", kind="missed_leave") == 3
        assert value("rooms_reconcile_repairs_total", kind="missed_join") == 0
        assert value("rooms_join_refused_total", code="too_early") == 1
        assert value("rooms_token_failed_total", code="livekit_unavailable") == 2
        assert value("rooms_token_failed_total", code="a_new_one") == 1


class TestRecordings:
    def recording(self, scene: Scene, status: RecordingStatus, *, check_in: float, ended: float) -> None:
        now = timezone.now()
        RoomRecording.objects.bulk_create(
            [
                RoomRecording(
                    room=scene.room,
                    status=status,
                    storage_key=str(status),
                    consent="off",
                    requested_at=now,
                    check_at=now + timedelta(seconds=check_in),
                    ended_at=now - timedelta(seconds=ended),
                )
            ]
        )

    def test_by_what_they_are_doing_and_whether_anybody_looks(self, scene: Scene) -> None:
        assert value("rooms_recordings", status="active") == 0
        assert value("rooms_recording_look_late_seconds") == 0
        self.recording(scene, RecordingStatus.ACTIVE, check_in=4, ended=0)
        self.recording(scene, RecordingStatus.PROCESSING, check_in=-40, ended=100)

        assert value("rooms_recordings", status="active") == 1
        assert value("rooms_recordings", status="processing") == 1
        assert value("rooms_recordings", status="starting") == 0
        assert 40 <= value("rooms_recording_look_late_seconds") < 60
        assert 100 <= value("rooms_recording_oldest_prepared_seconds") < 120

    def test_how_they_came_out_is_there_from_the_first_scrape_on(self) -> None:
        for how in ("ready", "short", "failed", "given_up"):
            assert value("rooms_recordings_ended_total", how=how) == 0


def test_the_number_of_queries_does_not_grow_with_what_there_is(scene: Scene, livekit: FakeLiveKit) -> None:
    with CaptureQueriesContext(connection) as few:
        measure(at=timezone.now())
    for number in range(12):
        scene.comes("jonas", number, sid=f"PA_{number}")
        event(number, received=timedelta(minutes=number), attempts=number % 3)
        Effect.objects.create(kind=f"kind_{number}", key=str(number), due_at=timezone.now())
        tallies.count(JOIN_REFUSED, f"code_{number}")

    with CaptureQueriesContext(connection) as many:
        measure(at=timezone.now())

    assert len(few) == len(many) <= 9
