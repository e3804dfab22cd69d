"""After an outage LiveKit is made to begin its rooms again: with Redis those of a dead server stay listed."""

import pytest
from pytest_django import Settings

from rooms.models import Effect, EndReason
from rooms.reconcile import is_somebody_inside
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute
from tests.reconcile.conftest import Call, end_of, found_down, is_unavailable


class TestTheTouch:
    def test_a_room_that_is_listed_after_an_outage_is_touched_once(
        self, call: Call, livekit: FakeLiveKit
    ) -> None:
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        livekit.calls.clear()
        for number in (2.5, 2.75, 3):
            call.reconciles(number)
            call.works(number)
        assert livekit.asked("create_room") == [(call.scene.room.name, "")]

    def test_a_touch_that_fails_is_tried_until_it_is_done_and_proves_nothing_before(
        self, call: Call, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        with monkeypatch.context() as patch:
            patch.setattr("rooms.livekit.create_room", is_unavailable)
            for number in (2.5, 2.75, 3):
                call.reconciles(number)
                call.works(number)
        assert call.scene.room.listed_at == minute(2), "Jonas may have been a ghost since"
        call.works(3.5)
        call.scene.starts(3.51, made=-1)  # what the touch made LiveKit say
        assert end_of(call.visit(jonas)) == (2.125, "estimate", 30.5)

    def test_one_that_waits_out_its_back_off_is_done_at_once_after_the_next_outage(
        self, call: Call, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        with monkeypatch.context() as patch:
            patch.setattr("rooms.livekit.create_room", is_unavailable)
            call.reconciles(2.5)
            for number in range(3, 20):  # by now it is tried every five minutes
                call.works(number)
        found_down(call, 20)
        livekit.calls.clear()
        call.reconciles(20.25)
        call.works(20.25)
        assert len(livekit.asked("create_room")) == 1
        touch = Effect.objects.get(kind="touch_livekit_room")
        assert touch.done_at is not None

    def test_what_is_listed_after_the_touch_proves_again(self, call: Call, scene: Scene) -> None:
        """Nobody was lost: LiveKit had only been out of reach."""
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        call.reconciles(2.5)
        call.works(2.5)
        call.reconciles(2.5 + 1 / 60)
        assert scene.room.listed_at == minute(2), "its word may still be on the way"
        call.reconciles(2.75)
        assert scene.room.listed_at == minute(2.75)

    def test_a_room_that_ended_before_the_touch_is_left_alone(self, call: Call, livekit: FakeLiveKit) -> None:
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        call.reconciles(2.5)
        call.scene.ends(EndReason.HOST, 2.51)
        livekit.calls.clear()
        call.works(2.55)
        assert livekit.asked("create_room") == []

    def test_who_asks_whether_somebody_is_inside_believes_no_ghosts_either(
        self, call: Call, scene: Scene
    ) -> None:
        """Before it closes a room that is due, the worker asks about it alone."""
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        call.reconciles(2.5)
        assert is_somebody_inside(scene.room, at=minute(2.6)), "better open for too long"
        assert scene.room.listed_at == minute(2)


class TestWhatItCosts:
    """In a pass one call for all rooms, and one for each that lives."""

    @pytest.mark.parametrize("outage", [False, True])
    def test_each_pass_asks_about_each_room_once(
        self, outage: bool, call: Call, make_scene: MakeScene, livekit: FakeLiveKit
    ) -> None:
        rooms = [call.scene.room.name]
        for _ in range(3):
            scene = make_scene()
            livekit.enters(scene.room.name, scene.person("jonas").identity, joined_at=minute(1))
            rooms.append(scene.room.name)
        call.comes("jonas", 1)
        call.reconciles(2)
        if outage:
            found_down(call, 2.25)
        livekit.calls.clear()

        call.reconciles(2.5)

        assert sorted(room for _, room, _ in livekit.calls) == ["", *sorted(rooms)]
        assert {name for name, _, _ in livekit.calls} == {"list_rooms", "list_participants"}

    def test_and_the_outbox_touches_each_once_that_has_people_in_it(
        self, call: Call, make_scene: MakeScene, livekit: FakeLiveKit
    ) -> None:
        empty = make_scene().room.name
        livekit.create_room(empty, 300, 300, 27)
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        livekit.calls.clear()
        for number in (2.5, 2.75, 3):
            call.reconciles(number)
            call.works(number)
        assert livekit.asked("create_room") == [(call.scene.room.name, "")]

    def test_so_it_is_after_a_worker_was_away_for_longer_than_between_two_looks(
        self, call: Call, livekit: FakeLiveKit
    ) -> None:
        call.comes("jonas", 1)
        call.reconciles(2)
        livekit.calls.clear()
        call.reconciles(2.75, was_away=True)
        call.works(2.75)
        assert len(livekit.asked("create_room")) == 1

    @pytest.mark.parametrize("seconds", [1, 15, 22])
    def test_but_not_where_each_tick_is_a_worker_of_its_own(
        self, seconds: int, call: Call, livekit: FakeLiveKit
    ) -> None:
        """As with Celery: it hides no more than there is between two looks of one that stays."""
        call.comes("jonas", 1)
        livekit.calls.clear()
        for number in range(5):
            at = 2 + number * seconds / 60
            call.reconciles(at, was_away=number > 0)
            call.works(at)
        assert livekit.asked("create_room") == []
        assert call.scene.room.listed_at == minute(at)
        assert not Effect.objects.filter(kind="touch_livekit_room").exists()

    def test_a_tick_each_minute_believes_what_livekit_lists_if_it_is_told_how_seldom_it_comes(
        self, call: Call, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "RECONCILE_SECONDS": 60}
        jonas = call.comes("jonas", 1)
        for number in range(2, 30):
            call.works(number)
            call.reconciles(number, was_away=True)
        call.goes("jonas")
        call.reconciles(30, was_away=True)
        assert end_of(call.visit(jonas)) == (29.5, "reconcile", 53)
