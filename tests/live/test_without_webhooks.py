"""Every webhook is lost: what LiveKit lists when it is asked puts the record right."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from dev.livekit import LiveKitServer
from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms import inbox, livekit
from rooms.models import KnownBy, Outcome, Status, WebhookEvent
from tests.conftest import MakeBooking
from tests.live.call import Call
from tests.live.caller import Line, wait_until
from tests.live.conftest import SHORT_TIMES, use
from tests.live.worker import Worker


@pytest.fixture
def call(
    line: Line,
    livekit_settings: Settings,
    transactional_db: None,
    make_booking: MakeBooking,
) -> Iterator[Call]:
    """An appointment on a server that tells us nothing."""
    livekit_settings.ROOMS = {**livekit_settings.ROOMS, **SHORT_TIMES}
    with Worker():
        call = Call(line, "booking", make_booking().pk)
        yield call
        call.hang_up()
    assert not WebhookEvent.objects.filter(source="livekit").exists()
    assert inbox.replay(call.room).differences == (), "what reconcile found makes the ledger"


def test_joins_and_leaves_are_found_out_and_the_session_completes(
    call: Call, practitioner: User, client_user: User
) -> None:
    nadia, jonas = call.enter(practitioner), call.enter(client_user)

    room = call.wait_for_room(lambda room: room.participant_count == 2, what="two are inside")
    assert {visit.joined_known_by for visit in room.visits.all()} == {KnownBy.RECONCILE}

    wait_until(lambda: Booking.objects.get().state == "in_progress", what="the booking is in progress")
    livekit_says = {p.sid: p.joined_at for p in livekit.list_participants(room.name)}
    assert {visit.livekit_sid: visit.joined_at for visit in room.visits.all()} == livekit_says

    # Longer than what is unsure of a leave that is found out: together by the ledger, too.
    second_came_at = max(livekit_says.values())
    wait_until(lambda: timezone.now() - second_came_at > timedelta(seconds=4), what="they have talked")
    jonas.leave()
    nadia.leave()
    room = call.wait_for_status(Status.ENDED, within=20)
    assert {visit.left_known_by for visit in room.visits.all()} <= {KnownBy.RECONCILE, KnownBy.ROOM_END}
    assert room.outcome == Outcome.COMPLETED
    wait_until(lambda: Booking.objects.get().state == "completed", what="the booking is completed")


def test_a_zombie_is_found_and_put_out(call: Call, practitioner: User, client_user: User) -> None:
    call.enter(client_user)
    call.post(practitioner, f"{call.room.id}/end/")
    name = call.room.name
    wait_until(lambda: not livekit.list_rooms([name]), what="LiveKit's room is gone")

    assert call.haunt(client_user).wait_until_put_out() == "ROOM_DELETED"
    assert call.room.status == Status.ENDED


def test_a_removed_person_who_comes_back_is_found_and_put_out(
    call: Call, practitioner: User, client_user: User
) -> None:
    call.enter(practitioner)
    jonas = call.enter(client_user)
    call.act_on(call.participant(client_user), "remove", by=practitioner)
    assert jonas.wait_until_put_out() == "PARTICIPANT_REMOVED"

    for _ in range(2):
        assert call.connect(client_user).wait_until_put_out() == "PARTICIPANT_REMOVED"


def test_a_crash_of_the_server_in_mid_call_costs_no_record_and_people_come_back(
    call: Call,
    practitioner: User,
    client_user: User,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with LiveKitServer(directory=tmp_path_factory.mktemp("livekit")) as server:
        use(server, settings)
        visits = [call.visit_of(call.enter(user)) for user in (practitioner, client_user)]
        first_sid = call.room.livekit_sid

        server.kill()
        refused = call.ask_to_join(client_user)
        assert (refused.status_code, refused.json()["code"]) == (503, "livekit_unavailable")
        server.start()

        # One person's page asks for a fresh token, which makes the room again; then these clients, which have
        # more patience than a browser's, find back by themselves.
        assert call.ask_to_join(client_user).status_code == 200
        for visit in visits:
            assert call.wait_for_leave(visit).left_known_by == KnownBy.ESTIMATE
        room = call.wait_for_room(
            lambda room: room.participant_count == 2 and room.livekit_sid != first_sid,
            what="both are back",
            within=40,
        )
        assert room.status == Status.IN_USE
        assert room.visits.count() == 4
        call.hang_up()
