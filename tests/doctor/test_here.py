"""What the doctor sees without LiveKit: settings, database, host, worker; and what it hears, or does not."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from rooms import beats
from rooms.doctor import clock, database, host, webhook, worker
from rooms.doctor import settings as settings_check
from rooms.host import Host, Kind, get_host
from rooms.models import WebhookEvent
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking


class TestSettings:
    def test_the_first_word_of_the_check_and_how_many_more(self, settings: Settings) -> None:
        assert settings_check.look().state == "well"
        settings.ROOMS = {**settings.ROOMS, "CLOSE": "never", "IDENTITY": "none"}

        found = settings_check.look()

        assert found.state == "wrong"
        assert "rooms.E007" in found.says
        assert "1 more" in found.says
        assert found.next_step


@pytest.mark.django_db
class TestDatabase:
    def test_it_is_well(self) -> None:
        assert database.look().state == "well"

    def test_a_migration_was_forgotten(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT MAX(name) FROM django_migrations WHERE app = 'rooms'")
            (latest,) = cursor.fetchone()
            cursor.execute("DELETE FROM django_migrations WHERE app = 'rooms' AND name = %s", [latest])

        found = database.look()

        assert (found.state, found.next_step) == ("wrong", "manage.py migrate")
        assert f"rooms.{latest}" in found.says

    def test_it_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*arguments: object) -> None:
            raise OperationalError("could not connect to 10.0.0.7, user estuary")

        monkeypatch.setattr(connection, "cursor", away)

        found = database.look()

        assert found.state == "wrong"
        assert "10.0.0.7" not in found.says

    def test_sqlite_that_cannot_wait(self, monkeypatch: pytest.MonkeyPatch) -> None:
        if connection.vendor != "sqlite":
            assert "PostgreSQL" in database.look().says
            return
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        assert '"transaction_mode": "IMMEDIATE"' in database.look().next_step


class Broken(Host):
    def describe(self, kind: Kind, refs: Collection[str]) -> Mapping[str, Any]:
        raise KeyError(kind)


class Knows(Host):
    """Answers for what does not exist, or not for what it named."""

    def __init__(self, known: object, named: Iterable[tuple[Kind, str]] = ()) -> None:
        self._known, self._named = known, named

    def describe(self, kind: Kind, refs: Collection[str]) -> Any:
        return self._known

    def subjects_between(self, since: datetime, until: datetime) -> Iterable[tuple[Kind, str]]:
        return self._named


class TestHost:
    def test_it_answers(self, booking: Booking) -> None:
        found = host.look()

        assert found.state == "well"
        assert re.search(r"; [1-9]\d* subjects", found.says)

    def test_it_cannot_be_loaded(self, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "HOST": "no.such.Host"}
        assert "cannot be used" in host.look().says

    @pytest.mark.parametrize(
        ("answers", "word"),
        [
            (Broken(), "raised KeyError at test_here.py:"),
            (Knows(None), "answers no Subjects"),
            (Knows({"rooms-doctor": "yes"}), "answers no Subjects"),
            (Knows({}, [("booking", "7")]), "describe does not know it"),
        ],
    )
    def test_it_does_not_answer_what_it_promises(
        self, answers: Host, word: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(host, "get_host", lambda: answers)

        found = host.look()

        assert found.state == "wrong"
        assert word in found.says
        assert "docs/adopt.md" in found.next_step or "same rows" in found.next_step

    @pytest.mark.django_db
    def test_it_knows_what_does_not_exist(self, booking: Booking, monkeypatch: pytest.MonkeyPatch) -> None:
        real = get_host()
        subject = real.describe("booking", [str(booking.pk)])[str(booking.pk)]
        monkeypatch.setattr(host, "get_host", lambda: Knows({host.NOBODYS: subject}))

        assert "which does not exist" in host.look().says


@pytest.mark.django_db
class TestWorker:
    def test_it_ticks(self) -> None:
        beats.worker_ticks(at=timezone.now(), started=True)
        assert worker.look().state == "well"

    def test_it_has_never_run(self) -> None:
        assert "rooms_worker" in worker.look().next_step

    @pytest.mark.parametrize(
        ("silent", "words"),
        [(timedelta(seconds=50), "50 s"), (timedelta(minutes=9), "9 min"), (timedelta(days=2), "48 h")],
    )
    def test_it_is_silent(self, silent: timedelta, words: str) -> None:
        beats.worker_ticks(at=timezone.now() - silent, started=True)

        found = worker.look()

        assert found.state == "wrong"
        assert f"silent for {words}" in found.says

    def test_it_ticks_and_livekit_does_not_answer_it(self) -> None:
        hours_ago = timezone.now() - timedelta(hours=3)
        beats.worker_ticks(at=hours_ago, started=True)
        beats.livekit_answered(at=hours_ago)
        for seconds in range(0, 3 * 3600 + 1, 50):
            beats.worker_ticks(at=hours_ago + timedelta(seconds=seconds))

        found = worker.look()

        assert found.state == "wrong"
        assert found.next_step.endswith("rooms_reconcile")

    def test_one_that_has_just_come_back_has_the_time_to_ask(self) -> None:
        beats.livekit_answered(at=timezone.now() - timedelta(hours=3))
        beats.worker_ticks(at=timezone.now(), started=True)
        assert worker.look().state == "well"


class TestClock:
    def test_both_clocks_say_the_same(self, livekit: FakeLiveKit) -> None:
        assert clock.look().state == "well"
        assert livekit.rooms == {}

    @pytest.mark.parametrize(("ahead", "word"), [(30, "ahead of"), (-30, "behind")])
    def test_livekits_is_another(
        self, ahead: int, word: str, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tests.fakes import livekit as fakes

        real = timezone.now
        monkeypatch.setattr(
            fakes,
            "timezone",
            type("Clock", (), {"now": staticmethod(lambda: real() + timedelta(seconds=ahead))}),
        )

        found = clock.look()

        assert found.state == "wrong"
        assert word in found.says

    def test_livekit_is_down(self, livekit: FakeLiveKit) -> None:
        livekit.is_down = True
        assert clock.look().state == "wrong"


@pytest.mark.django_db
class TestWebhook:
    @pytest.fixture(autouse=True)
    def _in_a_hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(webhook, "PATIENCE_SECONDS", 0.1)

    def test_nothing_comes_back(self, livekit: FakeLiveKit) -> None:
        found = webhook.look()

        assert found.state == "wrong"
        assert "no webhook ever came" in found.says
        assert "/api/webhooks/livekit/" in found.next_step
        assert "ALLOWED_HOSTS" in found.next_step
        assert livekit.rooms == {}

    def test_but_others_did(self, livekit: FakeLiveKit) -> None:
        row = WebhookEvent.objects.create(
            event_id="EV_1", event="room_started", created_at=timezone.now(), payload={}
        )
        WebhookEvent.objects.filter(pk=row.pk).update(received_at=timezone.now() - timedelta(minutes=7))

        assert "the latest webhook came 7 min ago" in webhook.look().says

    def test_the_site_has_no_address_for_it(self, settings: Settings) -> None:
        settings.ROOT_URLCONF = "tests.doctor.no_urls"
        assert 'include("rooms.urls")' in webhook.look().next_step
