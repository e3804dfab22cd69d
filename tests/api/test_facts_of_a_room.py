"""GET: the facts of a room, as its page needs them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from estuary.rooms_host import EstuaryHost
from rooms.host import Kind, Subject
from rooms.models import Room, RoomParticipant
from tests.api.calling import Caller
from tests.calls import room_of
from tests.conftest import MakeBooking, MakeSession
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


def _moved_to_tokyo(subject: Subject) -> Subject:
    assert subject.starts_at is not None
    assert subject.ends_at is not None
    tokyo = ZoneInfo("Asia/Tokyo")
    return replace(
        subject, starts_at=subject.starts_at.astimezone(tokyo), ends_at=subject.ends_at.astimezone(tokyo)
    )


class TestWhatItTells:
    def test_times_are_utc(self, booking: Booking, room: Room, client_user: User) -> None:
        seen = Caller(client_user).look(booking).body

        for key in ("scheduled_start", "scheduled_end", "opens_at", "closes_at", "server_time"):
            assert seen[key].endswith("Z"), key
        assert datetime.fromisoformat(seen["scheduled_start"]) == booking.starts_at
        assert abs(datetime.fromisoformat(seen["server_time"]) - timezone.now()) < timedelta(seconds=10)

    def test_also_where_the_host_thinks_in_another_zone(
        self, make_booking: MakeBooking, client_user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        booking = make_booking(starts_at=now + timedelta(days=3))
        room_of(booking)
        describe = EstuaryHost.describe

        def in_tokyo(host: EstuaryHost, kind: Kind, refs: Collection[str]) -> dict[str, Subject]:
            return {ref: _moved_to_tokyo(found) for ref, found in describe(host, kind, refs).items()}

        monkeypatch.setattr(EstuaryHost, "describe", in_tokyo)

        seen, refused = Caller(client_user).look(booking).body, Caller(client_user).join(booking).body

        times = (seen["scheduled_start"], seen["scheduled_end"], seen["me"]["retry_at"], refused["retry_at"])
        assert all(moment.endswith("Z") for moment in times), times

    def test_words_are_in_the_language_of_the_request(
        self, make_booking: MakeBooking, client_user: User, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now + timedelta(days=3))
        caller = Caller(client_user)
        english = caller.join(booking).body
        caller.headers["accept-language"] = "de-AT,de;q=0.9"

        german = caller.join(booking).body

        assert english["code"] == german["code"] == "too_early"
        assert english["detail"] != german["detail"]
        assert caller.look(booking).body["me"]["detail"] == german["detail"]

    def test_too_early_says_from_when(
        self, make_booking: MakeBooking, client_user: User, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now + timedelta(days=3))
        room_of(booking)

        me = Caller(client_user).look(booking).body["me"]

        assert me["code"] == "too_early"
        assert me["retry_at"].endswith("Z")
        assert datetime.fromisoformat(me["retry_at"]) == now + timedelta(days=3) - timedelta(minutes=15)

    def test_who_is_inside(
        self, booking: Booking, room: Room, nadia: RoomParticipant, client_user: User, now: datetime
    ) -> None:
        deliver(Telling(room, made_at=now).joined(nadia, now))

        seen = Caller(client_user).look(booking).body

        inside = {person["name"]: person["inside"] for person in seen["people"]}
        assert inside == {"Dr. Nadia Rahman": True, "Priya Nair": False, "Jonas Weber": False}
        assert seen["participant_count"] == 1
        assert seen["status"] == "in_use"

    def test_a_practitioner_sees_who_will_come(self, booking: Booking, practitioner: User) -> None:
        people = Caller(practitioner).look(booking).body["people"]

        assert [(person["name"], person["role"]) for person in people] == [
            ("Dr. Nadia Rahman", "host"),
            ("Priya Nair", "host"),
            ("Jonas Weber", "participant"),
        ]

    @pytest.mark.parametrize("kind", ["workshop", "webinar", "broadcast"])
    @pytest.mark.parametrize("who", ["client_user", "practitioner"])
    def test_a_crowd_is_never_listed(
        self, kind: str, who: str, make_session: MakeSession, request: pytest.FixtureRequest
    ) -> None:
        people = Caller(request.getfixturevalue(who)).look(make_session(kind)).body["people"]

        assert {person["role"] for person in people} == {"host"}

    def test_the_end_and_who_brought_it_about(
        self, booking: Booking, room: Room, practitioner: User, client_user: User
    ) -> None:
        Caller(practitioner).end(room)

        seen = Caller(client_user).look(room).body
        assert (seen["status"], seen["end_reason"], seen["ended_by_me"]) == ("ended", "host", False)
        assert seen["me"]["code"] == "room_ended"
        assert Caller(practitioner).look(room).body["ended_by_me"] is True

    @pytest.mark.parametrize(
        ("kind", "layout", "role"),
        [
            ("workshop", "grid", "participant"),
            ("webinar", "stage", "viewer"),
            ("broadcast", "stage", "viewer"),
        ],
    )
    def test_each_type_has_its_layout_and_role(
        self, kind: str, layout: str, role: str, make_session: MakeSession, client_user: User
    ) -> None:
        session = make_session(kind)
        room_of(session)

        seen = Caller(client_user).look(session).body

        assert seen["layout"] == layout
        assert seen["me"]["role"] == role
        assert seen["features"]["screen_share"] is (role != "viewer")

    def test_a_button_that_nothing_is_behind_is_not_offered(
        self, make_session: MakeSession, client_user: User
    ) -> None:
        session = make_session("webinar")
        room_of(session)

        features = Caller(client_user).look(session).body["features"]

        assert {name for name, offered in features.items() if offered} == {"chat"}
