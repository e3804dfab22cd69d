"""What Estuary answers to many questions at once: like each alone, and in as many queries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.rooms_host import EstuaryHost
from rooms.host import Host, Kind, Meeting
from tests.conftest import MakeBooking, MakeSession

host = EstuaryHost()


def separately(kind: Kind, ref: str, user: User) -> Meeting | None:
    """What a host answers that leaves `meet` out."""
    met = Host.meet(host, kind, ref, user)
    return met and replace(met, return_url=host.return_url(kind, ref, user))


@pytest.mark.parametrize("who", ["practitioner", "assistant", "client_user", "second_client", "stranger"])
@pytest.mark.parametrize("state", BookingState.values)
def test_met_at_once_is_as_asked_one_by_one(
    who: str,
    state: str,
    make_booking: MakeBooking,
    make_session: MakeSession,
    client_user: User,
    request: pytest.FixtureRequest,
) -> None:
    user: User = request.getfixturevalue(who)
    booking, session = make_booking(), make_session(clients=(client_user,))
    Booking.objects.filter(client=client_user).update(state=state)
    for kind, ref in (("booking", str(booking.pk)), ("session", str(session.pk))):
        met = host.meet(kind, ref, user)  # type: ignore[arg-type]
        assert met is not None
        assert met == separately(kind, ref, user)  # type: ignore[arg-type]


def test_several_places_in_one_session_count_as_the_best_of_them(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session(clients=(client_user,))
    Booking.objects.filter(session=session).update(state=BookingState.CANCELED)
    newer = Booking.objects.create(session=session, client=client_user, state=BookingState.CONFIRMED)

    met = host.meet("session", str(session.pk), client_user)

    assert met is not None
    assert (met.standing, met.return_url) == ("client", f"/bookings/{newer.pk}/")


def test_nobody_is_met_where_there_is_nothing(client_user: User) -> None:
    assert host.meet("booking", "999999", client_user) is None
    assert host.meet("session", "nonsense", client_user) is None


# --- Constant queries
def test_to_meet_costs_three_queries(
    make_session: MakeSession,
    client_user: User,
    practitioner: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = make_session(clients=(client_user,))
    for user in (client_user, practitioner):
        with django_assert_num_queries(3):
            assert host.meet("session", str(session.pk), user)


def test_many_subjects_cost_as_many_queries_as_one(
    make_booking: MakeBooking, make_session: MakeSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bookings = [str(make_booking().pk) for _ in range(6)]
    sessions = [str(make_session().pk) for _ in range(6)]
    for kind, refs in (("booking", bookings), ("session", sessions)):
        for some in (refs[:1], refs):
            with django_assert_num_queries(2):
                assert len(host.describe(kind, some)) == len(some)  # type: ignore[arg-type]


def test_a_crowd_costs_as_many_queries_as_one_client(
    make_session: MakeSession, client_user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    crowd = [User.objects.create(email=f"viewer{n}@example.org", name=f"Viewer {n}") for n in range(30)]
    session = make_session("broadcast", clients=(client_user, *crowd))
    with django_assert_num_queries(1):
        assert len(host.clients("session", str(session.pk))) == 31
    with django_assert_num_queries(2):
        assert host.standing("session", str(session.pk), client_user) == "client"
    with django_assert_num_queries(1):
        assert len(host.people([str(user.pk) for user in crowd])) == 30
    with django_assert_num_queries(2):
        assert list(host.subjects_between(timezone.now() - timedelta(days=1), timezone.now()))


# --- A day at once
def test_many_are_answered_like_each_alone(
    make_booking: MakeBooking,
    make_session: MakeSession,
    practitioner: User,
    assistant: User,
    client_user: User,
    stranger: User,
) -> None:
    session, other = make_session(), make_session(clients=())
    place, cancelled = session.bookings.order_by("pk")
    Booking.objects.filter(pk=cancelled.pk).update(state=BookingState.CANCELED)
    bookings = [str(pk) for pk in (make_booking().pk, place.pk, cancelled.pk, 999999)] + ["x"]
    sessions = [str(session.pk), str(other.pk), "999999", "007"]

    assert host.resolve_many("booking", bookings) == {ref: host.resolve("booking", ref) for ref in bookings}
    assert host.resolve_many("session", sessions) == {ref: ("session", ref) for ref in sessions}
    for user in (practitioner, assistant, client_user, cancelled.client, stranger):
        assert host.standings("booking", bookings, user) == {
            ref: host.standing("booking", ref, user) for ref in bookings
        }
        assert host.standings("session", sessions, user) == {
            ref: host.standing("session", ref, user) for ref in sessions
        }


def test_what_somebody_has_to_do_with_is_what_they_lead_or_have_booked(
    make_booking: MakeBooking,
    make_session: MakeSession,
    practitioner: User,
    client_user: User,
    second_client: User,
    stranger: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    booking, session, other = make_booking(), make_session(), make_session(clients=(second_client,))
    all_of_them = {("booking", str(booking.pk)), ("session", str(session.pk)), ("session", str(other.pk))}
    for user, theirs in (
        (practitioner, all_of_them),
        (client_user, all_of_them - {("session", str(other.pk))}),
        (stranger, set()),
    ):
        with django_assert_num_queries(2):
            found = host.subjects_of(user)
        assert set(found) == theirs
        assert len(found) == len(theirs)


def test_and_in_as_many_queries(
    make_booking: MakeBooking,
    make_session: MakeSession,
    client_user: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bookings = [str(make_booking().pk) for _ in range(5)]
    sessions = [str(make_session().pk) for _ in range(5)]

    with django_assert_num_queries(1):
        host.resolve_many("booking", bookings)
    for kind, refs in (("booking", bookings), ("session", sessions)):
        with django_assert_num_queries(2):
            host.standings(kind, refs, client_user)  # type: ignore[arg-type]
