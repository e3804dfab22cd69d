"""What a page gets that cannot have a stream: the same facts, once, and when to ask again."""

import asyncio

import pytest
from pytest_django import Settings

from rooms.live import limits
from rooms.models import Room, RoomParticipant
from tests.api.calling import Answer, Caller
from tests.api.schema import assert_as_documented
from tests.site import Booking, User
from tests.watching.listening import PATH, STREAM, Door, Listener


def poll(user: User | None, query: str, *, accept: str = STREAM) -> Answer:
    """By a server under WSGI."""
    caller = Caller(user)
    response = caller.client.get(PATH + query, headers={**caller.headers, "accept": accept})
    answer = Answer(response)
    assert_as_documented("GET", PATH, answer.status, answer.body)
    return answer


@pytest.mark.parametrize("accept", [STREAM, "application/json", "*/*"])
def test_under_wsgi_everybody_polls(accept: str, booking: Booking, room: Room, client_user: User) -> None:
    answer = poll(client_user, f"?subject=booking:{booking.pk}&subject=booking:999999", accept=accept)

    assert answer.status == 200
    assert answer.response["Content-Type"] == "application/json"
    assert "no-store" in answer.response["Cache-Control"]
    assert (answer.body["mode"], answer.body["every_seconds"]) == ("poll", 5)
    (told,) = answer.body["rooms"]
    assert (told["watch"], told["room"]) == (f"booking:{booking.pk}", str(room.pk))
    assert [denied["code"] for denied in answer.body["denied"]] == ["not_found"]


@pytest.mark.django_db(transaction=True)
def test_it_says_what_a_stream_would_say(
    booking: Booking, room: Room, jonas: RoomParticipant, practitioner: User
) -> None:
    watched = f"booking:{booking.pk}"

    async def listens() -> object:
        await Door(room).comes_in(jonas)
        async with Listener(practitioner, {"subject": watched}) as page:
            return (await page.hear()).data

    told = asyncio.run(listens())

    assert poll(practitioner, f"?subject={watched}").body["rooms"] == [told]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_under_asgi_who_asks_for_json_gets_it(accept: str, booking: Booking, client_user: User) -> None:
    async def asks() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}, accept=accept) as page:
            assert page.json["mode"] == "poll"

    asyncio.run(asks())


@pytest.mark.django_db(transaction=True)
def test_a_process_that_holds_as_many_as_it_can_lets_people_poll(
    booking: Booking, client_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STREAMS_A_PROCESS", 1)

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as first:
            await first.hear()
            async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as second:
                assert second.json["mode"] == "poll"

    asyncio.run(listens())


def test_the_refusals_are_those_of_the_api(booking: Booking, stranger: User) -> None:
    assert poll(None, f"?subject=booking:{booking.pk}") == (401, "not_authenticated")
    assert poll(stranger, f"?subject=booking:{booking.pk}") == (403, "not_a_participant")
    assert poll(stranger, "?subject=booking:0") == (404, "not_found")
    assert poll(stranger, "") == (400, "invalid")


def test_each_time_is_one_of_the_reads_that_people_have(
    booking: Booking, client_user: User, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "THROTTLE_READ": "2/min"}
    answers = [poll(client_user, f"?subject=booking:{booking.pk}").status for _ in range(3)]

    assert answers == [200, 200, 429]
