"""GET statement/ and statement/mine/: who may read what, and what it says."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.models import EndReason, Room, RoomParticipant
from tests.api.calling import Caller
from tests.api.statement.conftest import End, Was
from tests.calls import room_of, seat
from tests.conftest import MakeSession


class TestWhoReadsAllOfIt:
    @pytest.mark.parametrize("who", ["practitioner", "assistant", "staff"])
    def test_practitioners_and_staff(self, who: str, room: Room, request: pytest.FixtureRequest) -> None:
        assert Caller(request.getfixturevalue(who)).statement(room).status == 200

    def test_staff_need_the_right_to_view_rooms(self, room: Room, stranger: User) -> None:
        stranger.is_staff = True
        stranger.save()
        assert Caller(stranger).statement(room) == (403, "not_a_participant")
        stranger.user_permissions.add(Permission.objects.get(codename="view_room"))
        assert Caller(stranger).statement(room).status == 200

    def test_the_right_alone_does_not_make_staff(self, room: Room, stranger: User) -> None:
        stranger.user_permissions.add(Permission.objects.get(codename="view_room"))
        assert Caller(stranger).statement(room) == (403, "not_a_participant")

    def test_a_client_is_shown_to_their_own(self, room: Room, client_user: User) -> None:
        refused = Caller(client_user).statement(room)
        assert refused == (403, "not_allowed")
        assert "statement/mine/" in refused.body["detail"]

    def test_nobody_else(self, room: Room, second_client: User) -> None:
        caller = Caller(second_client)
        assert caller.statement(room) == (403, "not_a_participant")
        assert caller.statement(room, "mine/") == (403, "not_a_participant")
        assert Caller().statement(room) == (401, "not_authenticated")
        assert caller.get("6f0e8c5a-0000-4000-8000-000000000000/statement/") == (404, "not_found")


class TestWhatItSays:
    def test_of_a_session_that_is_over(
        self,
        room: Room,
        nadia: RoomParticipant,
        jonas: RoomParticipant,
        was: Was,
        end: End,
        practitioner: User,
    ) -> None:
        was(nadia, 0, 30)
        was(jonas, 3, 12)
        was(jonas, 15, 28)
        end(30, EndReason.HOST, is_final=True)

        body = Caller(practitioner).statement(room).body

        assert (body["room"], body["version"]) == (str(room.pk), 1)
        assert (body["outcome"], body["ledger_outcome"], body["end_reason"]) == (
            "completed",
            "completed",
            "host",
        )
        assert (body["took_place"], body["together_seconds"]) == (True, 22 * 60)
        assert body["confidence"]["ends"] == 6
        first, second = body["participants"]
        assert (first["name"], first["role"], first["side"]) == (nadia.name, "host", "practitioner")
        assert (second["id"], second["identity"]) == (str(jonas.pk), jonas.identity)
        assert (second["role"], second["side"], second["medium"]) == ("participant", "client", "video")
        assert (second["total_seconds"], second["late_by_seconds"]) == (22 * 60, 180)
        assert second["left_early_by_seconds"] == 32 * 60
        assert second["share"] == pytest.approx(22 / 60)
        assert [visit["left_known_by"] for visit in second["visits"]] == ["webhook", "webhook"]
        assert {"joined_precision_seconds", "left_precision_seconds", "precision_seconds"} <= set(
            second["visits"][0]
        )
        assert all(visit["joined_at"].endswith("Z") for visit in second["visits"])

    def test_while_it_goes_on(self, room: Room, nadia: RoomParticipant, was: Was, practitioner: User) -> None:
        was(nadia, 0)

        body = Caller(practitioner).statement(room).body

        assert (body["version"], body["final_at"], body["outcome"], body["ended_at"]) == (0, None, None, None)
        (line,) = body["participants"]
        assert (line["last_left_at"], line["visits"][0]["left_known_by"]) == (None, None)
        assert line["total_seconds"] >= 30 * 60
        absent = [(person["name"], person["role"]) for person in body["absent"]]
        assert absent == [("Priya Nair", "host"), ("Jonas Weber", "participant")]

    def test_of_one_that_was_moved(
        self, room: Room, nadia: RoomParticipant, was: Was, end: End, practitioner: User
    ) -> None:
        was(nadia, 0, 5)
        end(6, EndReason.MOVED)

        body = Caller(practitioner).statement(room).body

        assert (body["outcome"], body["end_reason"], body["absent"]) == (None, "moved", [])


class TestMine:
    def test_ones_own_times_and_the_outcome(
        self,
        room: Room,
        nadia: RoomParticipant,
        jonas: RoomParticipant,
        was: Was,
        end: End,
        client_user: User,
    ) -> None:
        was(nadia, 0, 30)
        was(jonas, 3, 12)
        was(jonas, 15, 28)
        end(30, is_final=True)

        body = Caller(client_user).statement(room, "mine/").body

        assert (body["outcome"], body["version"]) == ("completed", 1)
        assert (body["total_seconds"], len(body["visits"])) == (22 * 60, 2)
        assert body["confidence"]["ends"] == 4
        assert nadia.name not in str(body), "the others' times are theirs"

    def test_while_it_goes_on(self, room: Room, jonas: RoomParticipant, was: Was, client_user: User) -> None:
        was(jonas, 0, 10)
        was(jonas, 20)

        body = Caller(client_user).statement(room, "mine/").body

        assert (body["outcome"], body["version"], body["last_left_at"]) == (None, 0, None)
        assert body["total_seconds"] >= 20 * 60, "the whole session, not only since the last coming in"

    def test_of_somebody_who_never_came(self, room: Room, end: End, client_user: User) -> None:
        end(65)

        body = Caller(client_user).statement(room, "mine/").body

        assert (body["total_seconds"], body["visits"], body["share"]) == (0, [], 0)
        assert (body["outcome"], body["first_joined_at"], body["medium"]) == ("no_show_both", None, None)

    def test_a_practitioner_has_times_too(
        self, room: Room, nadia: RoomParticipant, was: Was, practitioner: User
    ) -> None:
        was(nadia, 0, 10)
        assert Caller(practitioner).statement(room, "mine/").body["total_seconds"] == 600

    def test_a_client_of_a_session(self, make_session: MakeSession, client_user: User) -> None:
        session = make_session()
        room = room_of(session)
        assert Caller(client_user).statement(room, "mine/").status == 200
        assert Caller(client_user).statement(room) == (403, "not_allowed")


def test_the_answer_of_a_room_is_at_its_own_address(
    booking: Booking, room: Room, practitioner: User, end: End
) -> None:
    """Beside its successor: a statement belongs to the room, not to the booking."""
    seat(booking, practitioner)
    end(65)
    body = Caller(practitioner).statement(room).body
    assert body["subject"] == {"kind": "booking", "ref": str(booking.pk)}
    assert room.scheduled_start is not None
    assert room.ended_at == room.scheduled_start + timedelta(minutes=65)
