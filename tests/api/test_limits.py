"""How often somebody may ask, and what a busy database answers."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState
from rooms.models import Room, RoomParticipant, Visit
from tests.api.calling import Caller
from tests.calls import ask, room_of
from tests.conftest import MakeBooking, MakeSession
from tests.database import held_by_somebody_else
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


class TestThrottles:
    def test_thirty_joins_a_minute_then_a_rest(
        self, booking: Booking, client_user: User, second_client: User
    ) -> None:
        caller = Caller(client_user)
        for _ in range(30):
            assert caller.join("booking/999999/") == (404, "not_found")

        refused = caller.join(booking)

        assert refused == (429, "throttled")
        wait = datetime.fromisoformat(refused.body["retry_at"]) - timezone.now()
        assert timedelta(0) < wait <= timedelta(minutes=1)
        assert 1 <= int(refused.response["Retry-After"]) <= 60
        # Tokens by the address of the room are the same tokens; reading goes on; nobody else is meant.
        assert caller.get_token("6f0e8c5a-0000-4000-8000-000000000000/") == (429, "throttled")
        assert caller.look(booking).status == 200
        assert Caller(second_client).join(booking) == (403, "not_a_participant")

    def test_by_session_or_token_it_is_the_same_person(self, booking: Booking, client_user: User) -> None:
        for by in ("session", "bearer") * 15:
            Caller(client_user, by=by).join("booking/999999/")

        assert Caller(client_user).join(booking) == (429, "throttled")

    def test_reading_ten_times_a_second_is_fine(self, client_user: User) -> None:
        caller = Caller(client_user)
        # Ten seconds' worth, faster than that.
        assert {caller.look("booking/999999/").status for _ in range(100)} == {404}

    def test_a_host_may_set_another_rate(self, client_user: User, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "THROTTLE_JOIN": "1/min"}
        caller = Caller(client_user)

        assert caller.join("booking/999999/").status == 404
        assert caller.join("booking/999999/").status == 429


def fill(session: Session, people: int) -> Room:
    """So many clients with bookings, tokens and two visits each."""
    room = room_of(session)
    users = User.objects.bulk_create(
        User(email=f"viewer{n}@example.org", name=f"Viewer {n}") for n in range(people)
    )
    Booking.objects.bulk_create(
        Booking(session=session, client=user, state=BookingState.CONFIRMED) for user in users
    )
    crowd = RoomParticipant.objects.bulk_create(
        RoomParticipant(
            room=room,
            user=user,
            user_ref=str(user.pk),
            identity=f"{user.pk}-x",
            name=user.name,
            role="participant",
            is_client=True,
        )
        for user in users
    )
    now = timezone.now()
    Visit.objects.bulk_create(
        Visit(
            room=room,
            participant=who,
            livekit_sid=f"PA_{who.pk}_{n}",
            joined_at=now - timedelta(minutes=4),
            joined_known_by="webhook",
            left_at=now - timedelta(minutes=3) if n == 0 else None,
            left_known_by="webhook" if n == 0 else "",
        )
        for who in crowd
        for n in range(2)
    )
    return room


class TestConstantQueries:
    """The number of queries does not grow with the people in the room."""

    def queries(self, call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as found:
            call()
        return len(found)

    @pytest.mark.parametrize(
        "what",
        [
            "look",
            "look_by_room",
            "join",
            "get_token",
            "people",
            "webhook",
            "statement",
            "statement_table",
            "my_statement",
        ],
    )
    def test_with_one_or_fifty(
        self, what: str, make_session: MakeSession, client_user: User, practitioner: User
    ) -> None:
        counts = []
        for people in (1, 50):
            session = make_session(clients=(client_user,))
            room = fill(session, people) if people == 50 else room_of(session)
            ask(session, client_user)
            client, host = Caller(client_user), Caller(practitioner)
            host.people(room)
            told = Telling(room, made_at=timezone.now())
            mine = room.participants.get(user=client_user)
            calls: dict[str, Callable[[], object]] = {
                "look": partial(client.look, session),
                "look_by_room": partial(client.look, room),
                "join": partial(client.join, session),
                "get_token": partial(client.get_token, room),
                "people": partial(host.people, room),
                "statement": partial(host.statement, room),
                "statement_table": partial(host.table, f"rooms/{room.pk}/statement.csv"),
                "my_statement": partial(client.statement, room, "mine/"),
                "webhook": partial(deliver, told.joined(mine, timezone.now())),
            }
            counts.append(self.queries(calls[what]))

        assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
class TestABusyDatabase:
    """Somebody else holds the locks: a real second connection, and a short patience."""

    @pytest.fixture
    def busy(self, make_booking: MakeBooking, client_user: User) -> Iterator[Booking]:
        booking = make_booking()
        room_of(booking)
        with held_by_somebody_else():
            yield booking

    def test_a_join_is_told_so(self, busy: Booking, client_user: User, livekit: FakeLiveKit) -> None:
        refused = Caller(client_user).join(busy)

        assert refused == (503, "database_busy")
        assert refused.response["Retry-After"]
        assert livekit.asked("create_room") == []

    def test_reading_goes_on(self, busy: Booking, client_user: User) -> None:
        assert Caller(client_user).look(busy).status == 200

    def test_a_room_is_not_ended_by_half(self, busy: Booking, practitioner: User) -> None:
        room = Room.objects.get()

        assert Caller(practitioner).end(room) == (503, "database_busy")
        room.refresh_from_db()
        assert not room.has_ended

    def test_livekit_sends_its_webhook_again(self, busy: Booking) -> None:
        told = Telling(Room.objects.get(), made_at=timezone.now())

        assert deliver(told.started()).status_code == 503
