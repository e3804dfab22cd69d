"""The practitioner's day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import agenda, changes, outcomes, session_changes
from estuary.bookings.models.booking import BookingState as State
from rooms.models import KnownBy, Room, RoomParticipant
from tests.calls import room_of
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.inside import is_inside, visit
from tests.estuary.statement_pages import room_of as booked_room
from tests.estuary.telling import over, was
from tests.estuary.test_pages import in_hours, page


def test_a_day_holds_what_its_practitioners_lead(
    make_booking: MakeBooking, make_session: MakeSession, practitioner: User, assistant: User
) -> None:
    make_booking()
    make_session()
    for leader in (practitioner, assistant):
        found = page(leader, "/day/")
        assert "Jonas Weber" in found
        assert "Workshop" in found
        assert "0 of 2 inside" in found


def test_a_session_that_is_to_come_says_how_many_have_booked(
    make_session: MakeSession, practitioner: User
) -> None:
    session = make_session(starts_at=in_hours(48))
    assert "2 booked" in page(practitioner, f"/day/{timezone.localdate(session.starts_at)}/")


def test_a_day_shows_nothing_of_others(make_booking: MakeBooking, stranger: User) -> None:
    make_booking()
    assert "Nothing on this day." in page(stranger, "/day/")


def test_the_time_now_stands_between_what_began_and_what_will(
    make_booking: MakeBooking, practitioner: User, second_client: User
) -> None:
    now = timezone.localtime()
    make_booking(starts_at=now.replace(hour=0, minute=0, second=0, microsecond=0))
    make_booking(starts_at=now.replace(hour=23, minute=59, second=0, microsecond=0), client=second_client)
    found = page(practitioner, "/day/")
    assert found.index("Jonas Weber") < found.index("data-clock") < found.index("Mara Lindgren")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "data-clock" not in page(practitioner, f"/day/{tomorrow}/")


def test_one_turns_the_pages(make_booking: MakeBooking, practitioner: User) -> None:
    make_booking(starts_at=in_hours(72))
    day = timezone.localdate(in_hours(72))
    found = page(practitioner, f"/day/{day}/")
    assert "Jonas Weber" in found
    assert f"/day/{day - timedelta(days=1)}/" in found
    assert f"/day/{day + timedelta(days=1)}/" in found


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "9999-12-31", "0001-01-01", "0000-00-00", "today"]
)
def test_a_day_that_does_not_exist_is_not_found(client: Client, practitioner: User, day: str) -> None:
    client.force_login(practitioner)
    assert client.get(f"/day/{day}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["workshop", "course", "webinar", "broadcast"])
def test_a_live_session_says_how_many_of_those_who_booked_are_inside(
    kind: str, make_session: MakeSession, practitioner: User, client_user: User
) -> None:
    """Dr. Rahman herself is inside, too, and is not one of the two who booked."""
    session = make_session(kind)
    room = Room.objects.get()
    for user, is_client in ((practitioner, False), (client_user, True)):
        is_inside(room, user, is_client=is_client)
    Room.objects.update(participant_count=2)
    for found in (page(practitioner, "/day/"), page(practitioner, f"/sessions/{session.pk}/")):
        assert "Live, 1 of 2 inside" in found
    assert "Open room" in page(practitioner, "/day/")


@pytest.mark.django_db(transaction=True)
def test_a_client_with_two_devices_is_one_of_those_inside(
    make_session: MakeSession, practitioner: User, client_user: User
) -> None:
    make_session()
    participant = is_inside(Room.objects.get(), client_user)
    visit(participant)
    Room.objects.update(participant_count=1)
    assert "Live, 1 of 2 inside" in page(practitioner, "/day/")


@pytest.mark.django_db(transaction=True)
def test_who_left_is_not_inside(make_session: MakeSession, practitioner: User, client_user: User) -> None:
    make_session()
    participant = is_inside(Room.objects.get(), client_user)
    participant.visits.update(left_at=timezone.now(), left_known_by=KnownBy.WEBHOOK)
    assert "0 of 2 inside" in page(practitioner, "/day/")


@pytest.mark.django_db(transaction=True)
def test_after_the_end_a_session_says_how_many_came(
    make_session: MakeSession, practitioner: User, client_user: User
) -> None:
    session = make_session("webinar")
    changes.complete(session.bookings.get(client=client_user).pk)
    session_changes.finish(session.pk)
    for address in ("/day/", "/bookings/", f"/sessions/{session.pk}/"):
        assert "1 of 2 came" in page(practitioner, address)


def test_what_opens_later_says_when(make_booking: MakeBooking, practitioner: User) -> None:
    starts_at = timezone.localtime().replace(hour=23, minute=59, second=0, microsecond=0) + timedelta(days=1)
    make_booking(starts_at=starts_at)
    assert "Opens at 23:44" in page(practitioner, f"/day/{starts_at.date()}/")


def test_a_draft_session_has_a_page_and_no_day(make_session: MakeSession, practitioner: User) -> None:
    draft = make_session(starts_at=None)
    assert "No time yet" in page(practitioner, f"/sessions/{draft.pk}/")
    assert f"/sessions/{draft.pk}/" not in page(practitioner, "/day/")
    assert f"/sessions/{draft.pk}/" in page(practitioner, "/bookings/")


def test_what_is_not_paid_says_so(make_booking: MakeBooking, practitioner: User) -> None:
    make_booking(state=State.PENDING_PAYMENT)
    assert "Payment open" in page(practitioner, "/day/")


@pytest.mark.django_db(transaction=True)
def test_minutes_together_are_said_when_nobody_is_inside(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    room = booked_room(booking := make_booking())
    was(room, practitioner, 0, 3, leads=True)
    was(room, client_user, 0, 2.5)
    Room.objects.filter(pk=room.pk).update(participant_count=1)
    day = f"/day/{timezone.localdate(booking.starts_at)}/"
    assert "Together" not in page(practitioner, day)
    Room.objects.filter(pk=room.pk).update(participant_count=0)
    assert "Together 2\u00a0min" in page(practitioner, day)


@pytest.mark.django_db(transaction=True)
def test_of_a_session_that_was_ended_early_only_those_came_who_did(
    make_session: MakeSession, practitioner: User, client_user: User, second_client: User
) -> None:
    """Nobody missed it, so both bookings are completed."""
    session = make_session()
    room = Room.objects.get()
    is_inside(room, practitioner, is_client=False)
    jonas = is_inside(room, client_user)
    RoomParticipant.objects.filter(pk=jonas.pk).update(first_seen_at=timezone.now())
    over(room, 10)
    for booking in session.bookings.all():
        changes.complete(booking.pk)
    session_changes.finish(session.pk)
    for address in ("/day/", f"/sessions/{session.pk}/"):
        assert "1 of 2 came" in page(practitioner, address)


@pytest.mark.django_db(transaction=True)
def test_who_waited_in_vain_reads_for_how_long(
    make_booking: MakeBooking, practitioner: User, assistant: User
) -> None:
    booking = make_booking()
    room = booked_room(booking)
    was(room, practitioner, -3, 15.6, leads=True)
    over(room, 15.6)
    changes.mark_missed(booking.pk)
    day = f"/day/{timezone.localdate(booking.starts_at)}/"
    for address in (day, f"/bookings/{booking.pk}/", "/statements/", "/bookings/"):
        assert "You waited 15\u00a0min" in page(practitioner, address), address
    assert "You waited" not in page(assistant, day)


class TestWhoIsInsideByName:
    def test_stands_on_the_day_of_who_leads(
        self, make_session: MakeSession, practitioner: User, client_user: User, second_client: User
    ) -> None:
        session = make_session()
        room = room_of(session)
        for user in (client_user, second_client):
            is_inside(room, user)
        Room.objects.filter(pk=room.pk).update(participant_count=2, status="in_use")
        outcomes.record_room("session", str(session.pk))

        assert "Inside: Jonas Weber, Mara Lindgren" in page(practitioner, "/day/")

    def test_costs_one_query_however_many_rooms_there_are(
        self,
        make_session: MakeSession,
        client_user: User,
        practitioner: User,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(3):
            session = make_session()
            room = room_of(session)
            is_inside(room, client_user)
            Room.objects.filter(pk=room.pk).update(participant_count=1, status="in_use")
            outcomes.record_room("session", str(session.pk))
        at = timezone.now()
        entries = agenda.on_day(practitioner, timezone.localdate(at), at)

        with django_assert_num_queries(1):
            named = agenda.with_people_inside(entries)

        assert [entry.people_inside for entry in named] == [("Jonas Weber",)] * 3


class TestThePageListens:
    def test_to_what_may_still_happen(
        self, make_booking: MakeBooking, make_session: MakeSession, practitioner: User
    ) -> None:
        booking, session = make_booking(), make_session()
        over = make_booking(state=State.CANCELED)

        found = page(practitioner, "/day/")

        assert f'data-room-live="booking:{booking.pk}"' in found
        assert f'data-room-live="session:{session.pk}"' in found
        assert f'data-room-live="booking:{over.pk}"' not in found
        # By this a page that is open finds the one that is over, and stops framing it as live.
        assert f'data-room="booking:{over.pk}"' in found
        assert f'content="/api/v1/live/" data-user="{practitioner.pk}"' in found

    def test_with_no_script_in_the_page_itself(self, make_booking: MakeBooking, practitioner: User) -> None:
        make_booking()

        scripts = page(practitioner, "/day/").split("<script")[1:]

        assert all(script.partition(">")[2].startswith("</script>") for script in scripts)
