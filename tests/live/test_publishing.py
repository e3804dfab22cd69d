"""What a client of somebody's own making can send with our tokens: what they say, and no more."""

from collections.abc import Callable

import pytest

from dev.livekit import LiveKitServer
from rooms import livekit
from rooms.models.choices import Role, RoomType
from tests.live.caller import Caller, wait_until
from tests.live.granting import HOST, token, try_to_publish

pytestmark = pytest.mark.usefixtures("livekit_settings")

MakeCaller = Callable[[str], Caller]


def test_nobody_sees_the_viewers_of_a_broadcast_and_they_see_the_host(
    room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
) -> None:
    nadia = caller("Nadia").join(
        livekit_server.ws_url, token(room_name, HOST, room_type=RoomType.BROADCAST, role=Role.HOST)
    )
    nadia.show_camera()
    viewers = [
        caller(identity).join(
            livekit_server.ws_url,
            token(room_name, identity, room_type=RoomType.BROADCAST, role=Role.VIEWER),
        )
        for identity in ("8-0a1b2c3d", "9-4e5f6071")
    ]

    wait_until(
        lambda: all(viewer.receives_from(HOST) == {"SOURCE_CAMERA"} for viewer in viewers),
        what="everybody watches",
    )
    assert [viewer.sees for viewer in viewers] == [{HOST}, {HOST}]
    assert nadia.sees == set()
    assert len([p for p in livekit.list_participants(room_name) if p.hidden]) == 2


def test_where_the_template_keeps_the_screen_camera_and_microphone_are_left(
    room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
) -> None:
    jonas = caller("Jonas").join(livekit_server.ws_url, token(room_name, screen=False))

    assert try_to_publish(jonas) == ["camera", "microphone"]
