"""The same as files: one room, or all of a range of days."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from estuary.accounts.models import User
from rooms.models import Room, RoomParticipant
from rooms.statement.table import COLUMNS
from tests.api.calling import Answer, Caller
from tests.api.statement.conftest import End, Was
from tests.calls import room_of
from tests.conftest import MakeBooking, MakeSession


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert not isinstance(answer, Answer), answer
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


@pytest.fixture
def week(start: datetime) -> dict[str, str]:
    """Around the room's day."""
    days = (start - timedelta(days=3), start + timedelta(days=4))
    return {"from": f"{days[0]:%Y-%m-%d}", "to": f"{days[1]:%Y-%m-%d}"}


class TestOneRoom:
    def test_a_line_for_each_person(
        self,
        room: Room,
        nadia: RoomParticipant,
        jonas: RoomParticipant,
        was: Was,
        end: End,
        practitioner: User,
    ) -> None:
        was(nadia, 0, 60)
        was(jonas, 6, 54)
        end(65, is_final=True)

        answer = Caller(practitioner).table(f"rooms/{room.pk}/statement.csv")

        assert answer["Content-Disposition"] == f'attachment; filename="statement-{room.name}.csv"'
        first, second = rows_of(answer)
        assert list(first) == list(COLUMNS)
        assert {first["room"], second["room"]} == {str(room.pk)}
        assert (second["name"], second["side"], second["attended"]) == ("Jonas Weber", "client", "true")
        assert (second["total_seconds"], second["share"], second["outcome"]) == ("2880.0", "0.8", "completed")
        assert second["first_joined_at"].endswith("Z")

    def test_refusals_are_json(self, room: Room, client_user: User) -> None:
        assert Caller(client_user).table(f"rooms/{room.pk}/statement.csv") == (403, "not_allowed")
        assert Caller().table(f"rooms/{room.pk}/statement.csv") == (401, "not_authenticated")


class TestARange:
    def test_staff_get_all_rooms_in_their_order(
        self, room: Room, make_session: MakeSession, staff: User, week: dict[str, str], start: datetime
    ) -> None:
        later = room_of(make_session(starts_at=start + timedelta(hours=1)))

        rows = rows_of(Caller(staff).table("statements.csv", week))

        assert [(row["room"], row["version"]) for row in rows] == [(str(room.pk), "0"), (str(later.pk), "0")]

    def test_a_practitioner_those_that_they_lead(
        self, room: Room, week: dict[str, str], practitioner: User, assistant: User, client_user: User
    ) -> None:
        for leader in (practitioner, assistant):
            assert {row["room"] for row in rows_of(Caller(leader).table("statements.csv", week))} == {
                str(room.pk)
            }
        assert rows_of(Caller(client_user).table("statements.csv", week)) == []

    def test_also_where_nobody_came(
        self, room: Room, end: End, week: dict[str, str], practitioner: User
    ) -> None:
        end(65)
        (row,) = rows_of(Caller(practitioner).table("statements.csv", week))
        assert (row["outcome"], row["name"], row["attended"]) == ("no_show_both", "", "")

    def test_a_day_ends_where_the_next_begins(self, room: Room, start: datetime, staff: User) -> None:
        def found(since: datetime, until: datetime) -> int:
            query = {"from": since.isoformat(), "to": until.isoformat()}
            return len(rows_of(Caller(staff).table("statements.csv", query)))

        assert found(start, start + timedelta(seconds=1)) == 1
        assert found(start - timedelta(days=1), start) == 0
        assert found(start + timedelta(microseconds=1), start + timedelta(days=1)) == 0

    @pytest.mark.parametrize(
        ("since", "until", "days"),
        [
            ("2026-11-01", "2026-12-01", "2026-11-01-2026-11-30"),
            ("2026-11-29T00:00:00+01:00", "2026-11-30T00:00:00+01:00", "2026-11-29-2026-11-29"),
            ("2026-11-29T00:00:00-08:00", "2026-11-30T00:00:00-08:00", "2026-11-29-2026-11-29"),
            ("2026-11-29T09:00:00", "2026-11-29T17:00:00", "2026-11-29-2026-11-29"),
            ("2026-11-29", "2026-11-29", "2026-11-29-2026-11-29"),
            ("0001-01-01", "0001-01-01", "0001-01-01-0001-01-01"),
        ],
    )
    def test_the_file_is_called_by_its_first_and_last_day(
        self, since: str, until: str, days: str, staff: User
    ) -> None:
        """By the clock of whoever asked: their day of the 29th begins on the 28th at Greenwich."""
        answer = Caller(staff).table("statements.csv", {"from": since, "to": until})
        assert answer["Content-Disposition"] == f'attachment; filename="statements-{days}.csv"'

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"from": "2026-11-01"},
            {"from": "2026-11-01", "to": ""},
            {"from": "2026-02-30", "to": "2026-03-01"},
            {"from": "yesterday", "to": "today"},
            {"from": "0001-01-01T00:00+14:00", "to": "2026-03-01"},
        ],
    )
    def test_a_range_that_is_none(self, query: dict[str, str], staff: User) -> None:
        assert Caller(staff).table("statements.csv", query) == (400, "invalid")

    def test_all_of_history_is_for_staff(self, staff: User, client_user: User) -> None:
        """Every room of a range is read to ask the host who leads it; so nobody else may name all of them."""
        query = {"from": "2026-01-01", "to": "2027-01-03"}
        assert Caller(client_user).table("statements.csv", query) == (400, "invalid")
        assert rows_of(Caller(client_user).table("statements.csv", {**query, "to": "2027-01-02"})) == []
        assert rows_of(Caller(staff).table("statements.csv", query)) == []

    def test_nobody_without_a_name(self) -> None:
        assert Caller().table("statements.csv", {"from": "2026-11-01", "to": "2026-12-01"}) == (
            401,
            "not_authenticated",
        )

    def test_it_is_sent_in_pieces(
        self, make_booking: MakeBooking, staff: User, start: datetime, week: dict[str, str]
    ) -> None:
        for number in range(25):
            room_of(make_booking(starts_at=start + timedelta(minutes=number)))

        answer = Caller(staff).table("statements.csv", week)

        pieces = list(answer.streaming_content)
        assert len(pieces) == 3, "the names of the columns, twenty rooms, and the rest"
        assert b"".join(pieces).count(b"\r\n") == 1 + 26

    @pytest.mark.django_db(transaction=True)
    def test_also_by_an_asynchronous_server(self, room: Room, staff: User, week: dict[str, str]) -> None:
        async def download() -> list[bytes]:
            client = AsyncClient()
            await client.aforce_login(staff)
            answer = cast(StreamingHttpResponse, await client.get("/api/v1/statements.csv", week))
            assert answer.is_async, "or Django would read it to its end before it sends anything"
            return [piece async for piece in cast(AsyncIterator[bytes], answer.streaming_content)]

        pieces = async_to_sync(download)()

        assert [piece.count(b"\r\n") for piece in pieces] == [1, 1]
        assert str(room.pk).encode() in pieces[1]
