"""GET: what a room is to the person who asks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from rooms import lifecycle
from rooms.models import EndReason, Room, RoomParticipant
from tests.api.calling import Caller
from tests.calls import room_of, seat
from tests.conftest import MakeBooking, MakeSession
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


class TestWhoSeesIt:
    def test_the_client(self, booking: Booking, room: Room, client_user: User) -> None:
        seen = Caller(client_user).look(booking)

        assert seen.status == 200
        assert seen.body["id"] == str(room.pk)
        assert seen.body["me"]["can_join"] is True
        assert seen.body["me"]["role"] == "participant"
        assert seen.body["me"]["name"] == "Jonas Weber"

    @pytest.mark.parametrize("who", ["practitioner", "assistant"])
    def test_the_practitioners(self, who: str, booking: Booking, request: pytest.FixtureRequest) -> None:
        seen = Caller(request.getfixturevalue(who)).look(booking)

        assert seen.status == 200
        assert seen.body["me"]["role"] == "host"

    @pytest.mark.parametrize("who", ["stranger", "second_client", "staff"])
    def test_nobody_else(
        self, who: str, booking: Booking, room: Room, request: pytest.FixtureRequest
    ) -> None:
        caller = Caller(request.getfixturevalue(who))

        assert caller.look(booking) == (403, "not_a_participant")
        assert caller.look(room) == (403, "not_a_participant")

    def test_nobody_who_is_not_logged_in(self, booking: Booking, room: Room) -> None:
        assert Caller().look(booking) == (401, "not_authenticated")
        assert Caller().look(room) == (401, "not_authenticated")

    def test_by_every_address_it_is_the_same(
        self, make_session: MakeSession, client_user: User, practitioner: User
    ) -> None:
        session = make_session()
        booking = session.bookings.get(client=client_user)
        room = room_of(session)

        seen = [Caller(client_user).look(target).body for target in (session, booking, room)]

        assert {body["id"] for body in seen} == {str(room.pk)}
        assert {str(body["subject"]) for body in seen} == {str({"kind": "session", "ref": str(session.pk)})}


class TestWithoutARoom:
    def test_a_draft(self, make_session: MakeSession, client_user: User) -> None:
        seen = Caller(client_user).look(make_session(starts_at=None)).body

        assert (seen["id"], seen["name"], seen["status"]) == (None, None, None)
        assert seen["me"]["code"] == "not_allowed"
        assert seen["scheduled_start"] is None

    @pytest.mark.parametrize(
        ("state", "code"),
        [
            (BookingState.PENDING_PAYMENT, "booking_not_confirmed"),
            (BookingState.CANCELED, "booking_cancelled"),
            (BookingState.COMPLETED, "room_ended"),
        ],
    )
    def test_a_booking_in_another_state(
        self, state: BookingState, code: str, make_booking: MakeBooking, client_user: User
    ) -> None:
        seen = Caller(client_user).look(make_booking(state=state)).body

        assert seen["id"] is None
        assert seen["me"]["code"] == code
        assert seen["me"]["can_join"] is False
        assert seen["me"]["detail"]

    def test_one_that_was_missed_tells_that_it_may_be_entered(
        self, booking: Booking, client_user: User
    ) -> None:
        """The room is made by the join itself."""
        seen = Caller(client_user).look(booking).body

        assert seen["id"] is None
        assert seen["me"]["can_join"] is True


class TestMovedAway:
    """The old address keeps its end; the booking has a new room."""

    @pytest.fixture
    def old_room(self, booking: Booking, room: Room, jonas: RoomParticipant, now: datetime) -> Room:
        deliver(Telling(room, made_at=now).joined(jonas, now))
        Booking.objects.filter(pk=booking.pk).update(
            own_starts_at=now + timedelta(days=2), own_ends_at=now + timedelta(days=2, hours=1)
        )
        room_of(booking)
        room.refresh_from_db()
        assert room.end_reason == EndReason.MOVED
        return room

    def test_the_old_room_is_over(self, old_room: Room, client_user: User) -> None:
        assert Caller(client_user).look(old_room).body["me"]["code"] == "room_ended"
        assert Caller(client_user).get_token(old_room) == (410, "room_ended")

    def test_also_when_the_new_one_is_open(
        self, old_room: Room, booking: Booking, client_user: User, now: datetime
    ) -> None:
        Booking.objects.filter(pk=booking.pk).update(
            own_starts_at=now + timedelta(minutes=5), own_ends_at=now + timedelta(hours=1)
        )

        assert Caller(client_user).get_token(old_room) == (410, "room_ended")
        assert not RoomParticipant.objects.filter(room=old_room, seat_until__isnull=False).exists()
        joined = Caller(client_user).join(booking)
        assert joined.status == 200
        assert joined.body["room"]["id"] != str(old_room.pk)

    def test_the_booking_shows_the_new_room(
        self, old_room: Room, booking: Booking, client_user: User
    ) -> None:
        seen = Caller(client_user).look(booking).body

        assert seen["id"] != str(old_room.pk)
        assert seen["me"]["code"] == "too_early"


class TestNothingForTheWrongPerson:
    @pytest.fixture
    def answers(self, booking: Booking, room: Room, make_session: MakeSession) -> Any:
        session = make_session()
        room_of(session)

        def ask(user: User) -> str:
            caller = Caller(user)
            return " ".join(
                str(answer.body)
                for answer in (
                    caller.look(booking),
                    caller.look(room),
                    caller.look(session),
                    caller.join(booking),
                    caller.join(session),
                )
            )

        return ask

    def test_no_e_mail_address_but_in_ones_own_identity(
        self, answers: Any, booking: Booking, nadia: RoomParticipant, client_user: User
    ) -> None:
        text = answers(client_user)

        own = seat(booking, client_user).identity
        assert "@" not in text.replace(own, "")

    def test_no_identity_of_anybody_else(
        self, answers: Any, booking: Booking, jonas: RoomParticipant, practitioner: User
    ) -> None:
        text = answers(practitioner)

        assert jonas.identity not in text
        assert "jonas@example.org" not in text

    def test_no_client_of_a_session_sees_the_other(
        self, answers: Any, client_user: User, second_client: User
    ) -> None:
        assert "Mara Lindgren" not in answers(client_user)

    def test_a_stranger_sees_no_name_and_no_title(self, answers: Any, stranger: User) -> None:
        text = answers(stranger)

        for secret in ("Rahman", "Weber", "Consultation", "individual-"):
            assert secret not in text


def test_who_was_cancelled_out_of_a_session_is_told_so(
    make_session: MakeSession, client_user: User, second_client: User
) -> None:
    session = make_session()
    room_of(session)
    changes.cancel(session.bookings.get(client=client_user).pk, by=client_user)

    assert Caller(client_user).look(session).body["me"]["code"] == "booking_cancelled"
    assert Caller(second_client).look(session).body["me"]["code"] is None


def test_a_finished_room_keeps_its_record(
    booking: Booking, room: Room, client_user: User, now: datetime
) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.EMPTY, ended_at=now, at=now)

    seen = Caller(client_user).look(booking).body

    assert seen["id"] == str(room.pk)
    assert seen["ended_at"].endswith("Z")
    assert seen["outcome"] == "no_show_both"
