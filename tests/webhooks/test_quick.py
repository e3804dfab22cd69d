"""Slow work never happens in the request: no network, no host code, whatever is delivered."""

import socket
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

import rooms.livekit.connection
from rooms import lifecycle
from rooms.host import Host
from rooms.models import EndReason, Room, RoomParticipant, WebhookEvent
from tests.webhooks.delivery import deliver
from tests.webhooks.recorded import EVENTS, event, scene
from tests.webhooks.telling import Telling, begun_at


class Untouchable(Host):
    """Whatever is asked of it is one question too many."""

    asked: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            Untouchable.asked.append(name)
            raise AssertionError(f"the host was asked: {name}")
        return super().__getattribute__(name)


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """From now on the host and the network are out of bounds."""

    def no_network(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was touched")

    Untouchable.asked.clear()
    settings.ROOMS = {**settings.ROOMS, "HOST": f"{__name__}.Untouchable"}
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(rooms.livekit.connection, "call", no_network)
    monkeypatch.setattr(rooms.livekit, "call", no_network)


def assert_handled() -> None:
    # A handler's own errors are stored, not raised: look at the rows.
    assert WebhookEvent.objects.exists()
    assert not WebhookEvent.objects.exclude(error="").exists()
    assert Untouchable.asked == []


@pytest.fixture
def people(nadia: RoomParticipant, jonas: RoomParticipant) -> dict[str, str]:
    return {"nadia": nadia.identity, "jonas": jonas.identity}


@pytest.mark.parametrize("name", ["one_call", "removed", "room_deleted", "crashed", "helpers"])
def test_a_whole_call(
    name: str, room: Room, people: dict[str, str], now: datetime, request: pytest.FixtureRequest
) -> None:
    events = begun_at(scene(name, room_name=room.name, **people), now - timedelta(minutes=10))
    request.getfixturevalue("sealed")

    for told in events:
        assert deliver(told).status_code == 200

    assert_handled()


@pytest.mark.parametrize("name", EVENTS)
def test_every_kind_of_event_in_an_ended_room(
    name: str, room: Room, people: dict[str, str], now: datetime, request: pytest.FixtureRequest
) -> None:
    """Here the outcome is made anew and people are put out: the busiest path of all."""
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.HOST, ended_at=now - timedelta(minutes=5), at=now)
    told = event(name)
    told.setdefault("room", {})["name"] = room.name
    if "egressInfo" in told:
        told["egressInfo"]["roomName"] = room.name
    request.getfixturevalue("sealed")

    assert deliver(told).status_code == 200

    assert_handled()


def test_a_removed_person_who_returns(
    told: Telling, jonas: RoomParticipant, now: datetime, request: pytest.FixtureRequest
) -> None:
    with lifecycle.locked_room(pk=told.room.pk) as room:
        lifecycle.remove(room, room.participants.get(pk=jonas.pk), at=now)
    request.getfixturevalue("sealed")

    deliver(told.joined(jonas, now + timedelta(seconds=1)))

    assert_handled()
