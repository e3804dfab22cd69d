"""What listeners cost: one look for all of them, and nothing while nobody listens."""

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.utils import OperationalError

from rooms.live import looker, reading
from rooms.models import Room, RoomParticipant
from tests.calls import room_of, seat
from tests.site import Booking, MakeBooking, MakeSession, Site, User
from tests.watching.counting import Queries, begin
from tests.watching.listening import PATIENCE_SECONDS, Door, Listener, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_listeners_cost_one_query_a_look(
    make_session: MakeSession,
    make_booking: MakeBooking,
    practitioner: User,
    client_user: User,
    queries: Queries,
    looks: list[int],
) -> None:
    sessions, bookings = [make_session() for _ in range(3)], [make_booking() for _ in range(3)]
    for subject in (*sessions, *bookings):
        room_of(subject)
    watched = [*(f"session:{s.pk}" for s in sessions), *(f"booking:{b.pk}" for b in bookings)]

    async def listens() -> None:
        async with AsyncExitStack() as pages:
            for user in (practitioner, client_user) * 8:
                page = await pages.enter_async_context(Listener(user, {"subject": watched}))
                for _ in watched:
                    await page.hear()
            await begin(looks, 2)  # the newest of them is known to the looker now
            looks.clear()
            queries.asked.clear()
            await begin(looks, 4)
            seen, asked = len(looks), queries.of("rooms-live-look")
        assert set(looks) == {6}
        # PostgreSQL's connections set themselves up with queries of their own. A look may be under way at both ends.
        assert abs(len([sql for sql in asked if "rooms_room" in sql]) - seen) <= 1

    asyncio.run(listens())


def test_a_change_is_read_once_for_all(
    make_session: MakeSession, practitioner: User, client_user: User, queries: Queries, looks: list[int]
) -> None:
    session = make_session()
    door, jonas = Door(room_of(session)), seat(session, client_user)

    async def listens() -> None:
        async with AsyncExitStack() as stack:
            pages = [
                await stack.enter_async_context(Listener(user, {"subject": f"session:{session.pk}"}))
                for user in (practitioner, client_user) * 8
            ]
            for page in pages:
                await page.hear()
            await begin(looks, 2)
            queries.asked.clear()
            await door.comes_in(jonas)
            for page in pages:
                await page.hear_until(participant_count=1)
            asked = queries.of("rooms-live-look")
        # The look, who is inside in numbers, and by name; joining is told once, or twice where it was seen half-way.
        assert len([sql for sql in asked if "COUNT" in sql]) <= 2
        assert len([sql for sql in asked if "ROW_NUMBER" in sql]) <= 2

    asyncio.run(listens())


def test_names_are_not_read_where_nobody_may_know_them(
    make_session: MakeSession, client_user: User, second_client: User, queries: Queries
) -> None:
    session = make_session()
    door, jonas = Door(room_of(session)), seat(session, client_user)

    async def listens() -> None:
        async with Listener(second_client, {"subject": f"session:{session.pk}"}) as page:
            await page.hear()
            await door.comes_in(jonas)
            await page.hear_until(participant_count=1)

    asyncio.run(listens())

    assert not [sql for _, sql in queries.asked if "ROW_NUMBER" in sql]


def test_nobody_listens_nobody_looks(booking: Booking, client_user: User, looks: list[int]) -> None:
    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            await begin(looks, 2)
        # The last one may be under way, in the one thread in which all of them are.
        await elsewhere(looker._looking.submit(len, "").result)
        looks.clear()
        await asyncio.sleep(0.2)
        assert looks == []

    asyncio.run(listens())


@pytest.mark.parametrize("number", [1, 20])
def test_a_long_day_opens_with_as_many_queries_as_a_short_one(
    number: int,
    make_session: MakeSession,
    make_booking: MakeBooking,
    practitioner: User,
    client_user: User,
    queries: Queries,
    site: Site,
) -> None:
    watched = []
    for _ in range(number):
        session, booking = make_session(), make_booking()
        seat(session, client_user)
        watched += [
            f"session:{session.pk}",
            f"booking:{booking.pk}",
            f"booking:{site.place_of(session, client_user).pk}",
        ]
    connections.close_all()

    async def listens() -> None:
        async with Listener(practitioner, {"subject": watched}, by="bearer") as page:
            for _ in watched:
                await page.hear()

    queries.asked.clear()
    asyncio.run(listens())

    opening = [sql for name, sql in queries.asked if not name.startswith("rooms-live")]
    selects = [sql for sql in opening if sql.startswith("SELECT")]
    assert len(selects) <= 16, selects


