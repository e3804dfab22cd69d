"""The page of a statement: who sees what of it, what it says, and how people object."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from rooms import lifecycle
from rooms.conf import conf
from rooms.models import EndReason, Medium, Objection, Room
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.telling import over, the_hour, was
from tests.estuary.test_pages import as_, page
from tests.hosts.estuary_site import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booking(make_booking: MakeBooking, practitioner: User, client_user: User) -> Booking:
    """Jonas' hour with Dr. Rahman, over and given out; one of six ends was inferred."""
    booking = make_booking()
    the_hour(room_of(booking), practitioner, client_user)
    return Booking.objects.get(pk=booking.pk)


@pytest.fixture
def session(make_session: MakeSession, practitioner: User, client_user: User, second_client: User) -> Session:
    """A workshop to which Jonas came and Mara, too."""
    session = Session.objects.get(pk=make_session().pk)
    assert session.room is not None
    was(session.room, practitioner, 0, 60, leads=True)
    was(session.room, client_user, 1, 60)
    was(session.room, second_client, 5, 30)
    over(session.room, 60, EndReason.EMPTY)
    return session


def room_of(booking: Booking) -> Room:
    return Room.objects.get(subject_kind="booking", subject_ref=str(booking.pk))


def of(subject: Booking | Session) -> str:
    kind = "bookings" if isinstance(subject, Booking) else "sessions"
    return f"/{kind}/{subject.pk}/statement/"


def words(user: User, address: str, **headers: str) -> str:
    """What a page says, without its tags."""
    found = page(user, address, **headers).partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", found).replace("\u00a0", " ").split())


# --- Who sees what
def test_the_practitioner_sees_all_of_it(booking: Booking, practitioner: User) -> None:
    found = words(practitioner, of(booking))
    assert "Together, the billable time 46 min 00 s" in found
    assert "Dr. Nadia Rahman" in found
    assert "Jonas Weber" in found


def test_so_does_who_assists(booking: Booking, assistant: User) -> None:
    assert "Together, the billable time" in words(assistant, of(booking))


def test_the_client_sees_their_own_times_and_the_outcome(booking: Booking, client_user: User) -> None:
    found = words(client_user, of(booking))
    assert "You were inside for 46 min 00 s" in found
    assert "Completed" in found
    assert "billable" not in found
    assert "52:00" not in found  # how long Dr. Rahman was inside


def test_a_client_of_a_session_sees_nobody_else(session: Session, client_user: User) -> None:
    place = session.bookings.get(client=client_user)
    found = words(client_user, of(place))
    assert "You were inside for 59 min 00 s" in found
    assert "Mara" not in found


def test_other_clients_and_strangers_find_nothing(
    booking: Booking, session: Session, second_client: User, stranger: User, client_user: User
) -> None:
    for user in (second_client, stranger):
        assert as_(user).get(of(booking)).status_code == 404
    for user in (second_client, client_user, stranger):
        assert as_(user).get(of(session)).status_code == 404


def test_a_place_in_a_session_has_no_statement_for_others(
    session: Session, client_user: User, practitioner: User, second_client: User
) -> None:
    place = session.bookings.get(client=client_user)
    for user in (practitioner, second_client):
        assert as_(user).get(of(place)).status_code == 404
    assert "Mara Lindgren" in words(practitioner, of(session))


def test_staff_who_may_view_rooms_see_all_of_it(booking: Booking, session: Session, staff: User) -> None:
    assert "Together, the billable time 46 min 00 s" in words(staff, of(booking))
    assert "Mara Lindgren" in words(staff, of(session))


def test_staff_without_that_permission_find_nothing(booking: Booking) -> None:
    clerk = make_user("Ida Voss", "ida@estuary.example", is_staff=True)
    assert as_(clerk).get(of(booking)).status_code == 404


def test_strangers_log_in_first(booking: Booking, client: Client) -> None:
    assert client.get(of(booking))["Location"] == f"/log-in/?next={of(booking)}"


