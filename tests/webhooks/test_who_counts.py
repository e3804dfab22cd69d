"""Who is inside, who only helps, and who must go."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rooms import effects, lifecycle
from rooms.models import Effect, EndReason, Room, RoomParticipant, Status, Visit
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit
from tests.site import MakeSession, User
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Event, Telling


def open_effects(room: Room, kind: str) -> list[Effect]:
    return list(Effect.objects.filter(room=room, kind=kind, done_at__isnull=True))


def count_inside(room: Room) -> int:
    room.refresh_from_db()
    return room.participant_count


class TestHelpers:
    """Recorders and agents are in the call, and are nobody."""

    @pytest.mark.parametrize(
        "facts",
        [
            {"kind": "EGRESS"},
            {"kind": "AGENT"},
            {"permission": {"recorder": True, "hidden": True}},
            {"kind": "EGRESS", "permission": {"recorder": True, "hidden": True}},
        ],
    )
    def test_they_are_not_counted(
        self, facts: dict[str, Any], told: Telling, nadia: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(nadia, now))

        helper = told.joined("EG_abc", now, **facts)
        deliver(helper)
        deliver(told.track(helper, now))

        assert count_inside(told.room) == 1
        assert not told.room.participants.filter(identity="EG_abc").exists()

        deliver(told.left(helper, now))
        assert Visit.objects.count() == 1

    def test_a_room_with_helpers_only_is_empty(self, told: Telling, now: datetime) -> None:
        deliver(told.started())
        deliver(told.joined("EG_abc", now, kind="EGRESS"))

        told.room.refresh_from_db()
        assert told.room.status == Status.ACTIVE
        assert told.room.started_at is None


class TestPeople:
    def test_hidden_viewers_count(
        self, make_session: MakeSession, client_user: User, livekit: FakeLiveKit, now: datetime
    ) -> None:
        session = make_session("broadcast")
        viewer = seat(session, client_user)
        told = Telling(room_of(session), made_at=now)

        deliver(told.joined(viewer, now, permission={"canSubscribe": True, "hidden": True}))

        assert count_inside(told.room) == 1

    def test_somebody_on_the_phone_counts(self, told: Telling, now: datetime) -> None:
        deliver(told.joined("sip_+4930123456", now, kind="SIP"))

        assert count_inside(told.room) == 1
        assert Visit.objects.get().medium == "phone"

    def test_one_person_on_two_devices_is_one(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(jonas, now))
        deliver(told.joined(jonas, now))

        assert count_inside(told.room) == 1

    def test_somebody_with_the_keys_is_in_the_ledger_but_on_nobodys_side(
        self, told: Telling, now: datetime
    ) -> None:
        deliver(told.joined("lk-cli", now))

        who = told.room.participants.get(identity="lk-cli")
        assert (who.kind, who.is_client, who.role) == ("guest", False, "participant")

    def test_a_token_is_not_attendance(self, room: Room, jonas: RoomParticipant) -> None:
        assert count_inside(room) == 0
        assert jonas.first_seen_at is None


class TestAfterTheEnd:
    @pytest.fixture
    def ended(self, told: Telling, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime) -> Event:
        """Jonas was inside; the practitioner ended the session; the worker deleted LiveKit's room."""
        joined = told.joined(jonas, now - timedelta(minutes=10))
        deliver(told.started())
        deliver(joined)
        with lifecycle.locked_room(pk=told.room.pk) as room:
            lifecycle.end_room(room, EndReason.HOST, ended_at=now, at=now)
        effects.run_due(at=now + timedelta(seconds=1))
        return joined

    @pytest.mark.usefixtures("ended")
    def test_somebody_who_comes_back_is_put_out_each_time(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        for minute in (1, 2):
            again = Telling(told.room, made_at=now + timedelta(minutes=minute))
            deliver(again.joined(jonas, now + timedelta(minutes=minute, seconds=1)))
            assert len(open_effects(told.room, "delete_livekit_room")) == 1
            effects.run_due(at=now + timedelta(minutes=minute, seconds=2))

        assert Visit.objects.count() == 1
        assert count_inside(told.room) == 0

    @pytest.mark.usefixtures("ended")
    def test_a_room_that_lives_again_is_deleted_again(self, told: Telling, now: datetime) -> None:
        """A join in flight can re-create a room within milliseconds of its deletion."""
        again = Telling(told.room, made_at=now + timedelta(milliseconds=50))

        deliver(again.started())

        assert len(open_effects(told.room, "delete_livekit_room")) == 1
        told.room.refresh_from_db()
        assert told.room.status == Status.ENDED

    @pytest.mark.usefixtures("ended")
    def test_a_track_of_a_new_connection_is_a_sign_of_life(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        later = now + timedelta(seconds=30)

        deliver(told.track(told.joined(jonas, later), later))

        assert len(open_effects(told.room, "delete_livekit_room")) == 1

    def test_what_ends_with_the_room_is_none(self, ended: Event, told: Telling, now: datetime) -> None:
        """delete_room unpublishes every track and takes everyone out: that is the end, not new life."""
        for event in (
            told.track(ended, now + timedelta(seconds=1), name="track_unpublished"),
            told.left(ended, now + timedelta(seconds=1), reason="ROOM_DELETED"),
            told.finished(now + timedelta(seconds=1)),
        ):
            deliver(event)

        assert open_effects(told.room, "delete_livekit_room") == []
        assert open_effects(told.room, "remove_participant") == []

    @pytest.mark.usefixtures("ended")
    def test_late_news_from_before_the_end_enter_the_ledger_and_put_nobody_out(
        self, told: Telling, nadia: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(nadia, now - timedelta(minutes=8)))

        visit = Visit.objects.get(participant=nadia)
        assert visit.left_at == now
        assert open_effects(told.room, "delete_livekit_room") == []
        assert open_effects(told.room, "remove_participant") == []

    @pytest.mark.usefixtures("ended")
    def test_and_may_change_how_it_ended(self, told: Telling, nadia: RoomParticipant, now: datetime) -> None:
        told.room.refresh_from_db()
        assert told.room.outcome == "no_show_practitioner"

        deliver(told.joined(nadia, now - timedelta(minutes=8)))

        told.room.refresh_from_db()
        assert told.room.outcome == "completed"
        assert told.room.outcome_version == 2


class TestRemoved:
    @pytest.fixture(autouse=True)
    def _removed(self, told: Telling, jonas: RoomParticipant, now: datetime) -> None:
        joined = told.joined(jonas, now - timedelta(minutes=10))
        deliver(joined)
        with lifecycle.locked_room(pk=told.room.pk) as room:
            lifecycle.remove(room, room.participants.get(pk=jonas.pk), at=now)
        deliver(told.left(joined, now, reason="PARTICIPANT_REMOVED"))
        Effect.objects.filter(kind="remove_participant").update(done_at=now)

    def test_who_comes_back_is_put_out_each_time(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        for times in (1, 2):
            deliver(told.joined(jonas, now + timedelta(seconds=5 * times)))
            assert len(open_effects(told.room, "remove_participant")) == times

    def test_the_same_event_twice_puts_out_once(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        joined = told.joined(jonas, now + timedelta(seconds=5))
        deliver(joined)
        deliver({**joined, "id": "EV_another"})

        assert len(open_effects(told.room, "remove_participant")) == 1

    def test_the_ledger_keeps_that_they_were_inside(
        self, told: Telling, jonas: RoomParticipant, now: datetime
    ) -> None:
        deliver(told.joined(jonas, now + timedelta(seconds=5)))

        assert Visit.objects.filter(participant=jonas).count() == 2

    def test_readmitted_they_may_stay(self, told: Telling, jonas: RoomParticipant, now: datetime) -> None:
        with lifecycle.locked_room(pk=told.room.pk) as room:
            lifecycle.readmit(room, room.participants.get(pk=jonas.pk))

        deliver(told.joined(jonas, now + timedelta(seconds=5)))

        assert open_effects(told.room, "remove_participant") == []

    def test_no_effect_names_an_identity(self, told: Telling, jonas: RoomParticipant, now: datetime) -> None:
        deliver(told.joined(jonas, now + timedelta(seconds=5)))

        for effect in Effect.objects.all():
            assert jonas.identity not in f"{effect.key} {effect.payload}"
