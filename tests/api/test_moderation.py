"""What a practitioner does with the room and the people in it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Practitioner
from rooms import effects
from rooms.models import Effect, EndReason, Room, RoomParticipant, Status
from tests.api.calling import Caller
from tests.calls import room_of, seat
from tests.conftest import MakeBooking, MakeSession
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

NOT_PRACTITIONERS = [
    (None, 401, "not_authenticated"),
    ("client_user", 403, "not_allowed"),
    ("stranger", 403, "not_a_participant"),
    ("staff", 403, "not_a_participant"),
]


@pytest.mark.parametrize(("who", "status", "code"), NOT_PRACTITIONERS)
def test_nobody_else_may(
    who: str | None,
    status: int,
    code: str,
    room: Room,
    jonas: RoomParticipant,
    livekit: FakeLiveKit,
    request: pytest.FixtureRequest,
) -> None:
    caller = Caller(request.getfixturevalue(who) if who else None)
    livekit.enters(room.name, jonas.identity)

    assert caller.end(room) == (status, code)
    assert caller.people(room) == (status, code)
    assert caller.remove(jonas) == (status, code)
    assert caller.readmit(jonas) == (status, code)

    room.refresh_from_db()
    jonas.refresh_from_db()
    assert room.status != Status.ENDED
    assert not jonas.is_removed
    assert livekit.asked("remove_participant") == livekit.asked("delete_room") == []


class TestEnding:
    def test_it_ends_for_everyone_at_once(
        self, room: Room, jonas: RoomParticipant, practitioner: User, livekit: FakeLiveKit
    ) -> None:
        livekit.enters(room.name, jonas.identity)

        ended = Caller(practitioner).end(room)

        assert ended.status == 200
        assert ended.body["status"] == "ended"
        assert ended.body["end_reason"] == "host"
        assert ended.body["ended_by_me"] is True
        assert room.name not in livekit.rooms

    def test_the_assistant_may_too(self, room: Room, assistant: User) -> None:
        assert Caller(assistant).end(room).status == 200

    def test_before_it_opens_there_is_nothing_to_end(
        self, make_booking: MakeBooking, practitioner: User
    ) -> None:
        tomorrow = make_booking(starts_at=timezone.now() + timedelta(days=1))
        room = room_of(tomorrow)

        refused = Caller(practitioner).end(room)

        assert refused == (403, "too_early")
        assert refused.body["retry_at"] is not None
        room.refresh_from_db()
        assert room.status == Status.PENDING

    def test_twice_changes_nothing(self, room: Room, practitioner: User, assistant: User) -> None:
        first = Caller(practitioner).end(room).body
        second = Caller(assistant).end(room).body

        assert second["ended_at"] == first["ended_at"]
        assert second["ended_by_me"] is False
        assert room.transitions.filter(to_status=Status.ENDED).count() == 1

    def test_without_livekit_it_is_ended_all_the_same_and_the_worker_does_the_rest(
        self, room: Room, jonas: RoomParticipant, practitioner: User, livekit: FakeLiveKit, now: datetime
    ) -> None:
        livekit.enters(room.name, jonas.identity)
        livekit.is_down = True

        assert Caller(practitioner).end(room).status == 200

        room.refresh_from_db()
        assert (room.status, room.end_reason) == (Status.ENDED, EndReason.HOST)
        livekit.is_down = False
        effects.run_due(at=now + timedelta(minutes=1))
        assert room.name not in livekit.rooms


class TestRemoving:
    def test_they_are_out_at_once_and_stay_out(
        self, room: Room, jonas: RoomParticipant, practitioner: User, client_user: User, livekit: FakeLiveKit
    ) -> None:
        livekit.enters(room.name, jonas.identity)

        answer = Caller(practitioner).remove(jonas)

        assert answer.status == 200
        assert answer.body["removed"] is True
        assert livekit.rooms[room.name].people == {}
        assert Caller(client_user).get_token(room) == (403, "removed")
        me = Caller(client_user).look(room).body["me"]
        assert (me["removed"], me["code"]) == (True, "removed")

    def test_readmitted_they_may_come_back(
        self, room: Room, jonas: RoomParticipant, practitioner: User, client_user: User
    ) -> None:
        Caller(practitioner).remove(jonas)

        answer = Caller(practitioner).readmit(jonas)

        assert answer.body["removed"] is False
        assert Caller(client_user).get_token(room).status == 200

    def test_twice_is_once(self, jonas: RoomParticipant, practitioner: User) -> None:
        Caller(practitioner).remove(jonas)
        jonas.refresh_from_db()
        when = jonas.removed_at

        assert Caller(practitioner).remove(jonas).status == 200

        jonas.refresh_from_db()
        assert jonas.removed_at == when

    def test_a_practitioner_cannot_be_removed(
        self, nadia: RoomParticipant, assistant: User, practitioner: User
    ) -> None:
        for remover in (assistant, practitioner):
            assert Caller(remover).remove(nadia) == (403, "not_allowed")
        nadia.refresh_from_db()
        assert not nadia.is_removed

    def test_somebody_of_another_room_is_nobody(
        self, room: Room, make_session: MakeSession, client_user: User, practitioner: User
    ) -> None:
        elsewhere = seat(make_session(), client_user)
        path = f"{room.pk}/participants/{elsewhere.pk}/remove/"

        assert Caller(practitioner).post(path) == (404, "not_found")
        elsewhere.refresh_from_db()
        assert not elsewhere.is_removed

    def test_without_livekit_the_worker_puts_them_out(
        self, room: Room, jonas: RoomParticipant, practitioner: User, livekit: FakeLiveKit, now: datetime
    ) -> None:
        livekit.enters(room.name, jonas.identity)
        livekit.is_down = True

        assert Caller(practitioner).remove(jonas).status == 200

        livekit.is_down = False
        effects.run_due(at=now + timedelta(minutes=1))
        assert livekit.rooms[room.name].people == {}

    def test_each_return_is_an_occasion_of_its_own(
        self, room: Room, jonas: RoomParticipant, practitioner: User, now: datetime
    ) -> None:
        told = Telling(room, made_at=now)
        deliver(told.joined(jonas, now))
        Caller(practitioner).remove(jonas)
        Caller(practitioner).readmit(jonas)
        deliver(told.joined(jonas, now + timedelta(seconds=1)))

        Caller(practitioner).remove(jonas)

        assert Effect.objects.filter(kind="remove_participant").count() >= 2


class TestTheList:
    def test_everyone_who_asked_to_come_in_for_practitioners(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, practitioner: User, now: datetime
    ) -> None:
        deliver(Telling(room, made_at=now).joined(jonas, now))

        listed = Caller(practitioner).people(room).body

        assert (listed["next"], listed["previous"]) == (None, None)
        assert [(who["name"], who["inside"]) for who in listed["results"]] == [
            ("Dr. Nadia Rahman", False),
            ("Jonas Weber", True),
        ]
        assert listed["results"][0]["first_joined_at"] is None
        assert listed["results"][1]["first_joined_at"].endswith("Z")
        assert "@" not in str(listed)

    def test_it_comes_in_pages(self, make_session: MakeSession, practitioner: User) -> None:
        room = room_of(make_session("broadcast"))
        RoomParticipant.objects.bulk_create(
            RoomParticipant(room=room, identity=f"v{n}", name=f"Viewer {n}", role="viewer")
            for n in range(130)
        )
        caller = Caller(practitioner)

        first = caller.people(room).body
        second = caller.people(room, "?page=2").body

        assert len(first["results"]) == 100
        assert len(second["results"]) == 30
        assert first["next"].endswith("?page=2")
        assert second["next"] is None

    def test_those_who_were_removed_can_be_asked_for_alone(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, practitioner: User
    ) -> None:
        caller = Caller(practitioner)
        caller.remove(jonas)

        def names(query: str) -> list[str]:
            return [person["name"] for person in caller.people(room, query).body["results"]]

        assert names("?removed=true") == [jonas.name]
        assert names("?removed=false") == [nadia.name]
        assert caller.people(room, "?removed=perhaps") == (400, "invalid")

    @pytest.mark.parametrize(
        "query", ["?page=0", "?page=abc", "?page=99", "?page=" + "9" * 5000, "?page=%00"]
    )
    def test_a_page_that_is_none(self, query: str, room: Room, practitioner: User) -> None:
        assert Caller(practitioner).people(room, query) == (400, "invalid")

    @pytest.mark.parametrize("size", ["0", "-1", "x", "1000000", "9" * 5000])
    def test_a_size_that_is_none_is_ours(
        self, size: str, room: Room, nadia: RoomParticipant, practitioner: User
    ) -> None:
        assert len(Caller(practitioner).people(room, f"?page_size={size}").body["results"]) == 1


def test_a_practitioner_of_somebody_else_may_nothing(
    booking: Booking, room: Room, jonas: RoomParticipant, second_client: User
) -> None:
    Practitioner.objects.create(user=second_client)

    assert Caller(second_client).end(room) == (403, "not_a_participant")
    assert Caller(second_client).remove(jonas) == (403, "not_a_participant")