def test_a_booking_without_a_room_has_no_statement(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=timezone.now() + timedelta(days=2))
    Room.objects.all().delete()
    assert as_(client_user).get(of(booking)).status_code == 404


# --- What it says
def test_it_says_how_sure_it_is(booking: Booking, practitioner: User) -> None:
    found = words(practitioner, of(booking))
    assert "Estimated, ± 11 s 1 of 6 ends was not reported to the second and was inferred." in found
    assert "give or take 11 s" in found


def test_it_says_that_it_is_exact(make_booking: MakeBooking, practitioner: User, client_user: User) -> None:
    booking = make_booking()
    the_hour(room_of(booking), practitioner, client_user, estimated=None)
    found = words(practitioner, of(booking))
    assert "Exact, to the second" in found
    assert "give or take" not in found
    assert "estimated" not in found.lower()


def test_it_says_when_each_one_came_and_left_and_how_that_is_known(
    booking: Booking, practitioner: User
) -> None:
    found = words(practitioner, of(booking))
    start = room_of(booking).scheduled_start
    assert start is not None
    left = timezone.localtime(start + timedelta(minutes=20))
    assert f"{left:%H:%M:%S} estimated, ± 10 s 18:00 ± 10 s Video Weak 7 % of packets lost" in found
    assert "2 min late, left 10 min early, in all 46 min 00 s, 76 % of the session" in found
    assert "came back" in found
    assert "Phone" in found


def test_it_says_whose_network_it_was(booking: Booking, practitioner: User) -> None:
    assert "Jonas Weber: their network, not yours" in words(practitioner, of(booking))


def test_who_never_came_is_named(make_booking: MakeBooking, practitioner: User) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, 16, leads=True)
    over(room_of(booking), 16, is_final=False)
    found = words(practitioner, of(booking))
    assert "Jonas Weber Client did not come" in found
    assert "Not final yet" in found


def test_the_client_who_did_not_come_is_told_so(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, 16, leads=True)
    over(room_of(booking), 16)
    found = words(client_user, of(booking))
    assert "You did not come" in found
    assert "You were not inside." in found


def test_during_the_call_it_shows_how_it_stands(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, -2, None, leads=True)
    was(room_of(booking), client_user, 1, None)
    found = words(practitioner, of(booking))
    assert "Still going on" in found
    assert "It is not over: this is how it stands at" in found
    assert re.search(r"billable time 4 min \d\d s", found)
    assert "still inside" in found


def test_the_picture_says_nothing_that_the_table_does_not(booking: Booking, practitioner: User) -> None:
    found = page(practitioner, of(booking))
    picture = found.partition('class="st-card st-picture"')[2].partition("<section")[0]
    assert picture.startswith(' aria-hidden="true"')
    assert picture.count('class="st-inside" x=') == 3
    assert picture.count('class="st-both" x=') == 2
    assert picture.count('class="st-guess" x="') == 2  # the mark, and the legend's


def test_a_strict_policy_allows_all_of_it(booking: Booking, practitioner: User) -> None:
    answer = as_(practitioner).get(of(booking))
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    found = answer.content.decode()
    assert " style=" not in found
    assert "<style" not in found


def test_german(booking: Booking, practitioner: User) -> None:
    found = words(practitioner, of(booking), **{"accept-language": "de"})
    assert "Zusammen, die abzurechnende Zeit 46 Min. 00 Sek." in found
    assert "1 von 6 Enden wurde nicht auf die Sekunde gemeldet und ist erschlossen." in found
    assert "Wer wann da war" in found
    percentages = re.findall(r'x="([^"]+)%"', page(practitioner, of(booking), **{"accept-language": "de"}))
    assert percentages
    assert all("," not in number for number in percentages)


def test_a_broadcast_has_pages_of_people_with_its_practitioner_first(
    session: Session, practitioner: User
) -> None:
    room = Room.objects.get(pk=str(session.room_id))
    Room.objects.filter(pk=room.pk).update(final_at=None)
    room.statement_versions.all().delete()
    for number in range(60):
        was(room, make_user(f"Viewer {number}", f"viewer{number}@example.org"), 2, 20)
    first, second = words(practitioner, of(session)), words(practitioner, of(session) + "?page=2")
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert "Dr. Nadia Rahman Practitioner" in first
    assert "Dr. Nadia Rahman" not in second.partition("Visits")[2]


