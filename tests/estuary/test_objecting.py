"""People object to a statement on its page, and staff decide on the outcome."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms import lifecycle
from rooms.conf import conf
from rooms.models import Objection
from tests.conftest import MakeBooking
from tests.estuary.statement_pages import booking, of, room_of, session, words
from tests.estuary.telling import was
from tests.estuary.test_pages import as_
from tests.hosts.estuary_site import make_user

__all__ = ["booking", "session"]

pytestmark = pytest.mark.django_db(transaction=True)


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
