"""What a host sees of `rooms` from its own side: pages, its own tables, its own link to the room."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.utils import timezone

from rooms import effects, lifecycle
from rooms.host import get_host
from rooms.models import EndReason, Room
from rooms.statement.ledger import get_statement
from rooms.worker import tick
from tests.api.calling import Caller
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, MakeBooking, MakeSession, Session, Site, User
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.usefixtures("livekit")

BEGAN = timedelta(minutes=50)


def take_place(subject: Session | Booking, *people: User, now: datetime) -> Room:
    """These people talk from the start on, for forty minutes, as LiveKit's webhooks say; then the room closes."""
    room = room_of(subject)
    told = Telling(room, made_at=now - BEGAN)
    deliver(told.started())
    for person in people:
        joined = told.joined(seat(subject, person), now - BEGAN)
        deliver(joined)
        deliver(told.left(joined, now - timedelta(minutes=10)))
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.EMPTY, ended_at=now, at=now)
    effects.run_due(at=now + timedelta(seconds=1))
    return room


class TestTheOutcomeInTheHostsOwnTables:
    @pytest.fixture
    def now(self) -> datetime:
        return timezone.now().replace(microsecond=0)

    def test_both_came(
        self, make_booking: MakeBooking, practitioner: User, client_user: User, site: Site, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now - BEGAN)

        take_place(booking, practitioner, client_user, now=now)

        assert site.became(booking) == "completed"

    @pytest.mark.parametrize("who", ["practitioner", "assistant", "client_user", None])
    def test_somebody_or_nobody_came(
        self,
        who: str | None,
        make_booking: MakeBooking,
        site: Site,
        now: datetime,
        request: pytest.FixtureRequest,
    ) -> None:
        booking = make_booking(starts_at=now - BEGAN)
        came = [request.getfixturevalue(who)] if who else []

        take_place(booking, *came, now=now)

        assert site.became(booking) == "missed"

    def test_the_assistant_alone_is_practitioner_enough(
        self, make_booking: MakeBooking, assistant: User, client_user: User, site: Site, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now - BEGAN)

        take_place(booking, assistant, client_user, now=now)

        assert site.became(booking) == "completed"

    def test_each_of_a_session_for_themselves(
        self,
        make_session: MakeSession,
        practitioner: User,
        client_user: User,
        second_client: User,
        stranger: User,
        site: Site,
        now: datetime,
    ) -> None:
        session = make_session(starts_at=now - BEGAN)
        called_off = site.book_place(session, stranger, "joinable")
        site.cancel(called_off)

        take_place(session, practitioner, client_user, now=now)

        assert site.became(site.place_of(session, client_user)) == "completed"
        assert site.became(site.place_of(session, second_client)) == "missed"
        assert site.became(called_off) == "cancelled"

    def test_who_was_never_confirmed_has_not_missed_it(
        self,
        make_session: MakeSession,
        practitioner: User,
        client_user: User,
        stranger: User,
        site: Site,
        now: datetime,
    ) -> None:
        session = make_session(starts_at=now - BEGAN)
        unpaid = site.book_place(session, stranger, "not_confirmed")

        take_place(session, practitioner, client_user, now=now)

        assert site.became(unpaid) == "open"

    def test_what_the_host_wrote_by_hand_stays(
        self,
        make_session: MakeSession,
        practitioner: User,
        client_user: User,
        stranger: User,
        site: Site,
        now: datetime,
    ) -> None:
        session = make_session(starts_at=now - BEGAN)
        by_hand = site.book_place(session, stranger, "finished")

        take_place(session, practitioner, client_user, now=now)

        assert site.became(by_hand) == "completed", "they met elsewhere"

    def test_better_evidence_corrects_what_was_told(
        self, make_session: MakeSession, practitioner: User, client_user: User, site: Site, now: datetime
    ) -> None:
        session = make_session(starts_at=now - BEGAN)
        room = take_place(session, practitioner, client_user, now=now)
        statement = get_statement(room, at=now)

        get_host().record_outcome(
            "session",
            room.subject_ref,
            "no_show_client",
            statement,
            {str(client_user.pk): False},
            previous="completed",
        )

        assert site.became(site.place_of(session, client_user)) == "missed"

    def test_a_booking_that_was_moved_meanwhile_is_not_touched(
        self, make_booking: MakeBooking, site: Site, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now - BEGAN)
        room = room_of(booking)
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.EMPTY, ended_at=now, at=now)
        site.move(booking, now + timedelta(days=1), now + timedelta(days=1, hours=1))

        effects.run_due(at=now + timedelta(seconds=1))

        assert site.became(booking) == "open"


