"""Ticks alone bring a session to its end, a room that was missed into being, and a statement to its final word."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.rooms_host import EstuaryHost
from rooms import inbox, lifecycle, worker
from rooms.host import Kind, Subject
from rooms.models import (
    EndReason,
    Room,
    RoomParticipant,
    StatementVersion,
    Status,
    WebhookEvent,
)
from rooms.statement.storage import from_json
from rooms.worker import tick
from tests.calls import room_of
from tests.conftest import MakeBooking
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.telling import Telling


class TestAWholeSession:
    """From the confirmed booking to `completed`, by ticks alone, with nothing but LiveKit's listing."""

    def test_it_closes_itself_and_the_host_is_told(
        self, booking: Booking, nadia: RoomParticipant, jonas: RoomParticipant, livekit: FakeLiveKit
    ) -> None:
        room = Room.objects.get()
        start = timezone.now()
        for person in (nadia, jonas):
            livekit.enters(room.name, person.identity, joined_at=start)
        schedule = tick(at=start + timedelta(seconds=3))
        room.refresh_from_db()
        assert (room.status, room.participant_count) == (Status.IN_USE, 2)
        booking.refresh_from_db()

        for person in (nadia, jonas):
            livekit.leaves(room.name, person.identity)
        at = start + timedelta(minutes=5)
        while at < start + timedelta(minutes=12):
            tick(schedule, at=at)
            at += timedelta(seconds=20)

        room.refresh_from_db()
        booking.refresh_from_db()
        assert (room.status, room.end_reason, room.outcome) == (Status.ENDED, EndReason.EMPTY, "completed")
        assert booking.state == BookingState.COMPLETED
        assert room.name not in livekit.rooms
        assert room.final_at is not None

    def test_a_booking_whose_room_was_missed_gets_one(
        self, make_booking: MakeBooking, livekit: FakeLiveKit, now: datetime
    ) -> None:
        make_booking(starts_at=now + timedelta(hours=1))
        assert not Room.objects.exists()

        tick()

        assert Room.objects.get().status == Status.PENDING
        assert livekit.asked("create_room") == []  # not before somebody may join

    def test_what_a_webhook_request_could_not_handle_is_handled(
        self, room: Room, jonas: RoomParticipant, now: datetime
    ) -> None:
        inbox.store(Telling(room, made_at=now).joined(jonas, now))

        tick(at=now + timedelta(seconds=10))

        assert WebhookEvent.objects.get(source="livekit").processed_at is not None

    def test_a_statement_becomes_final_with_the_host_s_word_on_who_was_expected(
        self, room: Room, nadia: RoomParticipant, now: datetime
    ) -> None:
        self.ends(room, now)

        tick(at=now + timedelta(minutes=1))

        version = from_json(StatementVersion.objects.get().statement)
        assert [person.name for person in version.absent] == ["Dr. Nadia Rahman", "Priya Nair", "Jonas Weber"]

    def test_a_host_that_fails_for_one_room_keeps_no_other_from_becoming_final(
        self, room: Room, make_booking: MakeBooking, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = room_of(make_booking(starts_at=now - timedelta(minutes=20)))
        describe = EstuaryHost.describe

        def fails_for_one(host: EstuaryHost, kind: Kind, refs: Collection[str]) -> Mapping[str, Subject]:
            if room.subject_ref in refs:
                raise LookupError("this one is broken")
            return describe(host, kind, refs)

        for one in (room, other):
            self.ends(one, now)
        monkeypatch.setattr(EstuaryHost, "describe", fails_for_one)
        schedule = tick(at=now + timedelta(minutes=1))

        assert "this one is broken" in schedule.failures["finalise"]
        assert [version.room for version in StatementVersion.objects.all()] == [other]
        monkeypatch.setattr(EstuaryHost, "describe", describe)
        tick(schedule, at=now + timedelta(minutes=2))
        assert StatementVersion.objects.count() == 2

    def test_rooms_that_wait_for_an_event_hold_up_no_other(
        self, room: Room, make_booking: MakeBooking, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However many: what cannot be handled is waited for a day."""
        monkeypatch.setattr(worker, "FINAL_AT_ONCE", 1)
        other = room_of(make_booking(starts_at=now - timedelta(minutes=40)))
        stuck = inbox.store(Telling(room, made_at=now).joined("somebody", now))
        assert stuck is not None
        WebhookEvent.objects.filter(pk=stuck.pk).update(attempts=3, retry_at=now + timedelta(hours=1))
        self.ends(room, now)
        self.ends(other, now + timedelta(seconds=1))

        schedule = tick(at=now + timedelta(minutes=1))
        assert [version.room for version in StatementVersion.objects.all()] == [other]

        WebhookEvent.objects.filter(pk=stuck.pk).update(retry_at=now)
        tick(schedule, at=now + timedelta(minutes=2))
        assert [version.room for version in StatementVersion.objects.order_by("pk")] == [other, room]

    def test_whose_end_was_due_first_is_final_first(
        self, room: Room, make_booking: MakeBooking, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "FINAL_AT_ONCE", 1)
        earlier = room_of(make_booking(starts_at=now - timedelta(minutes=40)))
        self.ends(room, now)
        self.ends(earlier, now - timedelta(minutes=1))

        tick(at=now + timedelta(minutes=1))

        assert [version.room for version in StatementVersion.objects.all()] == [earlier]

    def ends(self, room: Room, now: datetime) -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.SCHEDULE, ended_at=now, at=now)
            locked.reconciles_after_end = 2
            locked.save(update_fields=["reconciles_after_end"])
            locked.save()

    def test_an_ended_room_deleted_by_an_operator_stops_nothing(
        self, room: Room, livekit: FakeLiveKit, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        livekit.enters(room.name, "somebody")
        real = livekit.list_participants

        def deleted_meanwhile(name: str, *, timeout: float | None = None) -> object:
            found = real(name)
            Room.objects.filter(name=name).delete()
            return found

        monkeypatch.setattr("rooms.livekit.list_participants", deleted_meanwhile)

        schedule = tick(at=now)

        assert schedule.failures == {}
