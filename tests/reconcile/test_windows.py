"""A leave that nobody told lies between two listings, and the ledger says how wide that is."""

import pytest

from rooms import tallies
from rooms.models import Effect, WebhookEvent
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute
from tests.reconcile.conftest import QUARTER, Call, end_of


def test_a_lost_leave_is_in_the_middle_of_two_listings(call: Call) -> None:
    jonas = call.comes("jonas", 1)
    call.reconciles(2)
    call.goes("jonas")
    report = call.reconciles(2 + QUARTER)
    assert report.repairs == {"missed_leave": 1}
    assert end_of(call.visit(jonas)) == (2.125, "reconcile", 30.5)


def test_one_that_came_after_the_last_listing_was_inside_since_then(call: Call) -> None:
    call.reconciles(2)
    jonas = call.comes("jonas", 2.1)
    call.goes("jonas")
    call.reconciles(2 + QUARTER)
    assert end_of(call.visit(jonas)) == (2.175, "reconcile", 4.5)


def test_a_listing_of_before_the_ledger_had_them_proves_nothing(call: Call) -> None:
    """Their `joined` came late, and they had gone before the listing."""
    jonas = call.scene.connection("jonas", minute(1))
    call.reconciles(2)
    call.scene.comes("jonas", 1, told=2.1, sid=jonas.sid)
    call.reconciles(2 + QUARTER)
    visit = call.visit(jonas)
    assert (visit.left_known_by, visit.left_at) == ("estimate", minute(1.625))
    assert visit.left_precision == 37.5


def test_a_track_in_between_narrows_it(call: Call, scene: Scene) -> None:
    jonas = call.comes("jonas", 1)
    call.reconciles(2)
    scene.shows(jonas, 2.15)
    call.goes("jonas")
    call.reconciles(2 + QUARTER)
    assert end_of(call.visit(jonas)) == (2.2, "reconcile", 3)


def test_also_when_it_is_heard_of_later(call: Call, scene: Scene) -> None:
    jonas = call.comes("jonas", 1)
    call.reconciles(2)
    call.goes("jonas")
    call.reconciles(2 + QUARTER)
    scene.shows(jonas, 2.15)
    assert end_of(call.visit(jonas)) == (2.2, "reconcile", 3)


def test_the_late_webhook_replaces_it(call: Call, scene: Scene) -> None:
    jonas = call.comes("jonas", 1)
    call.reconciles(2)
    call.goes("jonas")
    call.reconciles(2 + QUARTER)
    scene.goes(jonas, 2.05)
    assert end_of(call.visit(jonas)) == (2.05, "webhook", 0)


def test_after_ten_minutes_without_us_it_is_an_estimate(call: Call) -> None:
    """Our server and the worker were down; LiveKit was not."""
    jonas = call.comes("jonas", 1)
    call.reconciles(2)
    call.goes("jonas")
    call.reconciles(12, was_away=True)
    assert end_of(call.visit(jonas)) == (7, "estimate", 5 * 60 + 23)


def test_who_came_and_is_still_there_is_exact_all_the_same(call: Call) -> None:
    call.reconciles(2)
    jonas = call.comes("jonas", 3, is_told=False)
    report = call.reconciles(12, was_away=True)
    visit = call.visit(jonas)
    assert report.repairs == {"missed_join": 1}
    assert (visit.joined_at, visit.joined_known_by, visit.joined_precision) == (minute(3), "reconcile", 0)


