"""A new room: its name, its times, and what its template and the host wish."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from rooms.models import Effect, Room, RoomTemplate
from tests.fakes.scene import MakeScene, Scene, minute, minutes_of


def test_a_room_of_a_confirmed_booking_is_pending(scene: Scene) -> None:
    room = scene.room
    assert (room.status, room.empty_timeout, room.max_participants) == ("pending", 300, 2)
    assert re.fullmatch(r"individual-[0-9a-f]{12}", room.name)
    assert minutes_of(room.opens_at) == -15
    assert minutes_of(room.closes_at) == 65
    assert minutes_of(room.last_moment_at) == 180
    assert (room.livekit_sid, room.started_at, room.ended_at) == ("", None, None)


@pytest.mark.parametrize(
    ("room_type", "seats", "extra", "config"),
    [
        ("individual", 2, 2, {"chat": False, "questions": False, "participant_screen_share": True}),
        ("group", 25, 0, {"chat": True, "questions": False, "participant_screen_share": True}),
        ("webinar", 100, 0, {"chat": True, "questions": True, "participant_screen_share": False}),
        ("broadcast", 1000, 0, {"chat": True, "questions": True, "participant_screen_share": False}),
    ],
)
def test_each_type_has_its_template(
    room_type: str, seats: int, extra: int, config: dict[str, bool], make_scene: MakeScene
) -> None:
    room = make_scene("session", room_type=room_type).room
    assert (room.max_participants, room.extra_seats) == (seats, extra)
    assert room.name.startswith(f"{room_type}-")
    assert {key: room.config[key] for key in config} == config
    room.full_clean()


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"capacity": 7}, {"max_participants": 7}),
        ({"recording": True}, {"recording_enabled": True}),
        ({"recording": False}, {"recording_enabled": False}),
        ({"waiting_room": "admit"}, {"waiting_room": "admit"}),
        ({"title": "x" * 400}, {"title": "x" * 300}),
        ({"dial_in": True}, {"dial_in_enabled": False}),
    ],
)
def test_the_host_has_the_last_word(
    wish: dict[str, Any], expected: dict[str, Any], make_scene: MakeScene
) -> None:
    room = make_scene(**wish).room
    assert {key: getattr(room, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("policy", "setting", "recorded"),
    [
        ("off", True, False),
        ("automatic", False, True),
        ("allowed", False, True),
        ("", True, True),
        ("", False, False),
    ],
)
def test_a_host_without_a_wish_gets_the_templates_recording(
    policy: str, setting: bool, recorded: bool, make_scene: MakeScene, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "LIVEKIT_DEFAULT_RECORDING_ENABLED": setting}
    RoomTemplate.objects.filter(room_type="individual").update(recording=policy)
    assert make_scene().room.recording_enabled is recorded


def test_dial_in_needs_the_setting_and_the_wish(make_scene: MakeScene, settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, "LIVEKIT_SIP_ENABLED": True}
    assert make_scene(dial_in=True).room.dial_in_enabled
    assert not make_scene(dial_in=None).room.dial_in_enabled


def test_without_any_template_there_still_is_a_room(make_scene: MakeScene, settings: Settings) -> None:
    RoomTemplate.objects.all().delete()
    settings.ROOMS = {**settings.ROOMS, "EMPTY_TIMEOUT": 77}
    room = make_scene().room
    assert (room.max_participants, room.empty_timeout, room.template) == (2, 77, None)


def test_a_template_that_is_no_default_serves_where_there_is_none(make_scene: MakeScene) -> None:
    RoomTemplate.objects.filter(room_type="individual").update(is_default=False, max_participants=3)
    assert make_scene().room.max_participants == 3


def test_an_edited_template_changes_the_rooms_to_come_and_not_this_one(make_scene: MakeScene) -> None:
    scene = make_scene()
    RoomTemplate.objects.filter(room_type="individual").update(
        max_participants=9, empty_timeout=77, waiting_room="admit", recording="allowed"
    )
    scene.changes(title="Another title")
    room = scene.sync(-60)
    assert room is not None
    assert room.title == "Another title"
    assert (room.max_participants, room.empty_timeout) == (2, 300)
    assert (room.waiting_room, room.recording_enabled) == ("off", False)
    assert make_scene().room.max_participants == 9


def test_its_making_is_announced_once(scene: Scene) -> None:
    scene.sync(-60)
    rows = Effect.objects.filter(room=scene.room)
    assert [row.payload["name"] for row in rows] == ["room_created"]


def test_names_do_not_repeat(make_scene: MakeScene) -> None:
    names = {make_scene().room.name for _ in range(20)}
    assert len(names) == Room.objects.count() == 20


@pytest.mark.parametrize(
    ("config", "code"),
    [
        (["chat"], "config_not_an_object"),
        ({"colour": "red"}, "config_unknown_key"),
        ({"chat": 1}, "config_wrong_type"),
        ({"extra_seats": True}, "config_wrong_type"),
    ],
)
def test_a_configuration_is_checked(config: Any, code: str, scene: Scene) -> None:
    room = scene.room
    room.config = config
    with pytest.raises(ValidationError) as refused:
        room.full_clean()
    assert refused.value.error_dict["config"][0].code == code


def test_the_window_opens_early_and_ends_with_the_last_possible_moment(
    make_scene: MakeScene, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "EARLY_MINUTES": 30, "MAX_OVERTIME_SECONDS": 600}
    room = make_scene().room
    assert (room.opens_at, room.last_moment_at) == (minute(-30), minute(70))
    assert not room.is_over(minute(69))
    assert room.is_over(minute(70)), "whether or not the worker has written it"
