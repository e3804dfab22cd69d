"""Rooms that cannot be looked at hold up no other."""

import pytest

from rooms import beats
from rooms.models import Room
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute
from tests.reconcile.conftest import QUARTER, Call, is_unavailable


class TestARoomThatDoesNotAnswer:
    """Its server is dead, LiveKit's others are not."""

    def test_holds_up_no_other(self, call: Call, scene: Scene, livekit: FakeLiveKit) -> None:
        livekit.silent.add(scene.room.name)
        livekit.enters("another-room", "somebody", joined_at=minute(1))
        report = call.reconciles(2)
        assert (report.alive, report.unanswered) == (1, [scene.room.name])

    def test_is_begun_again_and_answers_at_the_next_look(
        self, call: Call, scene: Scene, livekit: FakeLiveKit
    ) -> None:
        jonas = call.comes("jonas", 1, is_told=False)
        livekit.silent.add(scene.room.name)
        call.reconciles(2)
        report = call.reconciles(2 + QUARTER)
        assert (report.unanswered, report.repairs) == ([], {"missed_join": 1})
        assert call.visit(jonas).left_at is None

    def test_ends_nobody_meanwhile(self, call: Call, scene: Scene, livekit: FakeLiveKit) -> None:
        jonas = call.comes("jonas", 1)
        livekit.silent.add(scene.room.name)
        call.reconciles(2)
        assert call.visit(jonas).left_at is None

    def test_holds_up_no_other_even_where_it_cannot_be_begun_again(
        self, call: Call, make_scene: MakeScene, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = make_scene()
        made = livekit.create_room(other.room.name, 300, 300, 27)
        livekit.silent.add(call.scene.room.name)
        monkeypatch.setattr("rooms.livekit.create_room", is_unavailable)

        report = call.reconciles(2)

        assert (report.unanswered, other.room.livekit_sid) == ([call.scene.room.name], made.sid)
        beat = beats.get(beats.LIVEKIT)
        assert beat is not None
        assert not beat.is_down

    def test_where_that_fails_it_is_tried_again_although_the_room_answers_meanwhile(
        self, call: Call, scene: Scene, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        call.comes("jonas", 1)
        call.reconciles(1.75)
        livekit.silent.add(scene.room.name)
        with monkeypatch.context() as patch:
            patch.setattr("rooms.livekit.create_room", is_unavailable)
            for number in (2, 2.25):
                assert call.reconciles(number).unanswered == [scene.room.name]
        livekit.silent.clear()
        livekit.calls.clear()
        call.reconciles(2.5)
        assert scene.room.listed_at == minute(1.75)
        call.works(2.51)
        assert livekit.asked("create_room") == [(scene.room.name, "")]
        call.reconciles(2.75)
        assert scene.room.listed_at == minute(2.75)


class TestARoomWithAFaultOfItsOwn:
    """A row that nobody can read any more, say."""

    @pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "missing"])
    def test_holds_up_no_other(
        self, is_listed: bool, call: Call, make_scene: MakeScene, livekit: FakeLiveKit
    ) -> None:
        other = make_scene()
        made = livekit.create_room(other.room.name, 300, 300, 27)
        spoiled = {"of": {"RM_spoiled": {"made_at": "yesterday"}}}
        Room.objects.filter(pk=call.scene.room.pk).update(incarnations=spoiled, status="active")
        if not is_listed:
            livekit.rooms.pop(call.scene.room.name)

        with pytest.raises(ValueError, match="isoformat"):
            call.reconciles(2)

        assert other.room.livekit_sid == made.sid
        beat = beats.get(beats.LIVEKIT)
        assert beat is not None
        assert beat.seen_at == minute(2)
