"""Sessions with many: who is counted, who is seen, who is put out."""

from collections.abc import Callable

from livekit import api

from dev.livekit import LiveKitServer
from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState
from rooms.models import ParticipantKind, Role, Status, Visit
from tests.live.call import Call
from tests.live.caller import Caller, wait_until


def helpers_token(server: LiveKitServer, room_name: str, identity: str, **grants: bool) -> str:
    """Such as LiveKit's own services, or somebody with its keys, make."""
    grant = api.VideoGrants(room_join=True, room=room_name, **grants)  # type: ignore[arg-type]
    return api.AccessToken(server.key, server.secret).with_identity(identity).with_grants(grant).to_jwt()


def test_viewers_of_a_broadcast_are_hidden_in_the_call_and_counted_in_the_record(
    session_call: Callable[[str], Call], practitioner: User, client_user: User, second_client: User
) -> None:
    call = session_call("broadcast")
    nadia = call.enter(practitioner)
    jonas, mara = call.enter(client_user), call.enter(second_client)

    room = call.wait_for_room(lambda room: room.participant_count == 3, what="three are counted")
    assert room.room_type == "broadcast"
    assert nadia.sees == set()
    assert jonas.sees == mara.sees == {call.participant(practitioner).identity}
    assert {p.role for p in room.participants.all()} == {Role.HOST, Role.VIEWER}

    mara.leave()
    call.wait_for_room(lambda room: room.participant_count == 2, what="one has left")


def test_nobody_in_a_group_reads_an_address_in_an_identity(
    session_call: Callable[[str], Call], practitioner: User, client_user: User, second_client: User
) -> None:
    call = session_call("workshop")
    for user in (practitioner, client_user):
        call.enter(user)
    mara = call.enter(second_client)

    wait_until(lambda: len(mara.sees) == 2, what="she sees both")
    assert not any("@" in identity for identity in mara.sees)


def test_who_cancels_is_put_out_and_stays_out_until_booked_again(
    session_call: Callable[[str], Call], practitioner: User, client_user: User, second_client: User
) -> None:
    call = session_call("workshop")
    nadia, jonas, mara = (call.enter(user) for user in (practitioner, client_user, second_client))
    place = Booking.objects.get(client=client_user)

    changes.cancel(place.pk, by=client_user)

    assert jonas.wait_until_put_out() == "PARTICIPANT_REMOVED"
    refused = call.ask_to_join(client_user)
    assert (refused.status_code, refused.json()["code"]) == (403, "booking_cancelled")
    for _ in range(2):
        assert call.connect(client_user).wait_until_put_out() == "PARTICIPANT_REMOVED"
    assert nadia.is_connected
    assert mara.is_connected

    changes.book_session(Session.objects.get(), client_user, state=BookingState.CONFIRMED)
    assert call.enter(client_user).is_connected
    assert call.room.status == Status.IN_USE


def test_a_recorder_keeps_nobody_company(
    session_call: Callable[[str], Call],
    practitioner: User,
    reporting_livekit: LiveKitServer,
    caller: Callable[[str], Caller],
) -> None:
    call = session_call("workshop")
    nadia = call.enter(practitioner)
    recorder = helpers_token(reporting_livekit, call.room.name, "EG_recorder", hidden=True, recorder=True)
    caller("a recorder").join(call.url, recorder)

    nadia.leave()

    room = call.wait_for_status(Status.ACTIVE, Status.PENDING)
    assert room.participant_count == 0
    assert not room.participants.filter(identity="EG_recorder").exists()


def test_somebody_whom_we_did_not_let_in_is_in_the_record_as_a_guest(
    session_call: Callable[[str], Call],
    practitioner: User,
    reporting_livekit: LiveKitServer,
    caller: Callable[[str], Caller],
) -> None:
    """With LiveKit's keys anybody can make a token: the ledger says who was there, not who should have been."""
    call = session_call("workshop")
    call.enter(practitioner)

    unknown = caller("somebody").join(
        call.url, helpers_token(reporting_livekit, call.room.name, "nobody-knows")
    )

    visit = call.visit_of(unknown)
    assert visit.participant.kind == ParticipantKind.GUEST
    assert not visit.participant.is_client
    assert Visit.objects.filter(room=call.room).count() == 2
