"""Who must not be inside is put out, however they came in, each time."""

import pytest
from livekit import rtc

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Booking
from rooms import livekit
from rooms.models import EndReason, Outcome, Status
from tests.live.call import Call
from tests.live.caller import Caller, wait_until


class TestEndedForEveryone:
    def test_everybody_is_put_out_and_nobody_gets_back_in(
        self, call: Call, practitioner: User, client_user: User
    ) -> None:
        nadia, jonas = call.enter(practitioner), call.enter(client_user)

        answer = call.post(practitioner, f"{call.room.id}/end/")

        assert answer.status_code == 200
        assert answer.json()["status"] == "ended"
        assert nadia.wait_until_put_out() == jonas.wait_until_put_out() == "ROOM_DELETED"
        room = call.room
        assert (room.status, room.end_reason) == (Status.ENDED, EndReason.HOST)
        wait_until(lambda: not livekit.list_rooms([room.name]), what="LiveKit's room is gone")
        refused = call.ask_to_join(client_user)
        assert (refused.status_code, refused.json()["code"]) == (410, "room_ended")

    def test_the_record_of_who_was_there_is_closed_at_the_end(
        self, call: Call, practitioner: User, client_user: User
    ) -> None:
        visits = [call.visit_of(call.enter(user)) for user in (practitioner, client_user)]

        call.post(practitioner, f"{call.room.id}/end/")

        for visit in visits:
            left = call.wait_for_leave(visit)
            assert left.left_at is not None
            assert left.left_at >= left.joined_at

    def test_a_client_cannot_end_it(self, call: Call, client_user: User) -> None:
        jonas = call.enter(client_user)

        answer = call.post(client_user, f"{call.room.id}/end/")

        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert jonas.is_connected


class TestZombies:
    """A token lives longer than its room."""

    def test_it_does_not_open_a_room_that_is_gone(
        self, call: Call, practitioner: User, client_user: User
    ) -> None:
        call.enter(client_user)
        call.post(practitioner, f"{call.room.id}/end/")
        wait_until(lambda: not livekit.list_rooms([call.room.name]), what="LiveKit's room is gone")

        with pytest.raises(rtc.ConnectError):
            call.connect(client_user)

    def test_whoever_appears_in_an_ended_room_is_put_out_each_time(
        self, call: Call, practitioner: User, client_user: User
    ) -> None:
        visit = call.visit_of(call.enter(client_user))
        call.post(practitioner, f"{call.room.id}/end/")
        ended = call.wait_for_room(lambda room: room.status == Status.ENDED, what="it is over")
        call.wait_for_leave(visit)

        for _ in range(2):
            wait_until(lambda: not livekit.list_rooms([ended.name]), what="LiveKit's room is gone")
            assert call.haunt(client_user).wait_until_put_out() == "ROOM_DELETED"

        after = call.room
        assert (after.id, after.status, after.ended_at) == (ended.id, Status.ENDED, ended.ended_at)
        assert after.outcome == ended.outcome
        assert after.participant_count == 0


class TestRemoval:
    def test_a_removed_person_is_out_and_stays_out_until_readmitted(
        self, call: Call, practitioner: User, client_user: User
    ) -> None:
        nadia, jonas = call.enter(practitioner), call.enter(client_user)
        person = call.participant(client_user)

        assert call.act_on(person, "remove", by=practitioner).json()["removed"] is True
        assert jonas.wait_until_put_out() == "PARTICIPANT_REMOVED"
        refused = call.ask_to_join(client_user)
        assert (refused.status_code, refused.json()["code"]) == (403, "removed")

        for _ in range(2):  # LiveKit itself lets the old token in, again and again
            assert call.connect(client_user).wait_until_put_out() == "PARTICIPANT_REMOVED"
        assert nadia.is_connected

        assert call.act_on(person, "readmit", by=practitioner).json()["removed"] is False
        back = call.enter(client_user)
        assert_stays(back)
        assert call.participant(client_user).id == person.id

    def test_a_practitioner_cannot_be_removed(self, call: Call, practitioner: User, assistant: User) -> None:
        nadia = call.enter(practitioner)
        call.enter(assistant)

        answer = call.act_on(call.participant(practitioner), "remove", by=assistant)

        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert nadia.is_connected

    def test_a_client_removes_nobody(self, call: Call, practitioner: User, client_user: User) -> None:
        call.enter(practitioner)
        call.enter(client_user)

        answer = call.act_on(call.participant(client_user), "remove", by=client_user)

        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_when_the_booking_is_cancelled_the_call_is_over(
    call: Call, practitioner: User, client_user: User
) -> None:
    nadia, jonas = call.enter(practitioner), call.enter(client_user)

    changes.cancel(Booking.objects.get().pk, by=client_user)

    assert nadia.wait_until_put_out() == jonas.wait_until_put_out() == "ROOM_DELETED"
    room = call.wait_for_status(Status.ENDED)
    assert room.end_reason == EndReason.CANCELLED
    refused = call.ask_to_join(client_user)
    assert (refused.status_code, refused.json()["code"]) == (403, "booking_cancelled")
    assert room.outcome in {Outcome.CANCELLED, Outcome.COMPLETED}


def assert_stays(caller: Caller, *, seconds: float = 2.5) -> None:
    """Longer than webhook, worker and two reconciles need to put somebody out."""
    with pytest.raises(TimeoutError):
        caller.wait_until_put_out(within=seconds)
