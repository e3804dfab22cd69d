"""Whatever comes in: a clear answer with a code, never a 500, nothing lost."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.models import Room, RoomParticipant
from tests.api.calling import ROOT, Caller

JUNK = [
    "0",
    "-1",
    "1e3",
    "01",
    "½",
    "١",
    "None",
    "null",
    "9" * 40,
    "9" * 5000,
    "x" * 10_000,
    "a\x00b",
    "..",
    "%2e%2e",
    "' OR 1=1 --",
    "<script>",
    "Größe 🎈",
    "a\nb",
    "6f0e8c5a-0000-4000-8000-000000000000",
]


@pytest.mark.parametrize("ref", JUNK, ids=lambda ref: repr(ref[:12]))
class TestUnknownIds:
    def test_of_a_booking(self, ref: str, booking: Booking, client_user: User) -> None:
        caller, path = Caller(client_user), quote(ref, safe="")

        assert raw_get(caller, f"booking/{path}/") == (404, "not_found")
        assert raw_post(caller, f"booking/{path}/join/") == (404, "not_found")

    def test_of_a_room_or_a_person(self, ref: str, room: Room, practitioner: User) -> None:
        caller, path = Caller(practitioner), quote(ref, safe="")

        assert raw_get(caller, f"{path}/") == (404, "not_found")
        assert raw_post(caller, f"{path}/get_token/") == (404, "not_found")
        assert raw_post(caller, f"{room.pk}/participants/{path}/remove/") == (404, "not_found")


def raw_get(caller: Caller, path: str) -> tuple[int, str]:
    """Not looked up in the schema: such a path may fit none of its addresses."""
    answer = caller.client.get(ROOT + path, headers=caller.headers)
    return answer.status_code, answer.json().get("code")


def raw_post(caller: Caller, path: str) -> tuple[int, str]:
    answer = caller.client.post(ROOT + path, b"", content_type="application/json", headers=caller.headers)
    return answer.status_code, answer.json().get("code")


class TestSpellingsOfAnId:
    def test_capitals_are_the_same_id(self, room: Room, client_user: User) -> None:
        assert Caller(client_user).look(f"{str(room.pk).upper()}/").status == 200

    @pytest.mark.parametrize("spelling", ["{%s}", "urn:uuid:%s"])
    def test_others_are_not(self, spelling: str, room: Room, client_user: User) -> None:
        assert Caller(client_user).look(f"{spelling % room.pk}/") == (404, "not_found")
        assert Caller(client_user).look(f"{room.pk.hex}/") == (404, "not_found")

    def test_a_session_is_not_a_booking(self, booking: Booking, client_user: User) -> None:
        assert Caller(client_user).look(f"session/{booking.pk}/") == (404, "not_found")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["", "nothing/at/all/", "booking/1", "booking/1/join", "a%0Ab/c%0Ad/", "x/start_recordings/"],
)
def test_any_other_address_answers_in_the_same_shape(path: str) -> None:
    answer = Caller().client.get(ROOT + path)

    assert answer.status_code == 404
    assert answer.json() == {"code": "not_found", "detail": answer.json()["detail"]}


class TestMethods:
    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_an_address_knows_its_own(self, method: str, booking: Booking, client_user: User) -> None:
        caller = Caller(client_user)
        for path in (f"booking/{booking.pk}/", f"booking/{booking.pk}/join/"):
            answer = getattr(caller.client, method)(ROOT + path, headers=caller.headers)
            assert answer.status_code == 405
            assert answer.json()["code"] == "method_not_allowed"

    def test_joining_is_no_get_and_looking_no_post(self, booking: Booking, client_user: User) -> None:
        caller = Caller(client_user)
        path = f"{ROOT}booking/{booking.pk}/"

        assert (
            caller.client.get(f"{path}join/", headers=caller.headers).json()["code"] == "method_not_allowed"
        )
        assert caller.client.post(path, headers=caller.headers).json()["code"] == "method_not_allowed"
        assert not RoomParticipant.objects.exists()


class TestBodies:
    """The join reads nothing of its body; what is no JSON is refused all the same."""

    @pytest.mark.parametrize(
        "raw",
        [
            "{",
            "[]",
            "null",
            "17",
            '"join"',
            b"\xff\xfe",
            "NaN",
            "{'a': 1}",
            "[" * 30_000,
            "{" + '"a":{' * 5_000,
        ],
        ids=lambda raw: repr(raw[:8]),
    )
    def test_what_is_not_an_object(self, raw: Any, booking: Booking, client_user: User) -> None:
        assert Caller(client_user).post(f"booking/{booking.pk}/join/", raw) == (400, "invalid")
        assert not RoomParticipant.objects.exists()

    @pytest.mark.parametrize("raw", ["", "{}", '{"more": [1, 2]}'])
    def test_an_object_or_nothing_is_fine(self, raw: str, booking: Booking, client_user: User) -> None:
        assert Caller(client_user).post(f"booking/{booking.pk}/join/", raw).status == 200

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
    def test_another_kind_of_content(self, kind: str, booking: Booking, client_user: User) -> None:
        assert Caller(client_user).post(f"booking/{booking.pk}/join/", "a=b", kind) == (400, "invalid")

    @pytest.mark.parametrize("by", ["session", "bearer"])
    @pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
    def test_ten_megabytes(self, by: Any, kind: str, booking: Booking, client_user: User) -> None:
        raw = b"x" * 10_000_000

        assert Caller(client_user, by=by).post(f"booking/{booking.pk}/join/", raw, kind) == (413, "too_large")

    def test_sizes_are_looked_at_first(self, booking: Booking) -> None:
        """Whoever is not even logged in cannot make us read megabytes."""
        assert Caller().post(f"booking/{booking.pk}/join/", b"x" * 100_000) == (413, "too_large")

    @given(text=st.text(max_size=200))
    @how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_text(self, text: str, booking: Booking, client_user: User) -> None:
        cache.clear()
        answer = Caller(client_user).post(f"booking/{booking.pk}/join/", text.encode())
        assert answer.status in {200, 400}


def test_the_host_of_the_page_may_ask_for_no_other_format(booking: Booking, client_user: User) -> None:
    caller = Caller(client_user)

    answer = caller.client.get(
        f"{ROOT}booking/{booking.pk}/?format=api", headers={**caller.headers, "accept": "application/json"}
    )

    assert answer["Content-Type"] == "application/json"
