"""Who sleeps, and who is woken: a listener is told what they do not know, and nobody else is."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from django.db import OperationalError

from rooms.live import looker, streaming
from rooms.live.looker import Looker, Subscription
from rooms.live.reading import Place, State, read_states
from rooms.models import Room, RoomParticipant
from tests.calls import room_of, seat
from tests.site import Booking, MakeSession, User
from tests.watching.counting import Queries, begin
from tests.watching.listening import Door, Listener, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Woken:
    """Who was offered something, as often as they were."""

    by: list[Subscription] = field(default_factory=list)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Woken:
    woken = Woken()
    offer = Subscription.offer

    def noted(subscription: Subscription, place: Place, state: State) -> None:
        woken.by.append(subscription)
        offer(subscription, place, state)

    monkeypatch.setattr(Subscription, "offer", noted)
    return woken


def test_a_page_that_opens_wakes_no_other(
    make_session: MakeSession, practitioner: User, client_user: User, looks: list[int], woken: Woken
) -> None:
    session = make_session()
    room_of(session)

    async def listens() -> None:
        async with AsyncExitStack() as pages:
            for user in (practitioner, client_user) * 4:
                page = await pages.enter_async_context(Listener(user, {"subject": f"session:{session.pk}"}))
                await page.hear()
                await begin(looks, 3)

    asyncio.run(listens())

    assert woken.by == [], "nothing has changed"


def test_nor_does_one_whose_rights_are_asked_again(
    booking: Booking,
    room: Room,
    practitioner: User,
    client_user: User,
    looks: list[int],
    woken: Woken,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each stream does so once a minute, and listens anew."""
    monkeypatch.setattr(streaming, "CHECK_SECONDS", 0.02)

    async def listens() -> None:
        async with AsyncExitStack() as pages:
            for user in (practitioner, client_user):
                page = await pages.enter_async_context(Listener(user, {"subject": f"booking:{booking.pk}"}))
                await page.hear()
            await begin(looks, 8)

    asyncio.run(listens())

    assert woken.by == []


def test_a_change_wakes_all_of_its_place_once_and_nobody_of_another(
    make_session: MakeSession, client_user: User, looks: list[int], woken: Woken
) -> None:
    session, other = make_session(), make_session()
    place, another = (Place("session", str(found.pk)) for found in (session, other))
    door, jonas = Door(room_of(session)), seat(session, client_user)
    room_of(other)

    async def listens() -> None:
        states = await elsewhere(lambda: read_states({place: False, another: False}))
        known = {found: state.seen for found, state in states.items()}
        here = [Subscription({place: False}, known) for _ in range(3)]
        there = Subscription({another: False}, known)
        found = Looker()
        for subscription in (*here, there):
            found.subscribe(subscription)
        await begin(looks, 2)
        await door.comes_in(jonas)
        for subscription in here:
            while (await subscription.wait(30))[place].seen.participant_count != 1:
                pass
        await begin(looks, 2)
        for subscription in (*here, there):
            found.unsubscribe(subscription)
        assert there not in woken.by
        assert {woken.by.count(subscription) for subscription in here} <= {1, 2}, (
            "joining may be seen half-way"
        )

    asyncio.run(listens())


def test_who_knows_something_older_is_told_alone(
    booking: Booking, room: Room, jonas: RoomParticipant, looks: list[int], woken: Woken
) -> None:
    """What their page was made of was read before somebody came in, and they listen only afterwards."""
    place, door = Place("booking", str(booking.pk)), Door(room)

    async def listens() -> None:
        old = (await elsewhere(lambda: read_states({place: False})))[place].seen
        await door.comes_in(jonas)
        new = (await elsewhere(lambda: read_states({place: False})))[place].seen
        awake, late = Subscription({place: False}, {place: new}), Subscription({place: False}, {place: old})
        found = Looker()
        found.subscribe(awake)
        await begin(looks, 2)
        found.subscribe(late)
        news = await late.wait(30)
        assert news[place].seen == new
        found.unsubscribe(awake)
        found.unsubscribe(late)

        assert woken.by == [late]

    asyncio.run(listens())


def test_who_knows_what_is_so_costs_no_second_query(
    booking: Booking, room: Room, client_user: User, queries: Queries, looks: list[int]
) -> None:
    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            queries.asked.clear()
            await begin(looks, 3)

    asyncio.run(listens())

    assert not [sql for sql in queries.of("rooms-live-look") if "rooms_visit" in sql]


def test_while_the_database_is_away_a_newcomer_waits_for_the_first_look_that_succeeds(
    booking: Booking, room: Room, jonas: RoomParticipant, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, door = Place("booking", str(booking.pk)), Door(room)
    look_at, failed = looker._look_at, list[int]()

    def away(*arguments: object) -> object:
        failed.append(1)
        raise OperationalError("server closed the connection unexpectedly")

    async def listens() -> None:
        old = (await elsewhere(lambda: read_states({place: False})))[place].seen
        await door.comes_in(jonas)
        late, found = Subscription({place: False}, {place: old}), Looker()
        monkeypatch.setattr(looker, "_look_at", away)
        found.subscribe(late)
        await begin(failed, 2)
        monkeypatch.setattr(looker, "_look_at", look_at)
        news = await late.wait(30)
        found.unsubscribe(late)
        assert news[place].seen.participant_count == 1

    asyncio.run(listens())
