"""Reading the chat of a room, page by page."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Room, RoomParticipant
from tests.api.calling import Answer, Caller
from tests.api.chat.chatting import follow, read, say, texts
from tests.calls import seat
from tests.site import Session, User

#: No line has this id. The same in every process: tests are called by it.
NOWHERE = "4d3f6c1e-0b58-4c53-9a43-6f0d2b7b6a11"


@pytest.fixture
def seven(room: Room, jonas: RoomParticipant, client_user: User) -> list[str]:
    """Ids of the lines "1" to "7"."""
    return [say(Caller(client_user), room, str(number)).body["id"] for number in range(1, 8)]


class TestWhoReads:
    @pytest.mark.parametrize("who", ["practitioner", "assistant"])
    def test_practitioners_whether_or_not_they_came(
        self, who: str, room: Room, seven: list[str], request: pytest.FixtureRequest
    ) -> None:
        assert len(texts(read(Caller(request.getfixturevalue(who)), room))) == 7

    def test_who_comes_late_finds_what_was_said_before(
        self, workshop: Session, room: Room, seven: list[str], second_client: User
    ) -> None:
        before = read(Caller(second_client), room)
        assert before == (403, "not_allowed")
        assert before.body["detail"] == "Only people who joined the session can read its chat. Join first."

        seat(workshop, second_client)

        assert len(texts(read(Caller(second_client), room))) == 7

    def test_a_name_is_the_one_of_the_session(
        self, room: Room, jonas: RoomParticipant, seven: list[str], practitioner: User
    ) -> None:
        [first, *_] = read(Caller(practitioner), room).body["results"]
        people = Caller(practitioner).people(room).body["results"]

        assert first["sender"] in [{key: who[key] for key in ("id", "name", "role")} for who in people]


class TestPages:
    def test_forward_from_the_oldest(self, room: Room, seven: list[str], client_user: User) -> None:
        caller = Caller(client_user)
        first = read(caller, room, "?page_size=3")
        second = follow(caller, first.body["next"])
        third = follow(caller, second.body["next"])

        assert [texts(page) for page in (first, second, third)] == [
            ["1", "2", "3"],
            ["4", "5", "6"],
            ["7"],
        ]
        assert first.body["previous"] is None
        assert third.body["next"] is None
        assert texts(follow(caller, third.body["previous"])) == ["4", "5", "6"]

    def test_back_from_the_newest(self, room: Room, seven: list[str], client_user: User) -> None:
        caller = Caller(client_user)
        newest = read(caller, room, "?newest=1&page_size=3")
        older = follow(caller, newest.body["previous"])
        oldest = follow(caller, older.body["previous"])

        assert [texts(page) for page in (newest, older, oldest)] == [
            ["5", "6", "7"],
            ["2", "3", "4"],
            ["1"],
        ]
        assert newest.body["next"] is None
        assert oldest.body["previous"] is None
        assert texts(follow(caller, oldest.body["next"])) == ["2", "3", "4"]

    def test_what_came_while_one_was_away(self, room: Room, seven: list[str], client_user: User) -> None:
        caller = Caller(client_user)

        assert texts(read(caller, room, f"?after={seven[4]}")) == ["6", "7"]
        nothing_new = read(caller, room, f"?after={seven[6]}")
        assert (texts(nothing_new), nothing_new.body["next"]) == ([], None)
        assert texts(follow(caller, nothing_new.body["previous"])) == list("1234567")

    def test_a_hundred_unless_told_two_hundred_at_most(
        self, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        caller = Caller(client_user)
        jonas.messages.model.objects.bulk_create(
            jonas.messages.model(
                room=room, number=number, sender=jonas, text=str(number), sent_at=jonas.created_at
            )
            for number in range(1, 211)
        )

        def length(query: str) -> int:
            return len(texts(read(caller, room, query)))

        assert [length(query) for query in ("", "?page_size=200", "?page_size=1000")] == [100, 200, 200]
        assert [length(f"?page_size={nonsense}") for nonsense in ("0", "-1", "x", "")] == [100] * 4
        assert texts(read(caller, room, "?newest=1"))[-1] == "210"

    def test_an_empty_chat_is_one_empty_page(
        self, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        for query in ("", "?newest=1"):
            assert read(Caller(client_user), room, query).body == {
                "next": None,
                "previous": None,
                "results": [],
            }

    @pytest.mark.parametrize(
        "query",
        [
            "?after=x",
            "?before=",
            "?after=%00",
            "?newest=perhaps",
            f"?after={NOWHERE}",
            f"?before={NOWHERE}",
            "?newest=1&before={first}",
            "?after={first}&before={first}",
        ],
    )
    def test_a_place_that_is_none(self, query: str, room: Room, seven: list[str], client_user: User) -> None:
        assert read(Caller(client_user), room, query.format(first=seven[0])) == (400, "invalid")


class TestQueries:
    def cost(self, call: Callable[[], Answer]) -> int:
        with CaptureQueriesContext(connection) as found:
            assert call().status < 300
        return len(found)

    @pytest.mark.parametrize("query", ["", "?newest=1", "?after={first}", "?before={last}"])
    def test_reading_costs_the_same_however_much_was_said_and_by_how_many(
        self,
        query: str,
        workshop: Session,
        room: Room,
        seven: list[str],
        client_user: User,
        second_client: User,
        practitioner: User,
    ) -> None:
        page = query.format(first=seven[0], last=seven[2])
        few = self.cost(partial(read, Caller(client_user), room, page))
        seat(workshop, second_client)
        for user in (second_client, practitioner) * 5:
            say(Caller(user), room, "And one more")

        assert self.cost(partial(read, Caller(client_user), room, page)) == few

    def test_so_does_writing(
        self, room: Room, jonas: RoomParticipant, client_user: User, practitioner: User
    ) -> None:
        say(Caller(practitioner), room)
        few = self.cost(partial(say, Caller(client_user), room))
        for _ in range(10):
            say(Caller(practitioner), room)

        assert self.cost(partial(say, Caller(client_user), room)) == few