# --- Objections
def test_a_client_objects_and_the_practitioner_reads_it(
    booking: Booking, client_user: User, practitioner: User
) -> None:
    sent = as_(client_user).post(of(booking), {"text": "I was gone only a few seconds."}, follow=True)
    assert "Your objection stands beside the statement now." in sent.content.decode()
    assert "Jonas Weber: “I was gone only a few seconds.”" in words(practitioner, of(booking))
    assert "The statement stands. Nothing was changed." in words(practitioner, of(booking))


def test_the_practitioner_objects_too_and_the_client_does_not_read_it(
    booking: Booking, client_user: User, practitioner: User
) -> None:
    as_(practitioner).post(of(booking), {"text": "He was late by more."})
    assert "He was late by more." in words(practitioner, of(booking))
    assert "He was late by more." not in words(client_user, of(booking))


def test_staff_who_only_read_it_do_not_object(booking: Booking, staff: User) -> None:
    assert as_(staff).post(of(booking), {"text": "Hm."}).status_code == 404
    assert not Objection.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_nothing_and_too_much_are_refused_with_words(booking: Booking, client_user: User, text: str) -> None:
    answer = as_(client_user).post(of(booking), {"text": text})
    assert answer.status_code == 422
    assert "id_text_error" in answer.content.decode()
    assert not Objection.objects.exists()


def test_nobody_objects_before_it_is_over(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), client_user, 1, None)
    assert "Send objection" not in words(client_user, of(booking))
    assert as_(client_user).post(of(booking), {"text": "No."}).status_code == 409


def test_a_flood_of_objections_is_stopped(booking: Booking, client_user: User) -> None:
    browser = as_(client_user)
    allowed = int((conf.throttle_objection or "").split("/")[0])
    for number in range(allowed):
        assert browser.post(of(booking), {"text": f"{number}"}).status_code == 302
    assert browser.post(of(booking), {"text": "One more"}).status_code == 429
    assert Objection.objects.count() == allowed


# --- What staff decided
def test_what_staff_decided_stands_there_with_its_reason(
    booking: Booking, practitioner: User, staff: User
) -> None:
    with lifecycle.locked_room(pk=room_of(booking).pk) as room:
        lifecycle.override_outcome(
            room, "no_show_client", reason="By phone", by=staff, by_name="Ruth Keller", at=timezone.now()
        )
    found = words(practitioner, of(booking))
    assert "Ruth Keller changed the outcome from “Completed” to “The client did not come”: By phone" in found
    assert "Version 2, by what staff decided: “The client did not come” instead of “Completed”." in found
    assert "Nothing was changed" not in found


def test_only_staff_who_may_are_led_to_changing_the_outcome(
    booking: Booking, practitioner: User, staff: User
) -> None:
    reader = make_user("Ida Voss", "ida@estuary.example", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_room"))
    assert "Change the outcome" in words(staff, of(booking))
    for user in (practitioner, reader):
        assert "Change the outcome" not in words(user, of(booking))


# --- What it costs
def test_the_number_of_queries_does_not_grow_with_people_and_visits(
    make_session: MakeSession,
    practitioner: User,
) -> None:
    def cost(people: int) -> int:
        session = Session.objects.get(pk=make_session(clients=()).pk)
        assert session.room is not None
        was(session.room, practitioner, 0, 60, leads=True)
        for number in range(people):
            guest = make_user(f"Guest {number}", f"guest{people}-{number}@example.org")
            was(session.room, guest, 1, 10)
            was(session.room, guest, 12, 50, medium=Medium.PHONE)
        over(session.room, 60)
        browser = as_(practitioner)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(of(session)).status_code == 200
        return len(queries)

    assert cost(1) == cost(12)
