"""The recorded webhooks are what they claim to be."""

import re

import pytest
from google.protobuf.json_format import ParseDict
from livekit.protocol.webhook import WebhookEvent

from tests.webhooks.egress import constructed
from tests.webhooks.record import NOT_A_PASSWORD
from tests.webhooks.recorded import EVENTS, SCENES, event, scene

SCENE_NAMES = sorted(file.stem for file in SCENES.glob("*.json"))


def names(of: str) -> list[str]:
    return [found["event"] for found in scene(of)]


def reasons(of: str) -> list[str]:
    return [
        found["participant"]["disconnectReason"]
        for found in scene(of)
        if found["event"] == "participant_left"
    ]


def test_there_is_one_of_every_event_that_the_app_handles() -> None:
    assert set(EVENTS) == {
        "room_started",
        "room_finished",
        "participant_joined",
        "participant_left",
        "participant_connection_aborted",
        "track_published",
        "track_unpublished",
        "egress_started",
        "egress_updated",
        "egress_ended",
    }


@pytest.mark.parametrize("name", EVENTS)
def test_each_is_an_event_to_livekits_own_parser(name: str) -> None:
    parsed = ParseDict(event(name), WebhookEvent(), ignore_unknown_fields=True)

    assert parsed.event == name
    assert re.fullmatch(r"EV_\w+", parsed.id)
    assert parsed.created_at > 1_700_000_000


def test_the_egress_events_are_those_that_the_definitions_give() -> None:
    for built in constructed():
        assert event(built["event"]) == built


@pytest.mark.parametrize("name", SCENE_NAMES)
def test_a_scene_is_one_incarnation_of_one_room_from_its_start_to_its_end(name: str) -> None:
    events = scene(name)

    assert len({found["room"]["sid"] for found in events}) == 1
    assert len({found["id"] for found in events}) == len(events)
    assert [found["event"] for found in (events[0], events[-1])] == ["room_started", "room_finished"]


@pytest.mark.parametrize("name", SCENE_NAMES)
def test_no_password_is_kept(name: str) -> None:
    passwords = {found["room"].get("turnPassword", NOT_A_PASSWORD) for found in scene(name)}

    assert passwords == {NOT_A_PASSWORD}


def test_the_scenes_tell_every_way_to_leave() -> None:
    assert reasons("one_call") == ["CLIENT_INITIATED", "CLIENT_INITIATED"]
    assert reasons("removed") == ["PARTICIPANT_REMOVED"]
    assert reasons("room_deleted") == ["ROOM_DELETED", "ROOM_DELETED"]
    assert reasons("same_person_twice") == ["DUPLICATE_IDENTITY", "CLIENT_INITIATED"]
    assert reasons("crashed") == ["CONNECTION_TIMEOUT"]
    assert reasons("never_got_in") == []


def test_a_crash_is_noticed_after_twenty_seconds() -> None:
    joined, left = (
        next(found for found in scene("crashed") if found["event"] == name)
        for name in ("participant_joined", "participant_left")
    )

    assert 19 <= int(left["createdAt"]) - int(joined["createdAt"]) <= 25


def test_a_hidden_viewer_is_told_like_everybody_else() -> None:
    [joined] = [found for found in scene("hidden_viewer") if found["event"] == "participant_joined"]

    assert joined["participant"]["permission"]["hidden"]


def test_helpers_can_be_told_from_people() -> None:
    recorder, agent = (
        found["participant"] for found in scene("helpers") if found["event"] == "participant_joined"
    )

    assert recorder["permission"]["recorder"]
    assert agent["kind"] == "AGENT"


def test_a_scene_can_happen_in_a_room_of_ours_to_people_of_ours() -> None:
    events = scene("one_call", room_name="individual-000000000001", nadia="3-n", jonas="4-j")

    assert {found["room"]["name"] for found in events} == {"individual-000000000001"}
    assert {found["participant"]["identity"] for found in events if "participant" in found} == {"3-n", "4-j"}
    assert names("one_call") == [found["event"] for found in events]
