"""What somebody who listens is told, and when."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import lifecycle
from rooms.live import streaming
from rooms.models import EndReason, Room, RoomParticipant
from tests.calls import room_of, seat
from tests.site import Booking, MakeBooking, MakeSession, Site, User
from tests.watching.listening import Door, Listener, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_begins_with_how_it_stands(booking: Booking, room: Room, client_user: User) -> None:
    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            assert page.status == 200
            assert page.headers["content-type"] == "text/event-stream"
            assert (await page.hear_anything()).retry
            heard = await page.hear()
            assert heard.id
            assert heard.data == {
                "watch": f"booking:{booking.pk}",
                "room": str(room.pk),
                "status": "pending",
                "outcome": None,
                "started_at": None,
                "ended_at": None,
                "participant_count": 0,
                "hosts_inside": 0,
                "clients_inside": 0,
                "people": None,
                "revision": room.revision,
            }

    asyncio.run(listens())


def test_who_comes_and_goes_is_told(
    booking: Booking, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, client_user: User
) -> None:
    door = Door(room)

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear_until(participant_count=0)
            await door.comes_in(nadia)
            told = await page.hear_until(participant_count=1)
            assert (told["hosts_inside"], told["clients_inside"], told["status"]) == (1, 0, "in_use")
            await door.comes_in(jonas)
            told = await page.hear_until(participant_count=2)
            assert (told["hosts_inside"], told["clients_inside"]) == (1, 1)
            await door.goes(nadia)
            told = await page.hear_until(participant_count=1)
            assert told["hosts_inside"] == 0

    asyncio.run(listens())


def test_the_end_and_its_outcome_are_told(booking: Booking, room: Room, client_user: User) -> None:
    def ends() -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.EMPTY, ended_at=timezone.now(), at=timezone.now())

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            await elsewhere(ends)
            told = await page.hear_until(status="ended")
            assert told["ended_at"]
            assert told["outcome"] == "no_show_both"

    asyncio.run(listens())


def test_a_room_that_is_made_later_is_heard_of(
    make_booking: MakeBooking, client_user: User, site: Site
) -> None:
    booking = make_booking(starts_at=timezone.now() + timedelta(hours=1))
    Room.objects.all().delete()

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            told = (await page.hear()).data
            assert (told["room"], told["status"], told["participant_count"]) == (None, None, 0)
            room = await elsewhere(lambda: room_of(booking))
            await page.hear_until(room=str(room.pk), status="pending")

    asyncio.run(listens())


class TestWhoGetsNames:
    def test_a_practitioner(
        self, make_session: MakeSession, practitioner: User, client_user: User, second_client: User
    ) -> None:
        session = make_session()
        door = Door(room_of(session))
        jonas, mara = seat(session, client_user), seat(session, second_client)

        async def listens() -> None:
            async with Listener(practitioner, {"subject": f"session:{session.pk}"}) as page:
                assert (await page.hear()).data["people"] == []
                await door.comes_in(jonas)
                await page.hear_until(participant_count=1)
                await door.comes_in(mara)
                told = await page.hear_until(participant_count=2)
                assert told["people"] == [
                    {"id": str(jonas.pk), "name": "Jonas Weber", "role": "participant"},
                    {"id": str(mara.pk), "name": "Mara Lindgren", "role": "participant"},
                ]

        asyncio.run(listens())

    @pytest.mark.parametrize("kind", ["workshop", "webinar"])
    def test_not_a_client_beside_them(
        self, kind: str, make_session: MakeSession, practitioner: User, client_user: User, second_client: User
    ) -> None:
        session = make_session(kind)
        door = Door(room_of(session))
        mara = seat(session, second_client)

        async def listens() -> None:
            async with (
                Listener(practitioner, {"subject": f"session:{session.pk}"}) as desk,
                Listener(client_user, {"subject": f"session:{session.pk}"}) as page,
            ):
                await page.hear()
                await door.comes_in(mara)
                told = await page.hear_until(participant_count=1)
                assert told["people"] is None
                assert "Mara" not in str(told)
                assert (await desk.hear_until(participant_count=1))["people"][0]["name"] == "Mara Lindgren"

        asyncio.run(listens())


def test_a_place_in_a_session_hears_of_the_sessions_room(
    make_session: MakeSession, client_user: User, site: Site
) -> None:
    session = make_session()
    room, place = room_of(session), site.place_of(session, client_user)

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{place.pk}"}) as page:
            told = (await page.hear()).data
            assert (told["watch"], told["room"]) == (f"booking:{place.pk}", str(room.pk))

    asyncio.run(listens())


def test_one_room_by_its_address_is_that_room_for_ever(
    booking: Booking, room: Room, client_user: User
) -> None:
    async def listens() -> None:
        async with Listener(client_user, {"room": str(room.pk)}) as page:
            told = (await page.hear()).data
            assert (told["watch"], told["room"]) == (f"room:{room.pk}", str(room.pk))

    asyncio.run(listens())


class TestComingBack:
    def test_to_nothing_new(self, booking: Booking, room: Room, client_user: User) -> None:
        watched = f"booking:{booking.pk}"

        async def listens() -> None:
            async with Listener(client_user, {"subject": watched}) as page:
                last = (await page.hear()).id
            async with Listener(client_user, {"subject": watched}, headers={"last-event-id": last}) as page:
                assert (await page.hear_anything()).retry
                assert (await page.hear_anything()).comment == "nothing new"

        asyncio.run(listens())

    def test_to_what_happened_meanwhile(
        self, booking: Booking, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        door, watched = Door(room), f"booking:{booking.pk}"

        async def listens() -> None:
            async with Listener(client_user, {"subject": watched}) as page:
                last = (await page.hear()).id
            await door.comes_in(jonas)
            async with Listener(client_user, {"subject": watched}, headers={"last-event-id": last}) as page:
                assert (await page.hear()).data["participant_count"] == 1

        asyncio.run(listens())

    def test_of_several_only_those_that_were_all_heard_count(
        self, make_booking: MakeBooking, client_user: User
    ) -> None:
        """The id comes with the last event of a batch: whoever lost the line before that gets all of them."""
        watched = [f"booking:{make_booking().pk}" for _ in range(3)]

        async def listens() -> None:
            async with Listener(client_user, {"subject": watched}) as page:
                heard = [await page.hear() for _ in watched]
                assert [event.data["watch"] for event in heard] == watched
                assert [bool(event.id) for event in heard] == [False, False, True]

        asyncio.run(listens())


def test_a_silent_line_beats(booking: Booking, client_user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BEAT_SECONDS", 0.05)

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            beats = [await page.hear_anything() for _ in range(3)]
            assert {beat.comment for beat in beats} == {"beat"}

    asyncio.run(listens())


def test_nothing_on_the_way_may_keep_it_back(booking: Booking, client_user: User) -> None:
    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            assert page.headers["x-accel-buffering"] == "no"
            assert "no-store" in page.headers["cache-control"]
            assert page.headers["content-encoding"] == "identity"

    asyncio.run(listens())