class TestClosedWrongly:
    """LiveKit's listing left them out once; with Redis that happens."""

    @pytest.fixture
    def jonas(self, call: Call, livekit: FakeLiveKit) -> str:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        people = livekit.rooms[call.scene.room.name].people
        hidden = people.pop(call.scene.person("jonas").identity)
        call.reconciles(2 + QUARTER)
        assert call.visit(jonas).left_at is not None
        people[hidden.identity] = hidden
        self.connection = jonas
        return jonas.sid

    @pytest.mark.usefixtures("jonas")
    def test_who_is_listed_again_never_left(self, call: Call) -> None:
        call.reconciles(2.5)
        assert end_of(call.visit(self.connection)) == (None, "", 0)
        assert call.scene.room.participant_count == 1
        assert call.scene.room.visits.count() == 1

    @pytest.mark.usefixtures("jonas")
    def test_nor_who_shows_something_later(self, call: Call, scene: Scene) -> None:
        scene.shows(self.connection, 2.4)
        assert call.visit(self.connection).left_at is None

    def test_nothing_is_told_twice(self, jonas: str, call: Call, scene: Scene) -> None:
        call.reconciles(2.5)
        scene.goes(self.connection, 9)
        told = Effect.objects.filter(kind="signal", key__endswith=jonas).values_list("key", flat=True)
        assert sorted(key.split(":")[1] for key in told) == ["participant_joined", "participant_left"]
        assert end_of(call.visit(self.connection)) == (9, "webhook", 0)

    @pytest.mark.usefixtures("jonas")
    def test_looking_again_finds_nothing_more(self, call: Call) -> None:
        call.reconciles(2.5)
        assert call.reconciles(2.75).repairs == {}


class TestAStaleListing:
    """With Redis LiveKit lists people for a while who have left."""

    def test_whom_a_webhook_took_out_stays_out(self, call: Call, scene: Scene) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(2)
        scene.goes(jonas, 2.1)
        assert call.reconciles(2 + QUARTER).repairs == {}
        assert end_of(call.visit(jonas)) == (2.1, "webhook", 0)

    def test_a_room_that_a_webhook_closed_stays_closed(self, call: Call, scene: Scene) -> None:
        jonas = call.comes("jonas", 1)
        scene.goes(jonas, 2)
        scene.closes(2.05)
        assert call.reconciles(2 + QUARTER).repairs == {}
        assert (scene.room.status, scene.room.livekit_sid) == ("pending", "")

    def test_an_older_look_than_another_workers_changes_nothing(self, call: Call, scene: Scene) -> None:
        jonas = call.comes("jonas", 1)
        call.reconciles(3)
        assert scene.lists(2.5) == {}
        assert call.visit(jonas).left_at is None


def test_each_finding_is_kept_and_counted(call: Call, scene: Scene) -> None:
    call.reconciles(2)
    jonas = call.comes("jonas", 2.1, is_told=False)
    call.reconciles(2.25)
    call.goes("jonas")
    call.reconciles(2.5)
    call.reconciles(2.75)
    found = WebhookEvent.objects.filter(source="reconcile", room_name=scene.room.name)
    assert list(found.order_by("id").values_list("event", "participant_sid")) == [
        ("rooms.listed", jonas.sid),
        ("rooms.missing", jonas.sid),
    ]
    assert not found.filter(processed_at__isnull=True).exists()
    counted = {label: value for (name, label), value in tallies.read().items() if name == "reconcile_repair"}
    assert counted == {"missed_join": 1, "missed_leave": 1}


def test_a_pass_that_breaks_off_leaves_nothing_half_done(
    call: Call, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever line the worker dies at: what it found and what it did are one transaction."""
    jonas, nadia = call.comes("jonas", 1), call.comes("nadia", 1)
    call.reconciles(2)
    call.goes("jonas")
    call.goes("nadia")
    told = Effect.objects.count()
    for line in ("rooms.lifecycle.presence.settle", "rooms.lifecycle.note_listed", "rooms.tallies.count"):
        with monkeypatch.context() as dying:
            dying.setattr(line, _dies)
            with pytest.raises(SystemExit):
                call.reconciles(2 + QUARTER)
        assert not WebhookEvent.objects.exists()
        assert {call.visit(who).left_at for who in (jonas, nadia)} == {None}
        assert Effect.objects.count() == told
    assert call.reconciles(2 + QUARTER).repairs == {"missed_leave": 2}


def _dies(*args: object, **kwargs: object) -> None:
    raise SystemExit
