"""Guests and phones, whose rights are not ours: they are held back, and get back what they had."""

from typing import Any, ClassVar

import pytest

from rooms import lifecycle
from rooms.livekit import LiveKitParticipant
from rooms.recordings import consent
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import minute
from tests.recordings.consent.recorded import Recorded

pytestmark = pytest.mark.django_db


def test_a_guest_without_a_token_of_ours_is_held_back_and_later_let_go(recorded: Recorded) -> None:
    recorded.comes("sip_+49301234", 7)
    assert "sip_+49301234" in recorded.muted(7)

    recorded.is_over(8)
    assert recorded.muted(8) == set()


class TestWhoseRightsAreNotOurs:
    """Guests with a token that the operator signed, and phones."""

    SPEAKS: ClassVar = {"canSubscribe": True, "canPublish": True, "canPublishData": True}
    LISTENS: ClassVar = {"canSubscribe": True, "canPublishData": True}
    WATCHES_UNSEEN: ClassVar = {"canSubscribe": True, "hidden": True}
    SPEAKS_DEAF: ClassVar = {"canPublish": True, "canPublishSources": ["MICROPHONE"]}

    @staticmethod
    def guest(recorded: Recorded, livekit: FakeLiveKit) -> LiveKitParticipant:
        return livekit.rooms[recorded.scene.room.name].people["guest"]

    @pytest.mark.parametrize("permission", [SPEAKS, LISTENS, WATCHES_UNSEEN, SPEAKS_DEAF])
    def test_are_held_back_with_all_else_left_to_them_and_get_back_what_they_had(
        self, recorded: Recorded, livekit: FakeLiveKit, permission: dict[str, Any]
    ) -> None:
        recorded.comes("guest", 7, permission=permission)
        recorded.muted(7)
        held = self.guest(recorded, livekit)
        assert held.permission == {**permission, "canPublish": False, "canPublishSources": []}
        assert held.attributes == {"held_back": "1"}

        recorded.is_over(8)
        recorded.muted(8)

        free = self.guest(recorded, livekit)
        assert (free.permission, free.attributes) == (permission, {})

    def test_told_twice_still_have_what_they_had_before_the_first(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        recorded.comes("guest", 7, permission=self.SPEAKS)
        recorded.muted(7)
        with lifecycle.locked_room(pk=recorded.scene.room.pk) as room:
            consent.hold_back_again(room, ["guest"], at=minute(7.5))
        recorded.muted(7.5)

        recorded.is_over(8)
        recorded.muted(8)

        assert self.guest(recorded, livekit).permission == self.SPEAKS

    def test_come_back_with_the_token_that_livekit_refreshed_while_they_were_held_back(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        recorded.comes("guest", 7, permission=self.SPEAKS)
        recorded.muted(7)
        held = self.guest(recorded, livekit)
        recorded.goes("guest", 7.5)
        recorded.is_over(8)
        recorded.muted(8)

        recorded.comes("guest", 9, permission=held.permission, attributes=held.attributes)
        recorded.muted(9)

        free = self.guest(recorded, livekit)
        assert (free.permission, free.attributes) == (self.SPEAKS, {})

    def test_with_another_token_have_what_that_says(self, recorded: Recorded, livekit: FakeLiveKit) -> None:
        recorded.comes("guest", 7, permission=self.SPEAKS)
        recorded.muted(7)
        recorded.goes("guest", 7.2)
        recorded.comes("guest", 7.4, permission=self.LISTENS)
        recorded.muted(7.4)

        recorded.is_over(8)
        recorded.muted(8)

        assert self.guest(recorded, livekit).permission == self.LISTENS

    def test_are_left_alone_where_nothing_was_taken_from_them(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        recorded.is_over(8)
        livekit.calls.clear()
        recorded.comes("guest", 9, permission=self.WATCHES_UNSEEN)
        recorded.muted(9)

        assert "guest" not in {identity for _, identity in livekit.asked("set_rights")}
