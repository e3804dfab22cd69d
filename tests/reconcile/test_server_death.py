"""LiveKit's server dies: whoever was inside was lost at a moment that nobody told, and the ledger says so."""

import pytest

from rooms import beats
from rooms.exceptions import LiveKitUnavailable
from rooms.models import Room, Visit
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute
from tests.reconcile.conftest import QUARTER, Call, end_of


def found_down(call: Call, *numbers: float) -> None:
    """The worker asks, and LiveKit does not answer."""
    call.livekit.is_down = True
    for number in numbers:
        with pytest.raises(LiveKitUnavailable):
            call.reconciles(number)
    call.livekit.is_down = False


class TestWithoutRedis:
    """Nothing is left of its rooms; people come back as others, into another incarnation."""

    def test_it_was_dead_when_it_was_first_found_dead(self, call: Call, livekit: FakeLiveKit) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        livekit.restarts()
        found_down(call, 2.25, 2.5, 2.75)
        report = call.reconciles(3)
        assert report.repairs == {"server_died": 1, "missed_leave": 1}
        assert end_of(call.visit(jonas)) == (2.125, "estimate", 30.5)

    def test_people_who_come_back_show_that_it_had_died(self, call: Call, livekit: FakeLiveKit) -> None:
        """Between two looks: no call ever failed."""
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        livekit.restarts()
        call.opens(2.2)
        again = call.comes("jonas", 2.21)
        assert end_of(call.visit(jonas)) == (2.1, "estimate", 29)
        assert call.visit(again).left_at is None
        assert call.reconciles(2 + QUARTER).repairs == {}

    def test_so_does_a_listing_alone(self, call: Call, livekit: FakeLiveKit) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        livekit.restarts()
        again = call.comes("jonas", 2.2, is_told=False)
        report = call.reconciles(2 + QUARTER)
        assert report.repairs == {"server_died": 1, "missed_join": 1}
        assert end_of(call.visit(jonas)) == (2.1, "estimate", 29)
        assert call.visit(again).left_at is None

    def test_and_the_first_failed_call_narrows_it_whoever_tells_of_the_new_one(
        self, call: Call, livekit: FakeLiveKit
    ) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        livekit.restarts()
        found_down(call, 2.25, 2.5)
        call.opens(2.6)
        assert end_of(call.visit(jonas)) == (2.125, "estimate", 30.5)

    def test_news_from_a_connection_after_an_outage_mean_that_it_was_another(
        self, call: Call, scene: Scene, livekit: FakeLiveKit
    ) -> None:
        """We could not reach LiveKit for a while; it died later."""
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        scene.shows(jonas, 2.4)
        livekit.restarts()
        call.opens(2.6)
        assert end_of(call.visit(jonas)) == (2.5, "estimate", 6)

    def test_a_leave_that_was_told_before_it_died_stays(
        self, call: Call, scene: Scene, livekit: FakeLiveKit
    ) -> None:
        jonas = call.comes("jonas", 1)
        scene.goes(jonas, 1.5)
        livekit.restarts()
        call.opens(2.6)
        assert end_of(call.visit(jonas)) == (1.5, "webhook", 0)

    def test_late_news_of_the_old_one_put_nobody_inside(
        self, call: Call, scene: Scene, livekit: FakeLiveKit
    ) -> None:
        old = scene.incarnation
        jonas = scene.connection("jonas", minute(1), sid="PA_late")
        livekit.restarts()
        call.opens(2.6)
        scene.comes("jonas", 1, told=3, sid=jonas.sid, room_sid=old)
        assert call.visit(jonas).left_at is not None
        assert scene.room.livekit_sid == scene.incarnation

    def test_the_worker_and_livekit_both_away_leave_an_estimate(
        self, call: Call, livekit: FakeLiveKit
    ) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        livekit.restarts()
        call.reconciles(12, was_away=True)
        assert end_of(call.visit(jonas)) == (7, "estimate", 323)


class TestWithRedis:
    """Its rooms and the people in them stay listed for ever; a touch makes LiveKit begin them again."""

    def test_a_second_start_of_the_same_room_ends_who_was_there_before(
        self, call: Call, scene: Scene
    ) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        scene.starts(2.2, made=-1)
        assert end_of(call.visit(jonas)) == (2.1, "estimate", 29)
        assert scene.room.livekit_sid == scene.incarnation

    def test_people_of_before_it_are_ghosts_in_every_listing(self, call: Call, scene: Scene) -> None:
        jonas = call.comes("jonas", 1)
        ghost = call.comes("nadia", 1, is_told=False)
        call.reconciles(1.5)
        scene.starts(2.2, made=-1)
        again = call.comes("mara", 2.3, is_told=False)
        call.reconciles(2.5)
        assert call.reconciles(2.75).repairs == {}
        assert call.visit(jonas).left_known_by == call.visit(ghost).left_known_by == "estimate"
        assert call.visit(again).left_at is None
        assert scene.room.participant_count == 1

    def test_who_was_never_heard_of_before_it_is_nobody(self, call: Call, scene: Scene) -> None:
        call.comes("jonas", 1, is_told=False)
        scene.starts(2.2, made=-1)
        assert call.reconciles(2.5).repairs == {}
        assert not Visit.objects.exists()

    def test_a_room_that_is_listed_after_an_outage_is_touched_once(
        self, call: Call, livekit: FakeLiveKit
    ) -> None:
        call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        livekit.calls.clear()
        call.reconciles(2.5)
        call.reconciles(2.75)
        assert len(livekit.asked("create_room")) == 1

    def test_its_people_prove_nothing_until_it_has_said_that_it_lives(self, call: Call, scene: Scene) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        call.reconciles(2.5)
        scene.starts(2.51, made=-1)  # what the touch made LiveKit say
        assert end_of(call.visit(jonas)) == (2.125, "estimate", 30.5)

    def test_an_outage_of_the_network_ends_nobody(self, call: Call, scene: Scene) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        found_down(call, 2.25)
        assert call.reconciles(2.5).repairs == {}
        assert call.visit(jonas).left_at is None
        assert scene.room.participant_count == 1


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
        def fails(*arguments: object, **_: object) -> object:
            raise LiveKitUnavailable(reason="create_room: 503 unavailable")

        other = make_scene()
        made = livekit.create_room(other.room.name, 300, 300, 27)
        livekit.silent.add(call.scene.room.name)
        monkeypatch.setattr("rooms.livekit.create_room", fails)

        report = call.reconciles(2)

        assert (report.unanswered, other.room.livekit_sid) == ([call.scene.room.name], made.sid)
        beat = beats.get(beats.LIVEKIT)
        assert beat is not None
        assert not beat.is_down

    def test_after_an_outage_its_people_are_looked_at_when_it_can_be_begun_again(
        self, call: Call, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*arguments: object, **_: object) -> object:
            raise LiveKitUnavailable(reason="create_room: 503 unavailable")

        call.comes("jonas", 1, is_told=False)
        with monkeypatch.context() as patch:
            patch.setattr("rooms.livekit.create_room", fails)
            assert call.reconciles(2, was_away=True).unanswered == [call.scene.room.name]
        assert not call.scene.room.visits.exists()
        assert call.reconciles(2 + QUARTER).repairs == {"missed_join": 1}


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
