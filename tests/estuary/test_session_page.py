"""The page of a group session: who booked, and what became of each."""

import pytest
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, outcomes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from rooms.models import Room
from tests.conftest import MakeSession
from tests.estuary.inside import is_inside
from tests.estuary.test_pages import as_, page


def people_lines(found: str) -> list[str]:
    """The people on the page of a session."""
    if 'class="card people"' not in found:
        return []
    return found.partition('class="card people"')[2].partition("</ul>")[0].split("<li>")[1:]


@pytest.mark.django_db(transaction=True)
def test_the_people_of_a_session_with_what_became_of_each(
    make_session: MakeSession, practitioner: User, client_user: User, second_client: User
) -> None:
    session = make_session()
    is_inside(Room.objects.get(), client_user)
    lines = people_lines(page(practitioner, f"/sessions/{session.pk}/"))
    assert [("Inside" in line, "Confirmed" in line) for line in lines] == [(True, True), (False, True)]
    outcomes.record_start("session", str(session.pk), Room.objects.get().pk)
    found = page(practitioner, f"/sessions/{session.pk}/")
    assert ["Not inside" in line for line in people_lines(found)] == [False, True]
    assert "Going on" not in found, (
        "who is inside says it better, and of somebody who is not it would be wrong"
    )
    assert "Going on" not in page(practitioner, "/day/")
    changes.complete(session.bookings.get(client=client_user).pk)
    changes.mark_missed(session.bookings.get(client=second_client).pk)
    session_changes.finish(session.pk)
    lines = people_lines(page(practitioner, f"/sessions/{session.pk}/"))
    assert ["Completed" in lines[0], "Client did not come" in lines[1]] == [True, True]
    assert not any("Inside" in line for line in lines), "the books are closed"


def test_a_session_of_hundreds_has_pages_and_a_search(
    make_session: MakeSession,
    practitioner: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    session = make_session("broadcast", clients=())
    crowd = User.objects.bulk_create(
        User(email=f"viewer{number}@example.org", name=f"Viewer {number:03}") for number in range(250)
    )
    Booking.objects.bulk_create(
        Booking(client=viewer, session=session, state=State.CONFIRMED) for viewer in crowd
    )
    browser = as_(practitioner)
    with django_assert_max_num_queries(10):
        first = browser.get(f"/sessions/{session.pk}/").content.decode()
    assert '<span class="muted num">250</span>' in first
    assert len(people_lines(first)) == 100
    last = page(practitioner, f"/sessions/{session.pk}/?page=3")
    assert ("Viewer 249" in last, "Page 3 of 3" in last, len(people_lines(last))) == (True, True, 50)
    assert len(people_lines(page(practitioner, f"/sessions/{session.pk}/?search=viewer%20013"))) == 1
    assert "Nobody of this name" in page(practitioner, f"/sessions/{session.pk}/?search=Nobody")


@pytest.mark.parametrize("search", ["özge", "ÖZGE", "O%CC%88zge", "o%27neill"])
def test_a_name_is_found_in_any_case_and_spelling(
    search: str, make_session: MakeSession, practitioner: User
) -> None:
    ozge = User.objects.create(email="oezge@example.org", name="Özge O'Neill")
    jonas = User.objects.create(email="jonas.w@example.org", name="Jonas Weber")
    session = make_session("broadcast", clients=(ozge, jonas))

    [line] = people_lines(page(practitioner, f"/sessions/{session.pk}/?search={search}"))

    assert "Özge" in line


@pytest.mark.parametrize("query", ["page=x", "page=99", "page=-1", "search=%00", "search=" + "x" * 5000])
def test_a_page_that_does_not_exist_is_another_one(
    query: str, make_session: MakeSession, practitioner: User
) -> None:
    session = make_session()
    assert as_(practitioner).get(f"/sessions/{session.pk}/?{query}").status_code == 200


def test_a_practitioner_sees_who_booked_a_session(
    make_session: MakeSession, practitioner: User, stranger: User
) -> None:
    session = make_session()
    place = changes.book_session(session, stranger)
    changes.cancel(place.pk, by=stranger)
    found = page(practitioner, f"/sessions/{session.pk}/")
    assert [name in found for name in ("Jonas Weber", "Mara Lindgren", "Felix Stern")] == [True] * 3
    assert '<span class="muted num">2</span>' in found


def test_the_people_of_a_session_are_for_its_practitioners_only(
    make_session: MakeSession, client_user: User, stranger: User
) -> None:
    session = make_session()
    for somebody in (client_user, stranger):
        assert as_(somebody).get(f"/sessions/{session.pk}/").status_code == 404