def test_the_host_links_the_room_when_it_hears_that_it_was_made(
    make_booking: MakeBooking, make_session: MakeSession, site: Site
) -> None:
    for subject in (make_booking(), make_session()):
        room = room_of(subject)

        tick()

        assert site.linked_room(subject) == room


def test_a_class_has_its_people_and_its_chat(
    make_session: MakeSession,
    practitioner: User,
    client_user: User,
    second_client: User,
    livekit: FakeLiveKit,
    now: datetime,
) -> None:
    session = make_session()
    room = room_of(session)
    told = Telling(room, made_at=now)
    for person in (practitioner, client_user):
        inside = seat(session, person)
        livekit.enters(room.name, inside.identity)
        deliver(told.joined(inside, now))

    said = Caller(client_user).post(f"{room.pk}/messages/", '{"text": "Is there a handout?"}')

    assert said.status == 201
    assert said.body["sender"]["name"] == "Jonas Weber"
    assert [(name, topic) for name, topic, _ in livekit.said] == [(room.name, "rooms.chat")]
    read = Caller(practitioner).get(f"{room.pk}/messages/")
    assert [line["text"] for line in read.body["results"]] == ["Is there a handout?"]
    assert Caller(second_client).get(f"{room.pk}/messages/").status == 403, "who has not joined"
    found = Caller(practitioner).people(room, "?search=weber")
    assert [person["name"] for person in found.body["results"]] == ["Jonas Weber"]


class TestThePages:
    def test_everyone_who_is_logged_in_gets_the_lobby(
        self, booking: Booking, client_user: User, stranger: User, site: Site
    ) -> None:
        for user in (client_user, stranger):
            client = Client()
            site.log_in(client, user)

            page = client.get(f"/room/booking/{booking.pk}/lobby")

            assert page.status_code == 200
            assert f"{settings.STATIC_URL}rooms/assets/" in page.content.decode()
            assert str(booking.pk) in page.content.decode()

    @pytest.mark.django_db
    def test_everyone_else_goes_to_the_hosts_own_page_to_log_in(self) -> None:
        response = Client().get("/room/booking/1/lobby")

        assert response["Location"] == f"{resolve_url(settings.LOGIN_URL)}?next=/room/booking/1/lobby"


def test_names_and_titles_are_the_hosts_by_whatever_names_its_columns_go(
    booking: Booking, practitioner: User, client_user: User
) -> None:
    for user, name in ((practitioner, "Dr. Nadia Rahman"), (client_user, "Jonas Weber")):
        assert Caller(user).join(booking).body["name"] == name
    room = Caller(client_user).look(booking).body
    ref = str(booking.pk)
    assert room["subject"] == {"kind": "booking", "ref": ref}
    assert [person["name"] for person in room["people"]] == ["Dr. Nadia Rahman", "Priya Nair", "Jonas Weber"]
    assert room["title"] == get_host().describe("booking", [ref])[ref].title


class TestTheStatement:
    def test_a_practitioner_reads_it_a_client_their_part(
        self, make_booking: MakeBooking, practitioner: User, client_user: User, now: datetime
    ) -> None:
        room = take_place(make_booking(starts_at=now - BEGAN), practitioner, client_user, now=now)

        whole = Caller(practitioner).statement(room).body
        mine = Caller(client_user).statement(room, "mine/").body

        assert (whole["outcome"], len(whole["participants"]), len(whole["absent"])) == ("completed", 2, 1)
        assert whole["together_seconds"] == pytest.approx(40 * 60, abs=2)
        assert mine["total_seconds"] == pytest.approx(40 * 60, abs=2)
        assert Caller(client_user).statement(room) == (403, "not_allowed")

    def test_both_may_object(
        self, make_booking: MakeBooking, practitioner: User, client_user: User, now: datetime
    ) -> None:
        room = take_place(make_booking(starts_at=now - BEGAN), practitioner, client_user, now=now)

        said = [Caller(who).object_to(room, "I see it otherwise.") for who in (practitioner, client_user)]

        assert [answer.body["role"] for answer in said] == ["host", "participant"]
        assert Caller(practitioner).statement(room).body["objections"] == [answer.body for answer in said]

    def test_the_table_of_a_day_has_what_somebody_leads(
        self, make_booking: MakeBooking, practitioner: User, client_user: User, now: datetime
    ) -> None:
        room = take_place(make_booking(starts_at=now - BEGAN), practitioner, client_user, now=now)
        days = {"from": f"{now - timedelta(days=1):%Y-%m-%d}", "to": f"{now + timedelta(days=2):%Y-%m-%d}"}

        tables = [
            Caller(who).table("statements.csv", days).getvalue().decode()
            for who in (practitioner, client_user)
        ]

        assert [table.count(str(room.pk)) for table in tables] == [2, 0]
