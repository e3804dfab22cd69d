"""LiveKit's server dies: whoever was inside was lost at a moment that nobody told, and the ledger says so."""

from rooms.models import Visit
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute
from tests.reconcile.conftest import QUARTER, Call, end_of, found_down


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
