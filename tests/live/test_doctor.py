"""`manage.py rooms_doctor` beside a real LiveKit: all is well, and what it says of one that is set up wrong."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from dev.livekit import LiveKitServer
from rooms import beats, livekit
from rooms.doctor import CHECKS, auto_create, browser_address, keys, webhook
from rooms.models import WebhookEvent
from tests.live.caller import wait_until
from tests.live.worker import Worker


def examine() -> dict[str, Any]:
    said = StringIO()
    call_command("rooms_doctor", "--json", stdout=said)
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def test_all_is_well_and_a_signed_webhook_came_back(
    worker: Worker, reporting_livekit: LiveKitServer, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    wait_until(lambda: beats.get(beats.LIVEKIT) is not None, what="the worker has reconciled")

    found = examine()

    states = {check["check"]: check["state"] for check in found["checks"]}
    # This site does not record.
    not_set_up = dict.fromkeys(("recordings", "recorder", "recording_page"), "skipped")
    assert states == dict.fromkeys(CHECKS, "well") | not_set_up, found
    assert found["well"]
    assert WebhookEvent.objects.filter(event="room_started", room_name__startswith="rooms-doctor-").exists()
    wait_until(lambda: not livekit.list_rooms(), what="its rooms are gone")
    assert reporting_livekit.secret not in json.dumps(found)
    assert reporting_livekit.key not in json.dumps(found)


class TestSetUpWrong:
    @pytest.mark.django_db
    def test_a_livekit_that_tells_us_nothing(
        self, livekit_settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(webhook, "PATIENCE_SECONDS", 1.0)

        assert webhook.look().state == "wrong"
        assert livekit.list_rooms() == []

    def test_a_setting_that_says_that_it_makes_rooms(self, livekit_settings: Settings) -> None:
        assert auto_create.look().state == "well"

        livekit_settings.ROOMS = {**livekit_settings.ROOMS, "LIVEKIT_AUTO_CREATE": True}

        assert auto_create.look().state == "wrong"

    def test_another_secret(self, livekit_settings: Settings) -> None:
        livekit_settings.ROOMS = {**livekit_settings.ROOMS, "LIVEKIT_API_SECRET": "another" * 8}

        found = keys.look()

        assert (found.state, "LIVEKIT_API_SECRET" in found.next_step) == ("wrong", True)

    def test_an_address_with_something_before_it(
        self, livekit_settings: Settings, livekit_server: LiveKitServer
    ) -> None:
        livekit_settings.ALLOWED_HOSTS = ["127.0.0.1"]
        livekit_settings.ROOMS = {**livekit_settings.ROOMS, "LIVEKIT_PUBLIC_URL": livekit_server.ws_url}
        assert browser_address.look().state == "well"

        livekit_settings.ROOMS = {
            **livekit_settings.ROOMS,
            "LIVEKIT_PUBLIC_URL": f"{livekit_server.ws_url}/livekit",
        }
        assert browser_address.look().state == "wrong"
