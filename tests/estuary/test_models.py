"""What the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.service import ROOM_TYPES, ServiceKind
from estuary.bookings.models.session import SessionState
from tests.conftest import MakeBooking, MakeService, MakeSession


def test_people_are_known_by_their_e_mail_in_any_case(client_user: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("Jonas@Example.org", "Another Jonas")


def test_an_e_mail_is_kept_in_lower_case(db: None) -> None:
    assert User.objects.create_user("Ann@Example.ORG", "Ann").email == "ann@example.org"
    assert User.objects.get_by_natural_key("ANN@example.org").name == "Ann"


def test_a_name_is_kept_in_one_spelling_however_it_was_typed(db: None) -> None:
    jose = User.objects.create_user("jose@example.org", "Jose\u0301 A\u0301lvarez")
    assert jose.name == "Jos\u00e9 \u00c1lvarez"
    jose.name = "Zoe\u0301"
    jose.save(update_fields=["name"])
    jose.refresh_from_db()
    assert jose.name == "Zo\u00e9"


def test_every_kind_of_service_has_a_type_of_room() -> None:
    assert set(ROOM_TYPES) == set(ServiceKind)


def test_a_booking_is_for_a_service_or_a_session_never_both_or_neither(
    make_session: MakeSession, make_service: MakeService, stranger: User
) -> None:
    with pytest.raises(IntegrityError):
        Booking.objects.create(client=stranger, service=make_service(), session=make_session())


def test_a_booking_for_nothing_is_refused(stranger: User) -> None:
    with pytest.raises(IntegrityError):
        Booking.objects.create(client=stranger)


def test_a_place_in_a_session_has_no_time_of_its_own(make_session: MakeSession, stranger: User) -> None:
    with pytest.raises(IntegrityError):
        Booking.objects.create(
            client=stranger,
            session=make_session(),
            own_starts_at=timezone.now(),
            own_ends_at=timezone.now() + timedelta(hours=1),
        )


def test_a_booking_cannot_end_before_it_starts(make_booking: MakeBooking) -> None:
    booking = make_booking()
    with pytest.raises(IntegrityError):
        Booking.objects.filter(pk=booking.pk).update(own_ends_at=booking.starts_at)


def test_a_client_cannot_hold_two_places_in_a_session(make_session: MakeSession, client_user: User) -> None:
    session = make_session()
    with pytest.raises(IntegrityError):
        Booking.objects.create(client=client_user, session=session, state=BookingState.DRAFT)


@pytest.mark.parametrize("state", [SessionState.SCHEDULED, SessionState.IN_PROGRESS, SessionState.COMPLETED])
def test_only_a_draft_may_be_without_a_time(make_session: MakeSession, state: SessionState) -> None:
    draft = make_session(starts_at=None)
    with pytest.raises(IntegrityError):
        Session.objects.filter(pk=draft.pk).update(state=state)


def test_a_draft_has_no_time(make_session: MakeSession) -> None:
    session = make_session()
    with pytest.raises(IntegrityError):
        Session.objects.filter(pk=session.pk).update(state=SessionState.DRAFT)


def test_a_place_in_a_session_has_its_times_service_and_room(make_session: MakeSession) -> None:
    session = make_session()
    place = session.bookings.all()[0]
    assert (place.starts_at, place.ends_at) == (session.starts_at, session.ends_at)
    assert place.get_service() == session.service
    assert place.get_room() is session.room


def test_the_practitioner_is_named_first_and_once(make_service: MakeService) -> None:
    service = make_service()
    service.additional_practitioners.add(service.practitioner)
    assert [str(one) for one in service.get_practitioners()] == ["Dr. Nadia Rahman", "Priya Nair"]
