"""`GET /api/v1/bookings/{id}/`: the state of a booking, for its people only."""

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from estuary.accounts.models import User
from estuary.bookings import outcomes
from rooms.models import Room
from tests.conftest import MakeBooking, MakeSession


def as_(user: User) -> APIClient:
    device = APIClient()
    device.force_login(user)
    return device


@pytest.mark.django_db(transaction=True)
def test_a_client_reads_their_booking(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking()  # its room is linked at once: no worker has run
    assert booking.starts_at is not None
    assert booking.ends_at is not None
    answer = as_(client_user).get(f"/api/v1/bookings/{booking.pk}/")
    assert answer.status_code == 200
    found = answer.json()
    assert {key: found[key] for key in ("id", "state", "room_id")} == {
        "id": booking.pk,
        "state": "confirmed",
        "room_id": str(Room.objects.get().pk),
    }
    assert set(found) == {"id", "state", "starts_at", "ends_at", "room_id"}
    assert found["starts_at"].endswith("Z"), "times are UTC, as everywhere in the API"


def test_a_booking_without_a_room_says_so(make_booking: MakeBooking, client_user: User) -> None:
    found = as_(client_user).get(f"/api/v1/bookings/{make_booking().pk}/").json()
    assert found["room_id"] is None


def test_a_booking_without_a_time_says_so(make_booking: MakeBooking, client_user: User) -> None:
    found = as_(client_user).get(f"/api/v1/bookings/{make_booking(starts_at=None).pk}/").json()
    assert (found["state"], found["starts_at"], found["ends_at"]) == ("draft", None, None)


@pytest.mark.django_db(transaction=True)
def test_a_place_in_a_session_has_the_times_and_the_room_of_the_session(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session()
    outcomes.record_room("session", str(session.pk))
    place = session.bookings.get(client=client_user)
    found = as_(client_user).get(f"/api/v1/bookings/{place.pk}/").json()
    assert found["room_id"] == str(Room.objects.get().pk)
    assert found["starts_at"] is not None


def test_practitioners_read_the_bookings_that_they_lead(
    make_booking: MakeBooking, make_session: MakeSession, practitioner: User, assistant: User
) -> None:
    for booking in (make_booking(), make_session().bookings.all()[0]):
        for leader in (practitioner, assistant):
            assert as_(leader).get(f"/api/v1/bookings/{booking.pk}/").status_code == 200


def test_to_everyone_else_there_is_no_such_booking(
    make_booking: MakeBooking, second_client: User, stranger: User, staff: User
) -> None:
    booking = make_booking()
    for somebody in (second_client, stranger, staff):
        answer = as_(somebody).get(f"/api/v1/bookings/{booking.pk}/")
        assert answer.status_code == 404
        assert answer.json() == {"code": "not_found", "detail": "There is no such booking."}


def test_who_is_not_logged_in_is_asked_to(make_booking: MakeBooking) -> None:
    answer = APIClient().get(f"/api/v1/bookings/{make_booking().pk}/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("address", ["/api/v1/bookings/0/", f"/api/v1/bookings/{'9' * 40}/"])
def test_an_unknown_number_is_not_found(address: str, client_user: User) -> None:
    assert as_(client_user).get(address).status_code == 404


def test_it_is_for_reading_only(make_booking: MakeBooking, client_user: User) -> None:
    answer = as_(client_user).delete(f"/api/v1/bookings/{make_booking().pk}/")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"


def test_a_crowd_does_not_cost_more_queries(
    make_session: MakeSession,
    client_user: User,
    practitioner: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    crowd = [User.objects.create(email=f"viewer{n}@example.org", name=f"Viewer {n}") for n in range(20)]
    place = make_session("broadcast", clients=(client_user, *crowd)).bookings.all()[0]
    device = as_(practitioner)
    with django_assert_max_num_queries(6):
        assert device.get(f"/api/v1/bookings/{place.pk}/").status_code == 200


@pytest.mark.parametrize("address", ["bookings/abc/", "bookings/1e3/", "nope/", "bookings/1/more/"])
def test_every_unknown_address_of_the_api_answers_in_its_shape(address: str, client_user: User) -> None:
    answer = as_(client_user).get(f"/api/v1/{address}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("address", ["auth/token/", "auth/token/refresh/"])
def test_json_that_is_nested_too_deep_is_bad_input(address: str, db: None) -> None:
    answer = APIClient().post(f"/api/v1/{address}", data=b"[" * 100_000, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
