"""Objections of the people in it, and what staff decide."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.models import EndReason, Objection, OutcomeOverride, Room, RoomParticipant
from tests.api.calling import Caller
from tests.api.statement.conftest import End, Was
from tests.calls import room_of
from tests.conftest import MakeSession


@pytest.fixture
def missed(room: Room, nadia: RoomParticipant, was: Was, end: End) -> Room:
    """Dr. Rahman waited for Jonas Weber to the end, and it was given out."""
    was(nadia, 0, 60)
    return end(65, is_final=True)


class TestObjecting:
    def test_a_client_objects_and_the_statement_shows_it(
        self, missed: Room, client_user: User, practitioner: User
    ) -> None:
        said = Caller(client_user).object_to(missed, "I rang twice.")

        assert said.status == 201
        shown = {key: said.body[key] for key in ("name", "role", "text")}
        assert shown == {"name": "Jonas Weber", "role": "participant", "text": "I rang twice."}
        assert Caller(practitioner).statement(missed).body["objections"] == [said.body]
        assert Caller(client_user).statement(missed, "mine/").body["objections"] == [said.body]

    def test_so_does_a_practitioner_and_the_client_does_not_read_it(
        self, missed: Room, practitioner: User, client_user: User
    ) -> None:
        said = Caller(practitioner).object_to(missed, "He wrote that he was ill.")

        assert (said.status, said.body["role"]) == (201, "host")
        assert Caller(client_user).statement(missed, "mine/").body["objections"] == []

    @pytest.mark.parametrize("who", ["stranger", "second_client", "staff"])
    def test_nobody_else_does(self, who: str, missed: Room, request: pytest.FixtureRequest) -> None:
        refused = Caller(request.getfixturevalue(who)).object_to(missed, "I was there.")
        assert refused == (403, "not_a_participant")

    def test_not_before_it_is_over(self, room: Room, client_user: User) -> None:
        refused = Caller(client_user).object_to(room, "She is late.")
        assert refused == (403, "not_allowed")
        assert refused.body["detail"] == "Say this when the session is over."

    @pytest.mark.parametrize("text", ["", "  \n", "x" * 501, None, 7, ["I was there."]])
    def test_one_sentence(self, text: object, missed: Room, client_user: User) -> None:
        assert Caller(client_user).object_to(missed, text) == (400, "invalid")
        assert not Objection.objects.exists()

    def test_ten_an_hour_are_enough(self, missed: Room, client_user: User) -> None:
        caller = Caller(client_user)
        for number in range(10):
            assert caller.object_to(missed, f"{number}").status == 201
        assert caller.object_to(missed, "And another.") == (429, "throttled")
        assert caller.statement(missed, "mine/").status == 200

    def test_how_many_are_enough_is_the_sites_to_say(
        self, missed: Room, client_user: User, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "THROTTLE_OBJECTION": "1/hour"}
        caller = Caller(client_user)
        assert caller.object_to(missed, "I was there.").status == 201
        assert caller.object_to(missed, "I was.") == (429, "throttled")

    def test_they_are_read_with_the_statement_only(self, missed: Room, practitioner: User) -> None:
        assert Caller(practitioner).statement(missed, "objections/") == (405, "method_not_allowed")


class TestDeciding:
    def test_staff_decide_and_everyone_reads_why(
        self, missed: Room, staff: User, practitioner: User, client_user: User
    ) -> None:
        decided = Caller(staff).override(missed, "completed", "They spoke on the phone.")

        assert decided.status == 201
        assert {key: decided.body[key] for key in ("outcome", "previous", "reason", "by")} == {
            "outcome": "completed",
            "previous": "no_show_client",
            "reason": "They spoke on the phone.",
            "by": staff.name,
        }
        statement = Caller(practitioner).statement(missed).body
        assert (statement["outcome"], statement["ledger_outcome"]) == ("completed", "no_show_client")
        assert (statement["version"], statement["overrides"]) == (2, [decided.body])
        mine = Caller(client_user).statement(missed, "mine/").body
        assert (mine["outcome"], mine["version"]) == ("completed", 2)
        [told] = mine["overrides"]
        assert told == {key: value for key, value in decided.body.items() if key != "by"}
        assert OutcomeOverride.objects.get().made_by == staff

    def test_a_client_of_many_reads_that_they_did_and_not_why(
        self, make_session: MakeSession, staff: User, client_user: User
    ) -> None:
        room = room_of(make_session())
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.EMPTY, ended_at=timezone.now(), at=timezone.now())
        assert Caller(staff).override(room, "completed", "Mara says that they met.").status == 201

        [told] = Caller(client_user).statement(room, "mine/").body["overrides"]

        assert (told["previous"], told["outcome"], told["reason"]) == ("no_show_both", "completed", None)

    @pytest.mark.parametrize("who", ["practitioner", "client_user", "stranger"])
    def test_nobody_else_does(self, who: str, missed: Room, request: pytest.FixtureRequest) -> None:
        refused = Caller(request.getfixturevalue(who)).override(missed, "completed")
        assert refused == (403, "not_allowed")
        assert refused.body["detail"] == "Only staff may do that."

    def test_staff_need_the_right_to_it(self, missed: Room, stranger: User) -> None:
        stranger.is_staff = True
        stranger.save()
        stranger.user_permissions.add(Permission.objects.get(codename="view_room"))
        assert Caller(stranger).override(missed, "completed") == (403, "not_allowed")
        stranger.user_permissions.add(Permission.objects.get(codename="override_outcome"))
        assert Caller(stranger).override(missed, "completed").status == 201

    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            ("no_show_client", "It is so."),
            ("cancelled", "He called it off."),
            ("splendid", "It was."),
            (None, "None."),
            ("completed", ""),
            ("completed", " "),
            ("completed", "x" * 501),
            ("completed", None),
        ],
    )
    def test_another_outcome_and_a_reason(
        self, outcome: object, reason: object, missed: Room, staff: User
    ) -> None:
        assert Caller(staff).override(missed, outcome, reason) == (400, "invalid")
        assert not OutcomeOverride.objects.exists()

    def test_an_open_room_has_none_yet(self, room: Room, staff: User) -> None:
        assert Caller(staff).override(room, "completed") == (403, "not_allowed")

    def test_a_moved_one_never_has_any(
        self, room: Room, nadia: RoomParticipant, was: Was, end: End, staff: User
    ) -> None:
        was(nadia, 0, 5)
        end(6, EndReason.MOVED)
        assert Caller(staff).override(room, "completed") == (403, "not_allowed")
