"""What callers of `rooms.livekit` rely on: the same tests for the real server and for the one in memory.

A subclass brings the fixtures `room_name` (a living room), `enters` (somebody connects to a room) and `hears`
(what somebody inside has been sent).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rooms import livekit
from rooms.exceptions import LiveKitNotFound, LiveKitUnavailable
from rooms.livekit import LiveKitParticipant

#: Room name and identity in; the SID of the connection out.
Enters = Callable[[str, str], str]
#: Room name, identity and how many to wait for in; topic, data and sender of what arrived out.
Hears = Callable[[str, str, int], list[tuple[str, bytes, str]]]

JONAS = "7-jonas@example.org"
NOBODYS = "individual-000000000000"


class GatewayContract:
    def test_a_room_is_made_and_listed(self, room_name: str) -> None:
        [room] = livekit.list_rooms([room_name])

        assert room.name == room_name
        assert room.sid.startswith("RM_")
        assert abs(room.created_at - datetime.now(UTC)) < timedelta(seconds=5)
        assert room_name in [listed.name for listed in livekit.list_rooms()]

    def test_its_answers_tell_its_clock(self, room_name: str) -> None:
        livekit.list_rooms([room_name])

        ahead = livekit.clock_difference()
        assert ahead is not None
        assert abs(ahead) < 1, "it runs on this machine"

    def test_making_it_again_changes_nothing(self, room_name: str) -> None:
        [room] = livekit.list_rooms([room_name])

        assert livekit.create_room(room_name, 5, 5, 2).sid == room.sid

    def test_a_deleted_room_is_gone_and_deleting_it_again_says_so(self, room_name: str) -> None:
        livekit.delete_room(room_name)

        assert livekit.list_rooms([room_name]) == []
        with pytest.raises(LiveKitNotFound):
            livekit.delete_room(room_name)

    def test_a_room_of_the_same_name_is_another_incarnation(self, room_name: str) -> None:
        [former] = livekit.list_rooms([room_name])
        livekit.delete_room(room_name)

        assert livekit.create_room(room_name, 300, 300, 27).sid != former.sid

    def test_names_that_do_not_live_are_left_out(self, room_name: str) -> None:
        assert [room.name for room in livekit.list_rooms([room_name, NOBODYS])] == [room_name]

    def test_no_names_are_no_rooms(self, room_name: str) -> None:
        assert livekit.list_rooms([]) == []

    def test_an_unknown_room_has_nobody_in_it(self, room_name: str) -> None:
        assert livekit.list_participants(NOBODYS) == []

    def test_who_is_inside_is_listed(self, room_name: str, enters: Enters) -> None:
        sid = enters(room_name, JONAS)

        [jonas] = livekit.list_participants(room_name)
        assert (jonas.sid, jonas.identity, jonas.state, jonas.kind) == (sid, JONAS, "ACTIVE", "STANDARD")
        assert abs(jonas.joined_at - datetime.now(UTC)) < timedelta(seconds=5)
        assert not jonas.is_helper

    def test_the_same_identity_again_is_another_connection_in_the_place_of_the_first(
        self, room_name: str, enters: Enters
    ) -> None:
        first = enters(room_name, JONAS)
        second = enters(room_name, JONAS)

        assert first != second
        assert [p.sid for p in livekit.list_participants(room_name)] == [second]

    def test_who_is_removed_is_out_and_may_come_in_again(self, room_name: str, enters: Enters) -> None:
        enters(room_name, JONAS)
        livekit.remove_participant(room_name, JONAS)

        assert livekit.list_participants(room_name) == []
        sid = enters(room_name, JONAS)
        assert [p.sid for p in livekit.list_participants(room_name)] == [sid]

    def test_removing_somebody_who_is_not_there_says_so(self, room_name: str) -> None:
        with pytest.raises(LiveKitNotFound):
            livekit.remove_participant(room_name, JONAS)
        with pytest.raises(LiveKitNotFound):
            livekit.remove_participant(NOBODYS, JONAS)

    def test_who_may_not_publish_any_more_is_marked_and_later_unmarked(
        self, room_name: str, enters: Enters
    ) -> None:
        sid = enters(room_name, JONAS)

        def may(*sources: str, mark: str) -> dict[str, str]:
            livekit.set_rights(
                room_name,
                JONAS,
                can_publish_sources=sources,
                can_publish_data=True,
                hidden=False,
                attributes={"held_back": mark},
            )
            [jonas] = livekit.list_participants(room_name)
            assert (jonas.sid, jonas.hidden) == (sid, False)
            return jonas.attributes

        assert may(mark="1")["held_back"] == "1"
        assert "held_back" not in may("camera", "microphone", mark="")

    def test_rights_are_given_back_as_they_were_listed(self, room_name: str, enters: Enters) -> None:
        enters(room_name, JONAS)
        [before] = livekit.list_participants(room_name)

        def given(permission: dict[str, Any]) -> LiveKitParticipant:
            livekit.set_permission(room_name, JONAS, permission, attributes={})
            [jonas] = livekit.list_participants(room_name)
            return jonas

        less = given({**before.permission, "canPublish": False, "hidden": True})
        assert less.hidden
        assert not less.permission.get("canPublish")
        assert given(before.permission).permission == before.permission

    def test_changing_the_rights_of_somebody_who_is_not_there_says_so(self, room_name: str) -> None:
        for name in (room_name, NOBODYS):
            with pytest.raises(LiveKitNotFound):
                livekit.set_rights(
                    name,
                    JONAS,
                    can_publish_sources=(),
                    can_publish_data=True,
                    hidden=False,
                    attributes={},
                )

    def test_a_deleted_room_has_nobody_in_it(self, room_name: str, enters: Enters) -> None:
        enters(room_name, JONAS)
        livekit.delete_room(room_name)

        assert livekit.list_participants(room_name) == []

    def test_what_the_server_says_reaches_everybody_and_bears_no_name(
        self, room_name: str, enters: Enters, hears: Hears
    ) -> None:
        nadia = "1-nadia@estuary.example"
        for identity in (JONAS, nadia):
            enters(room_name, identity)

        livekit.send_data(room_name, "Grüße".encode(), topic="rooms.chat")
        livekit.send_data(room_name, b"{}", topic="rooms.people")

        for identity in (JONAS, nadia):
            assert hears(room_name, identity, 2) == [
                ("rooms.chat", "Grüße".encode(), ""),
                ("rooms.people", b"{}", ""),
            ]

    def test_a_room_that_does_not_live_cannot_be_spoken_to(self) -> None:
        with pytest.raises(LiveKitUnavailable):
            livekit.send_data(NOBODYS, b"Is anybody there?", topic="rooms.chat")

    def test_speaking_to_an_empty_room_is_no_error(self, room_name: str) -> None:
        livekit.send_data(room_name, b"Is anybody there?", topic="rooms.chat")
