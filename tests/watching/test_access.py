"""Who may listen, and until when."""

import asyncio
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as WebSession
from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Service
from rooms.live import limits, streaming
from rooms.models import Room, RoomParticipant
from tests.calls import room_of, seat
from tests.conftest import MakeBooking, MakeSession
from tests.watching.listening import Door, Listener, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def short_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Access is asked for again at once."""
    monkeypatch.setattr(streaming, "CHECK_SECONDS", 0.05)


class TestNobodyListensWhoMayNot:
    def listens(
        self, user: User | None, *, subject: str | list[str] | None = None, room: str = ""
    ) -> tuple[int, str]:
        watched = {"room": room} if room else {"subject": subject or []}

        async def listens() -> tuple[int, str]:
            async with Listener(user, watched) as page:
                assert page.headers["content-type"] == "application/json"
                return page.status, page.json["code"]

        return asyncio.run(listens())

    def test_without_a_log_in(self, booking: Booking) -> None:
        assert self.listens(None, subject=f"booking:{booking.pk}") == (401, "not_authenticated")

    def test_a_stranger(self, booking: Booking, room: Room, stranger: User) -> None:
        assert self.listens(stranger, subject=f"booking:{booking.pk}") == (403, "not_a_participant")
        assert self.listens(stranger, room=str(room.pk)) == (403, "not_a_participant")

    def test_to_what_there_is_not(self, client_user: User) -> None:
        assert self.listens(client_user, subject="booking:999999") == (404, "not_found")
        nowhere = "6f0e8c5a-0000-4000-8000-000000000000"
        assert self.listens(client_user, room=nowhere) == (404, "not_found")

    @pytest.mark.parametrize(
        "subject",
        [
            "",
            "booking",
            "booking:",
            "room:1",
            "course:1",
            "booking:" + "1" * 65,
            "session:\0",
            [],
            ["booking:1"] * 101,
        ],
    )
    def test_to_what_is_no_subject(self, subject: str | list[str], client_user: User) -> None:
        if len(subject) > 100:
            subject = [f"booking:{number}" for number in range(101)]
        assert self.listens(client_user, subject=subject) == (400, "invalid")

    def test_to_what_is_no_room(self, client_user: User) -> None:
        assert self.listens(client_user, room="x") == (400, "invalid")


def test_access_is_asked_for_each_minute_but_not_for_all_pages_in_one_moment() -> None:
    """A hundred that came back in one moment, after a restart of the server."""
    found = sorted(streaming.seconds_until_check() for _ in range(100))
    assert found[0] >= streaming.CHECK_SECONDS / 2
    assert found[-1] <= streaming.CHECK_SECONDS
    assert found[-1] - found[0] > streaming.CHECK_SECONDS / 4


def test_a_hundred_at_once_is_fine(booking: Booking, client_user: User) -> None:
    watched = [f"booking:{booking.pk}", *(f"session:{10_000 + number}" for number in range(99))]

    async def listens() -> None:
        async with Listener(client_user, {"subject": watched}) as page:
            denied = [await page.hear("denied") for _ in range(99)]
            assert {event.data["code"] for event in denied} == {"not_found"}
            assert (await page.hear()).data["watch"] == watched[0]

    asyncio.run(listens())


@pytest.mark.parametrize("by", ["session", "bearer"])
def test_by_session_and_by_token(by: str, booking: Booking, client_user: User) -> None:
    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}, by=by) as page:
            assert (await page.hear()).data["watch"] == f"booking:{booking.pk}"

    asyncio.run(listens())


@pytest.mark.usefixtures("short_minute")
class TestAccessThatIsLost:
    def test_closes_the_stream_and_says_why(
        self, make_booking: MakeBooking, client_user: User, stranger: User
    ) -> None:
        booking = make_booking()

        async def listens() -> None:
            async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
                await page.hear()
                await elsewhere(lambda: Booking.objects.filter(pk=booking.pk).update(client=stranger))
                denied = await page.hear("denied")
                assert denied.data["watch"] == f"booking:{booking.pk}"
                end = await page.hear_anything()
                assert (end.name, end.data["code"]) == ("end", "not_a_participant")
                assert end.data["detail"].startswith("This session belongs to somebody else")
                assert await page.hears_the_end()

        asyncio.run(listens())

    def test_to_one_of_several_leaves_the_others(
        self, make_booking: MakeBooking, client_user: User, stranger: User
    ) -> None:
        kept, lost = make_booking(), make_booking()
        room = room_of(kept)
        door, jonas = Door(room), seat(kept, client_user)

        async def listens() -> None:
            async with Listener(
                client_user, {"subject": [f"booking:{kept.pk}", f"booking:{lost.pk}"]}
            ) as page:
                await page.hear()
                await elsewhere(lambda: Booking.objects.filter(pk=lost.pk).update(client=stranger))
                assert (await page.hear("denied")).data["watch"] == f"booking:{lost.pk}"
                await door.comes_in(jonas)
                told = await page.hear_until(participant_count=1)
                assert told["watch"] == f"booking:{kept.pk}"

        asyncio.run(listens())

    def test_to_the_names_of_a_session_that_one_leads_no_more(
        self, make_session: MakeSession, assistant: User, client_user: User
    ) -> None:
        """Priya Nair assisted, and has booked a place herself."""
        session = make_session(clients=(client_user, assistant))
        door, jonas = Door(room_of(session)), seat(session, client_user)

        async def listens() -> None:
            async with Listener(assistant, {"subject": f"session:{session.pk}"}) as page:
                await page.hear()
                await door.comes_in(jonas)
                assert (await page.hear_until(participant_count=1))["people"]
                service = Service.objects.filter(pk=session.service_id)
                await elsewhere(lambda: service.get().additional_practitioners.clear())
                assert (await page.hear()).data["people"] is None

        asyncio.run(listens())

    def test_by_a_log_out(self, booking: Booking, client_user: User) -> None:
        async def listens() -> None:
            async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
                await page.hear()
                key = page.session_key
                await elsewhere(lambda: WebSession.objects.filter(session_key=key).delete())
                end = await page.hear_the_last()
                assert (end.name, end.data["code"]) == ("end", "not_authenticated")

        asyncio.run(listens())

    @pytest.mark.parametrize("by", ["session", "bearer"])
    @pytest.mark.parametrize("change", ["closed", "another password", "deleted"])
    def test_with_the_account(self, change: str, by: str, make_booking: MakeBooking, stranger: User) -> None:
        booking = make_booking(client=stranger)

        def loses_it() -> None:
            if change == "closed":
                User.objects.filter(pk=stranger.pk).update(is_active=False)
            elif change == "another password":
                User.objects.filter(pk=stranger.pk).update(password="another")
            else:
                with transaction.atomic():
                    Booking.objects.filter(pk=booking.pk).update(
                        client=booking.get_service().practitioner.user
                    )
                    User.objects.filter(pk=stranger.pk).delete()

        async def listens() -> None:
            async with Listener(stranger, {"subject": f"booking:{booking.pk}"}, by=by) as page:
                await page.hear()
                await elsewhere(loses_it)
                end = await page.hear_the_last()
                # Whoever is deleted while the question is asked was somebody, and has no booking any more.
                reasons = (
                    {"not_authenticated", "not_a_participant"}
                    if change == "deleted"
                    else {"not_authenticated"}
                )
                assert end.data["code"] in reasons

        asyncio.run(listens())

    def test_with_the_token_that_expires(self, booking: Booking, client_user: User) -> None:
        token = AccessToken.for_user(client_user)
        token.set_exp(from_time=timezone.now(), lifetime=timedelta(seconds=3))
        headers = {"authorization": f"Bearer {token}"}

        async def listens() -> None:
            async with Listener(None, {"subject": f"booking:{booking.pk}"}, headers=headers) as page:
                await page.hear()
                assert (await page.hear_the_last()).data["code"] == "not_authenticated"

        asyncio.run(listens())

    def test_is_told_in_the_language_of_the_page(self, booking: Booking, client_user: User) -> None:
        async def listens() -> None:
            async with Listener(
                client_user, {"subject": f"booking:{booking.pk}"}, headers={"accept-language": "de"}
            ) as page:
                await page.hear()
                key = page.session_key
                await elsewhere(lambda: WebSession.objects.filter(session_key=key).delete())
                assert (await page.hear_the_last()).data["detail"].startswith("Melden Sie sich an")

        asyncio.run(listens())


@pytest.mark.usefixtures("short_minute")
def test_who_keeps_it_is_told_nothing_twice(
    booking: Booking, room: Room, jonas: RoomParticipant, client_user: User
) -> None:
    door = Door(room)

    async def listens() -> None:
        async with Listener(client_user, {"subject": f"booking:{booking.pk}"}) as page:
            await page.hear()
            await asyncio.sleep(0.5)  # access is asked for several times
            await door.comes_in(jonas)
            assert (await page.hear()).data["participant_count"] == 1

    asyncio.run(listens())


def test_one_person_has_ten_streams_at_most(booking: Booking, client_user: User, practitioner: User) -> None:
    watched = f"booking:{booking.pk}"

    async def listens() -> None:
        pages = [Listener(client_user, {"subject": watched}) for _ in range(limits.STREAMS_A_USER)]
        for page in pages:
            await page.__aenter__()
            await page.hear()
        async with Listener(client_user, {"subject": watched}) as refused:
            assert (refused.status, refused.json["code"]) == (429, "throttled")
            assert refused.json["retry_at"]
        async with Listener(practitioner, {"subject": watched}) as other:
            assert other.status == 200
        await pages[0].__aexit__(None, None, None)
        async with Listener(client_user, {"subject": watched}) as again:
            assert again.status == 200
            await again.hear()
        for page in pages[1:]:
            await page.__aexit__(None, None, None)
        assert limits.count_streams() == 0

    asyncio.run(listens())
