"""The one path behind join and get_token: what it writes, and in which order it acts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from rooms import joining, lifecycle
from rooms.exceptions import LiveKitUnavailable, Refused, UnknownSubject
from rooms.host import Host, Kind, Meeting, Person, get_host
from rooms.joining import enter
from rooms.models import EndReason, Room, RoomParticipant, Visit
from tests.calls import ask, room_of
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, MakeSession, Site, User


class TestTheSeat:
    def test_a_token_holds_it_for_a_minute(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, now: datetime
    ) -> None:
        participant = ask(booking, client_user, at=now).participant

        participant.refresh_from_db()
        assert participant.seat_until == now + timedelta(seconds=60)

    def test_a_token_is_not_attendance(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit
    ) -> None:
        room = ask(booking, client_user).room

        assert not Visit.objects.exists()
        assert room.started_at is None
        assert room.participant_count == 0

    def test_who_is_refused_holds_none(self, booking: Booking, stranger: User, livekit: FakeLiveKit) -> None:
        with pytest.raises(Refused):
            ask(booking, stranger)

        assert not RoomParticipant.objects.exists()

    def test_name_and_role_follow_the_host_the_identity_stays(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, site: Site
    ) -> None:
        before = ask(booking, client_user).participant
        site.rename(client_user, "Jonas Weber-Lind", email="new@example.org")

        after = ask(booking, client_user).participant

        assert after.name == "Jonas Weber-Lind"
        assert after.identity == before.identity

    def test_a_name_longer_than_the_column_is_cut(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Other hosts have other columns."""
        person = Person(str(client_user.pk), "Jo" * 300, "jonas@example.org")
        meet = type(get_host()).meet

        def meet_somebody(self: Host, kind: Kind, ref: str, user: User) -> Meeting | None:
            met = meet(self, kind, ref, user)
            return met and replace(met, person=person)

        monkeypatch.setattr(type(get_host()), "meet", meet_somebody)

        for _ in range(2):
            participant = ask(booking, client_user).participant
            participant.refresh_from_db()
            assert participant.name == "Jo" * 150


class TestLiveKitsRoom:
    def test_it_is_made_by_the_click_with_times_and_capacity(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit
    ) -> None:
        room = ask(booking, client_user).room

        made = livekit.rooms[room.name]
        assert made.empty_timeout == room.empty_timeout == 300
        assert made.max_participants == room.max_participants + 25

    def test_a_group_has_no_limit_at_livekit(
        self, make_session: MakeSession, client_user: User, livekit: FakeLiveKit
    ) -> None:
        room = ask(make_session(), client_user).room

        assert livekit.rooms[room.name].max_participants == 0

    def test_after_a_restart_the_next_click_makes_it_again(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit
    ) -> None:
        room = ask(booking, client_user).room
        livekit.restarts()

        ask(booking, client_user)

        assert room.name in livekit.rooms

    def test_it_is_asked_for_after_the_seat_is_written_and_outside_every_transaction(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit
    ) -> None:
        """The fixture itself fails where LiveKit is asked inside one."""
        livekit.is_down = True

        with pytest.raises(LiveKitUnavailable):
            ask(booking, client_user)

        assert RoomParticipant.objects.get().seat_until is not None

    def test_livekit_cloud_makes_it_itself(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_AUTO_CREATE": True}

        assert ask(booking, client_user).token
        assert livekit.calls == []


class TestSyncOnTheWay:
    def test_the_room_that_was_missed_is_made(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit
    ) -> None:
        assert not Room.objects.exists()

        assert ask(booking, client_user).room == Room.objects.get()

    def test_not_by_a_stranger(self, booking: Booking, stranger: User, livekit: FakeLiveKit) -> None:
        with pytest.raises(Refused):
            ask(booking, stranger)

        assert not Room.objects.exists()

    def test_a_booking_that_was_moved_behind_our_back_is_followed(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, now: datetime, site: Site
    ) -> None:
        room = room_of(booking)
        site.move(booking, now - timedelta(minutes=10), now + timedelta(minutes=20))

        ask(booking, client_user)

        room.refresh_from_db()
        assert room.scheduled_start == now - timedelta(minutes=10)

    def test_nothing_of_that_kind(self, client_user: User, livekit: FakeLiveKit, now: datetime) -> None:
        with pytest.raises(UnknownSubject):
            enter(client_user, "booking", "424242", at=now)


class TestTheAddressOfOneRoom:
    def test_leads_into_no_other(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, now: datetime, site: Site
    ) -> None:
        """An ended room whose booking has a new one: the old address stays the old room's."""
        old = room_of(booking)
        with lifecycle.locked_room(pk=old.pk) as locked:
            lifecycle.end_room(locked, EndReason.MOVED, ended_at=now, at=now)
        site.move(booking, now, now + timedelta(hours=1))
        old.refresh_from_db()

        with pytest.raises(Refused) as refused:
            enter(client_user, "booking", str(booking.pk), at=now, only_room=old)

        assert refused.value.code == "room_ended"
        assert joining.look(client_user, "booking", str(booking.pk), at=now, room=old).decision.code == (
            "room_ended"
        )
        assert ask(booking, client_user).room != old


def test_at_the_last_possible_moment_it_is_over_whether_or_not_the_worker_wrote_it(
    booking: Booking, client_user: User, livekit: FakeLiveKit
) -> None:
    room = room_of(booking)
    assert room.last_moment_at is not None

    assert ask(booking, client_user, at=room.last_moment_at - timedelta(seconds=1)).token
    with pytest.raises(Refused) as refused:
        ask(booking, client_user, at=room.last_moment_at)

    assert refused.value.code == "room_ended"
