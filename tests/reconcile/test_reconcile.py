"""What LiveKit lists is the truth: lost webhooks cost one pass, never a stuck room."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from rooms import beats, effects, lifecycle
from rooms.exceptions import LiveKitUnavailable
from rooms.livekit import LiveKitParticipant
from rooms.models import Beat, Effect, EndReason, Room, RoomParticipant, Status, Visit
from rooms.reconcile import reconcile
from tests.fakes.livekit import FakeLiveKit
from tests.reconcile.conftest import QUARTER, Call
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


@pytest.fixture
def inside(
    room: Room, nadia: RoomParticipant, jonas: RoomParticipant, livekit: FakeLiveKit, now: datetime
) -> dict[str, LiveKitParticipant]:
    """Both are in the call since ten minutes, and no webhook of it has arrived."""
    joined_at = now - timedelta(minutes=10)
    livekit.rooms[room.name].created_at = joined_at
    return {who.name: livekit.enters(room.name, who.identity, joined_at=joined_at) for who in (nadia, jonas)}


def again(room: Room) -> Room:
    room.refresh_from_db()
    return room


class TestLostWebhooks:
    def test_a_join(self, room: Room, inside: dict[str, LiveKitParticipant], now: datetime) -> None:
        report = reconcile()

        assert (again(room).status, room.participant_count) == (Status.IN_USE, 2)
        assert room.started_at == now - timedelta(minutes=10)
        visit = Visit.objects.get(livekit_sid=inside["Jonas Weber"].sid)
        assert visit.joined_at == now - timedelta(minutes=10)
        assert visit.joined_known_by == "reconcile"
        assert (report.alive, report.gone) == (1, 0)

    @pytest.mark.usefixtures("inside")
    def test_a_leave(self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, now: datetime) -> None:
        reconcile()
        livekit.leaves(room.name, jonas.identity)

        reconcile()

        assert again(room).participant_count == 1
        visit = Visit.objects.get(participant=jonas)
        assert visit.left_known_by == "reconcile"
        assert visit.left_at is not None
        assert visit.left_at >= now

    @pytest.mark.usefixtures("inside")
    def test_a_return_in_between(
        self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, now: datetime
    ) -> None:
        reconcile()
        livekit.leaves(room.name, jonas.identity)
        livekit.enters(room.name, jonas.identity, joined_at=now)

        reconcile()

        assert again(room).participant_count == 2
        assert Visit.objects.filter(participant=jonas).count() == 2
        assert Visit.objects.filter(participant=jonas, left_at__isnull=True).count() == 1

    def test_the_start_of_the_room(self, room: Room, livekit: FakeLiveKit) -> None:
        made = livekit.create_room(room.name, 300, 300, 27)

        reconcile()

        assert (again(room).status, room.livekit_sid) == (Status.ACTIVE, made.sid)

    @pytest.mark.usefixtures("inside")
    def test_the_end_of_the_room(self, room: Room, livekit: FakeLiveKit) -> None:
        reconcile()
        livekit.restarts()

        report = reconcile()

        assert (again(room).status, room.participant_count, room.livekit_sid) == (Status.PENDING, 0, "")
        assert not Visit.objects.filter(left_at__isnull=True).exists()
        assert report.gone == 1

    @pytest.mark.usefixtures("inside")
    def test_a_late_webhook_then_refines_what_was_seen(
        self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, now: datetime
    ) -> None:
        reconcile()
        sid = Visit.objects.get(participant=jonas).livekit_sid
        livekit.leaves(room.name, jonas.identity)
        reconcile()
        told = Telling(room, made_at=now - timedelta(minutes=11))

        deliver(
            told.left(told.joined(jonas, now - timedelta(minutes=10), sid=sid), now - timedelta(minutes=1))
        )

        visit = Visit.objects.get(participant=jonas)
        assert visit.left_known_by == "webhook"
        assert visit.left_at is not None
        assert abs(visit.left_at - (now - timedelta(minutes=1))) < timedelta(seconds=1)

    @pytest.mark.usefixtures("inside")
    def test_twice_changes_nothing(self, room: Room) -> None:
        reconcile()
        revision, effects_before = again(room).revision, Effect.objects.count()

        reconcile()

        assert again(room).revision == revision
        assert Effect.objects.count() == effects_before
        assert Visit.objects.count() == 2


class TestWhoIsNobody:
    @pytest.mark.parametrize(
        "facts",
        [
            {"kind": "EGRESS"},
            {"kind": "AGENT"},
            {"recorder": True},
            {"state": "JOINING"},
            {"state": "JOINED"},
        ],
    )
    def test_helpers_and_who_is_half_in(
        self, facts: dict[str, object], room: Room, livekit: FakeLiveKit
    ) -> None:
        livekit.enters(room.name, "EG_abc", **facts)

        reconcile()

        assert again(room).participant_count == 0
        assert not Visit.objects.exists()

    def test_hidden_viewers_count(self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit) -> None:
        livekit.enters(room.name, jonas.identity, hidden=True)

        reconcile()

        assert again(room).participant_count == 1

    def test_rooms_of_others_on_the_same_server(self, db: None, livekit: FakeLiveKit) -> None:
        livekit.enters("somebody-elses-room", "whoever")

        assert reconcile().alive == 0
        assert "somebody-elses-room" in livekit.rooms


class TestWhoMustGo:
    @pytest.mark.usefixtures("inside")
    def test_a_removed_person_is_put_out_each_time(
        self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, now: datetime
    ) -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.remove(locked, locked.participants.get(pk=jonas.pk), at=now)

        for _ in range(2):
            reconcile()
            effects.run_due(at=timezone.now())
            assert jonas.identity not in livekit.rooms[room.name].people
            livekit.enters(room.name, jonas.identity)

    @pytest.mark.usefixtures("inside")
    def test_an_ended_room_that_lives_is_deleted_each_time(
        self, room: Room, livekit: FakeLiveKit, now: datetime
    ) -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)
        effects.run_due(at=now)
        assert room.name not in livekit.rooms

        for minute in (1, 2):
            livekit.enters(room.name, "zombie", joined_at=now + timedelta(minutes=minute))
            reconcile(at=now + timedelta(minutes=minute))
            effects.run_due(at=now + timedelta(minutes=minute, seconds=1))
            assert room.name not in livekit.rooms

        assert not Visit.objects.filter(participant__identity="zombie").exists()


class TestAStaleListing:
    """Between LiveKit's answer and our lock the world goes on."""

    def test_somebody_who_joined_after_it_is_not_gone(
        self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        livekit.create_room(room.name, 300, 300, 27)
        real = livekit.list_participants

        def and_then_somebody_joins(name: str, *, timeout: float | None = None) -> object:
            listed = real(name)
            deliver(Telling(room, made_at=timezone.now()).joined(jonas, timezone.now()))
            return listed

        monkeypatch.setattr("rooms.livekit.list_participants", and_then_somebody_joins)

        reconcile()

        assert again(room).participant_count == 1
        assert Visit.objects.get().left_at is None

    @pytest.mark.usefixtures("inside")
    def test_somebody_who_left_after_it_is_not_back(
        self, room: Room, jonas: RoomParticipant, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reconcile()
        sid = Visit.objects.get(participant=jonas).livekit_sid
        real = livekit.list_participants

        def and_then_somebody_leaves(name: str, *, timeout: float | None = None) -> object:
            listed = real(name)
            lives = livekit.rooms[room.name]
            told = Telling(room, made_at=lives.created_at, sid=lives.sid)
            deliver(told.left(told.joined(jonas, timezone.now(), sid=sid), timezone.now()))
            return listed

        monkeypatch.setattr("rooms.livekit.list_participants", and_then_somebody_leaves)

        reconcile()

        assert again(room).participant_count == 1
        assert Visit.objects.get(participant=jonas).left_known_by == "webhook"


class TestLiveKitIsAway:
    @pytest.mark.usefixtures("inside")
    def test_nothing_changes_but_the_note_of_it(self, room: Room, livekit: FakeLiveKit) -> None:
        reconcile()
        revision = again(room).revision
        livekit.is_down = True

        with pytest.raises(LiveKitUnavailable):
            reconcile()

        assert Beat.objects.get(kind=beats.LIVEKIT).is_down
        assert again(room).revision == revision
        assert Visit.objects.filter(left_at__isnull=True).count() == 2

    def test_its_return_begins_a_new_run(self, db: None, livekit: FakeLiveKit, now: datetime) -> None:
        reconcile(at=now)
        livekit.is_down = True
        with pytest.raises(LiveKitUnavailable):
            reconcile(at=now + timedelta(seconds=15))
        livekit.is_down = False

        reconcile(at=now + timedelta(seconds=30))

        beat = Beat.objects.get(kind=beats.LIVEKIT)
        assert (beat.is_down, beat.since, beat.seen_at) == (
            False,
            now + timedelta(seconds=30),
            now + timedelta(seconds=30),
        )

    @pytest.mark.usefixtures("inside")
    def test_going_away_half_way_counts_as_away(
        self, room: Room, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(name: str, *, timeout: float | None = None) -> object:
            livekit.is_down = True
            raise LiveKitUnavailable(reason="list_participants: connection reset")

        monkeypatch.setattr("rooms.livekit.list_participants", dies)

        with pytest.raises(LiveKitUnavailable):
            reconcile()

        assert Beat.objects.get(kind=beats.LIVEKIT).is_down
        assert again(room).status == Status.PENDING

    def test_one_call_for_all_rooms_and_one_for_each_that_lives(
        self, room: Room, livekit: FakeLiveKit
    ) -> None:
        livekit.enters(room.name, "somebody")
        livekit.calls.clear()

        reconcile()

        assert [name for name, _, _ in livekit.calls] == ["list_rooms", "list_participants"]


def test_only_a_pass_that_begins_after_the_end_counts_for_the_statement(call: Call) -> None:
    call.scene.ends(EndReason.HOST, 10)
    call.reconciles(10 - QUARTER)
    assert call.scene.room.reconciles_after_end == 0, "it had begun when LiveKit still had them inside"
    call.reconciles(10)
    assert call.scene.room.reconciles_after_end == 1
