"""The page of a room's statement, and who was there for long enough to get a certificate."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from estuary.accounts.models import User
from rooms import effects, lifecycle
from rooms.models import OutcomeOverride, Room, RoomParticipant
from tests.conftest import MakeBooking
from tests.estuary.telling import over, the_hour, was
from tests.hosts.estuary_site import make_user

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = reverse("admin:rooms_roomparticipant_changelist")


@pytest.fixture
def told(room: Room, practitioner: User, client_user: User) -> Room:
    return the_hour(room, practitioner, client_user)


def address_of(room: Room) -> str:
    return reverse("admin:rooms_room_statement", args=[room.pk])


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def clerk_with(*permissions: str) -> Client:
    clerk = make_user("Ida Voss", "ida@estuary.example", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(clerk)
    return browser


# --- The page
def test_the_page_of_a_room_leads_to_its_statement(operator: Client, told: Room) -> None:
    room_page = reverse("admin:rooms_room_change", args=[told.pk])
    assert f'href="{address_of(told)}"' in text(operator, room_page)


def test_it_shows_the_picture_and_the_facts(operator: Client, told: Room) -> None:
    found = text(operator, address_of(told))
    assert "46 min 00 s" in found
    assert "Estimated, ± 11 s" in found
    assert 'class="st-inside"' in found
    assert "Jonas Weber: their network" in found
    assert f"/api/v1/rooms/{told.pk}/statement.csv" in found


def test_it_needs_the_permission_to_view_rooms(told: Room) -> None:
    assert clerk_with().get(address_of(told)).status_code == 403


def test_who_may_only_view_does_not_decide(told: Room) -> None:
    browser = clerk_with("view_room")
    assert 'name="reason"' not in text(browser, address_of(told))
    answer = browser.post(address_of(told), {"outcome": "no_show_client", "reason": "By phone"})
    assert answer.status_code == 403
    assert not OutcomeOverride.objects.exists()


def test_staff_decide_with_a_reason_and_the_page_says_what_changed(operator: Client, told: Room) -> None:
    answer = operator.post(
        address_of(told), {"outcome": "no_show_client", "reason": "By phone instead"}, follow=True
    )
    found = answer.content.decode()
    assert "from “Completed” to “The client did not come”: By phone instead" in found
    assert "Version 2, by what staff decided" in found
    told.refresh_from_db()
    assert told.outcome == "no_show_client"


@pytest.mark.parametrize(
    "form", [{"outcome": "no_show_client", "reason": ""}, {"outcome": "rained", "reason": "It rained"}]
)
def test_without_a_reason_or_with_no_outcome_nothing_is_decided(
    operator: Client, told: Room, form: dict[str, str]
) -> None:
    answer = operator.post(address_of(told), form)
    assert 'class="errorlist"' in answer.content.decode()
    assert not OutcomeOverride.objects.exists()


def test_while_it_goes_on_there_is_nothing_to_decide(
    operator: Client, room: Room, practitioner: User
) -> None:
    was(room, practitioner, 0, None, leads=True)
    found = text(operator, address_of(room))
    assert "It is not over" in found
    assert 'name="reason"' not in found


def test_a_room_that_is_none_is_not_found(operator: Client, told: Room) -> None:
    address = address_of(told)
    told.delete()
    assert operator.get(address).status_code == 404


def test_german(operator: Client, told: Room) -> None:
    found = operator.get(address_of(told), headers={"accept-language": "de"}).content.decode()
    assert "Zusammen, die abzurechnende Zeit" in found
    assert "Wer wann da war" in found


def test_its_number_of_queries_does_not_grow_with_people(
    operator: Client, room: Room, practitioner: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(operator, address_of(room))
        return len(queries)

    was(room, practitioner, 0, 50, leads=True)
    was(room, make_user("First", "first@example.org"), 0, 50)
    few = cost()
    for number in range(10):
        was(room, make_user(f"Guest {number}", f"guest{number}@example.org"), number, 40)
    assert cost() == few


# --- Certificates
@pytest.fixture
def course(room: Room, practitioner: User, client_user: User, second_client: User, stranger: User) -> Room:
    """Of sixty minutes: Jonas 48, Mara on two devices all of it, Felix 30."""
    was(room, practitioner, 0, 60, leads=True)
    was(room, client_user, 0, 48)
    was(room, second_client, -1, 40)
    was(room, second_client, 20, 60)
    was(room, stranger, 0, 30)
    return over(room, 61)


def names(browser: Client, query: str) -> set[str]:
    people = browser.get(f"{PEOPLE}?{query}").context["cl"].result_list
    return {person.name for person in people}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("attended=50", {"Dr. Nadia Rahman", "Mara Lindgren", "Jonas Weber", "Felix Stern"}),
        ("attended=75", {"Dr. Nadia Rahman", "Mara Lindgren", "Jonas Weber"}),
        ("attended=80", {"Dr. Nadia Rahman", "Mara Lindgren", "Jonas Weber"}),
        ("attended=81", {"Dr. Nadia Rahman", "Mara Lindgren"}),
        ("attended=100&is_client__exact=1", {"Mara Lindgren"}),
    ],
)
def test_people_are_found_by_how_much_of_the_session_they_attended(
    operator: Client, course: Room, query: str, found: set[str]
) -> None:
    assert names(operator, query) == found


def test_the_list_of_one_room_has_its_people_for_certificates(
    operator: Client, course: Room, make_booking: MakeBooking, client_user: User
) -> None:
    """Where the page of the room leads; a search for its number would also find whoever has that number."""
    alone = Room.objects.get(subject_ref=str(make_booking().pk))
    was(alone, client_user, 0, 60)
    over(alone, 61)
    page = operator.get(reverse("admin:rooms_room_change", args=[course.pk])).content.decode()
    [query] = re.findall(rf'href="{PEOPLE}\?(room__id__exact=[^"]+)"', page)

    shown = operator.get(f"{PEOPLE}?{query}&attended=75&is_client__exact=1").context["cl"].result_list

    assert {(person.name, person.room_id) for person in shown} == {
        ("Mara Lindgren", course.pk),
        ("Jonas Weber", course.pk),
    }


@pytest.mark.parametrize("nonsense", ["much", "-1", "101", "1e1", "²", "٥"])
def test_a_share_that_is_none_filters_nothing(operator: Client, course: Room, nonsense: str) -> None:
    assert len(names(operator, f"attended={nonsense}")) == 4


def test_the_share_stands_in_the_list(operator: Client, course: Room) -> None:
    found = text(operator, PEOPLE)
    assert "80 %" in found
    assert "50 %" in found
    assert "80 % of the session" in found  # the choice of the filter


def test_before_the_statement_is_given_out_nobody_has_a_share(
    operator: Client, room: Room, client_user: User
) -> None:
    was(room, client_user, 0, 60)
    over(room, 60, is_final=False)
    assert names(operator, "attended=50") == set()


def test_a_corrected_statement_corrects_the_share(operator: Client, course: Room, client_user: User) -> None:
    assert course.ended_at is not None
    was(course, client_user, 48, 60)
    with lifecycle.locked_room(pk=course.pk) as locked:
        lifecycle.reconsider_outcome(locked, at=course.ended_at + timedelta(hours=1))
    effects.run_due(at=course.ended_at + timedelta(hours=2))
    assert "Jonas Weber" in names(operator, "attended=100")
    assert RoomParticipant.objects.get(name="Jonas Weber").share == 1.0