def test_a_listener_holds_no_connection(
    booking: Booking, room: Room, client_user: User, looks: list[int]
) -> None:
    open_ones: set[int] = set()

    def note(connection: Any, **_: object) -> None:
        close = connection.close

        def closes() -> None:
            open_ones.discard(id(connection))
            close()

        open_ones.add(id(connection))
        connection.close = closes

    connections.close_all()
    connection_created.connect(note)

    async def listens() -> None:
        async with AsyncExitStack() as pages:
            for _ in range(5):
                page = await pages.enter_async_context(
                    Listener(client_user, {"subject": f"booking:{booking.pk}"})
                )
                await page.hear()
            await begin(looks, 2)
            # The look itself may be at work just now.
            async with asyncio.timeout(PATIENCE_SECONDS):
                while len(open_ones) > 1:
                    await asyncio.sleep(0.01)

    try:
        asyncio.run(listens())
    finally:
        connection_created.disconnect(note)


def test_a_database_that_is_away_for_a_moment_costs_nobody_the_stream(
    booking: Booking,
    room: Room,
    jonas: RoomParticipant,
    client_user: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = Door(room)
    read_seen = reading.read_seen

    failed: list[int] = []

    def away(places: Any) -> Any:
        failed.append(len(places))
        raise OperationalError("server closed the connection unexpectedly")

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            monkeypatch.setattr(reading, "read_seen", away)
            await begin(failed, 3)
            monkeypatch.setattr(reading, "read_seen", read_seen)
            await door.comes_in(jonas)
            await page.hear_until(participant_count=1)

    with caplog.at_level(logging.WARNING, "rooms.live"):
        asyncio.run(listens())
    assert len(caplog.records) == 1, "once, not each second"


def test_a_bug_ends_the_streams_so_that_pages_come_back(
    booking: Booking, client_user: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(places: Any) -> Any:
        raise ZeroDivisionError

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            with monkeypatch.context() as patch:
                patch.setattr(reading, "read_seen", broken)
                assert await page.hears_the_end()
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()

    asyncio.run(listens())
    assert "ZeroDivisionError" in caplog.text


class TestASubjectWithSeveralRooms:
    def test_has_the_open_one_else_the_latest(self, booking: Booking, room: Room) -> None:
        place = reading.Place("booking", str(booking.pk))
        facts = {"room_type": room.room_type, "subject_kind": "booking", "subject_ref": place.ref,
                 "max_participants": 2, "status": "ended", "ended_at": room.created_at}  # fmt: skip

        assert reading.read_seen([place])[place].room_id == room.pk
        later = Room.objects.create(name="individual-000000000001", **facts)
        assert reading.read_seen([place])[place].room_id == room.pk, "the open one"
        Room.objects.filter(pk=room.pk).update(status="ended", ended_at=room.created_at)
        assert reading.read_seen([place])[place].room_id == later.pk, "the latest"

    def test_each_by_its_own_address_too(self, booking: Booking, room: Room) -> None:
        places = [reading.Place("room", str(room.pk)), reading.Place("booking", str(booking.pk))]

        found = reading.read_seen(places)

        assert [found[place].room_id for place in places] == [room.pk, room.pk]


def test_of_a_crowd_the_first_hundred_are_named(
    make_session: MakeSession, client_user: User, monkeypatch: pytest.MonkeyPatch, second_client: User
) -> None:
    monkeypatch.setattr(reading, "MOST_NAMES", 1)
    session = make_session()
    room = room_of(session)
    door = Door(room)

    async def come() -> None:
        for user in (second_client, client_user):
            who = await elsewhere(partial(seat, session, user))
            await door.comes_in(who)

    asyncio.run(come())

    assert [person.name for person in reading.read_people([room.pk])[room.pk]] == ["Mara Lindgren"]
