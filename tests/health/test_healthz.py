"""`GET /healthz`: may traffic come here, and if not, why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dev import ports
from rooms import beats
from rooms.models import Effect
from tests.fakes.livekit import FakeLiveKit
from tests.recordings.worker import recorder_that_answers

pytestmark = pytest.mark.django_db


def ask() -> tuple[int, dict[str, Any]]:
    response = Client().get("/healthz")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.json()


@pytest.fixture
def working(livekit: FakeLiveKit) -> FakeLiveKit:
    """Everything is there, and the worker has just ticked."""
    beats.worker_ticks(at=timezone.now(), started=True)
    return livekit


@pytest.mark.usefixtures("working")
class TestAllIsWell:
    def test_it_says_so(self) -> None:
        assert ask() == (
            200,
            {"database": "ok", "livekit": "ok", "worker": "ok", "stuck_effects": 0},
        )

    def test_nobody_has_to_log_in_and_nothing_is_written(self) -> None:
        assert Client().head("/healthz").status_code == 200
        assert Client().post("/healthz").status_code == 405

    def test_stuck_effects_are_a_number_not_an_alarm(self) -> None:
        now = timezone.now()
        Effect.objects.create(kind="signal", key="a", due_at=now, attempts=Effect.STUCK_AFTER)
        Effect.objects.create(kind="signal", key="b", due_at=now, attempts=Effect.STUCK_AFTER - 1)
        Effect.objects.create(kind="signal", key="c", due_at=now, attempts=20, done_at=now)

        status, report = ask()

        assert (status, report["stuck_effects"]) == (200, 1)

    def test_where_a_recorder_is_configured_it_is_told_of_too(self, settings: Settings) -> None:
        with recorder_that_answers(200) as url:
            settings.ROOMS = {**settings.ROOMS, "RECORDER_HEALTH_URL": url}
            assert ask() == (
                200,
                {"database": "ok", "livekit": "ok", "worker": "ok", "recorder": "ok", "stuck_effects": 0},
            )

    def test_without_a_recorder_people_still_meet(self, settings: Settings) -> None:
        """It is told, and takes no traffic away: nobody could come in for want of a recording."""
        settings.ROOMS = {**settings.ROOMS, "RECORDER_HEALTH_URL": f"http://127.0.0.1:{ports.choose()}/"}

        status, report = ask()

        assert (status, report["recorder"]) == (200, "silent")


class TestSomethingIsWrong:
    def test_livekit_does_not_answer(self, working: FakeLiveKit) -> None:
        working.is_down = True

        status, report = ask()

        assert status == 503
        assert report["livekit"] != "ok"
        assert (report["database"], report["worker"]) == ("ok", "ok")

    @pytest.mark.parametrize("key", ["LIVEKIT_HOST", "LIVEKIT_API_SECRET"])
    @pytest.mark.django_db
    def test_a_setting_is_missing(self, key: str, settings: Settings) -> None:
        beats.worker_ticks(at=timezone.now(), started=True)
        settings.ROOMS = {**settings.ROOMS, key: ""}

        status, report = ask()

        assert status == 503
        assert key in report["livekit"]

    def test_no_worker_was_ever_seen(self, livekit: FakeLiveKit) -> None:
        status, report = ask()

        assert status == 503
        assert "rooms_worker" in report["worker"]

    def test_the_worker_is_silent(self, livekit: FakeLiveKit) -> None:
        beats.worker_ticks(at=timezone.now() - timedelta(seconds=45), started=True)

        status, report = ask()

        assert status == 503
        assert report["worker"].startswith("silent for 4")

    @pytest.mark.usefixtures("working")
    def test_the_database_does_not_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> None:
            raise OperationalError("could not connect to 10.0.0.7, user estuary")

        monkeypatch.setattr(connection, "cursor", away)

        status, report = ask()

        assert status == 503
        assert report["database"] == "does not answer"
        assert report["worker"] == "unknown"
        assert "10.0.0.7" not in str(report)
