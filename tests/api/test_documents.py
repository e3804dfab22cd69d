"""What we write for clients is what the code does."""

import re
from pathlib import Path

import pytest
from rest_framework.serializers import Serializer
from rest_framework.throttling import SimpleRateThrottle

from rooms.api.base import LARGEST_BODY, JoinThrottle, ReadThrottle
from rooms.api.errors import STATUS_BY_CODE
from rooms.api.paging import Pages
from rooms.api.quality_shapes import ReasonShape
from rooms.api.shapes import REFUSALS
from rooms.api.statement_shapes import (
    MEDIUMS,
    SIDES,
    AbsentShape,
    AttendanceShape,
    ObjectionShape,
    OverrideShape,
    StatementShape,
    VisitShape,
)
from rooms.api.statements import Statements
from rooms.conf import conf
from rooms.exceptions import MESSAGES
from rooms.models import ChatMessage, EndReason, KnownBy, Outcome, Role
from rooms.statement.table import COLUMNS
from tests.api.schema import document

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (\d+) \|", GUIDE, re.MULTILINE)


def test_every_code_has_words_and_a_status() -> None:
    assert set(STATUS_BY_CODE) == set(MESSAGES)


def test_the_guide_names_each_code_with_its_status() -> None:
    assert {code: int(status) for code, status in ROWS} == STATUS_BY_CODE


def test_and_the_reasons_against_entering_in_their_order() -> None:
    order = [code for code, _ in ROWS if code in REFUSALS]

    assert order == REFUSALS


def test_its_numbers_are_those_of_the_code() -> None:
    assert conf.throttle_join == "30/min"
    assert "30 joins, tokens or downloads of `statements.csv` a minute" in GUIDE
    assert Statements.throttle_classes == [JoinThrottle]
    number, seconds = SimpleRateThrottle.parse_rate(ReadThrottle(), conf.throttle_read)
    assert number is not None
    assert seconds is not None
    assert f"{number // seconds} other requests a second" in GUIDE
    assert f"above {LARGEST_BODY // 1024} kB" in GUIDE
    assert conf.throttle_chat == "20/min"
    assert "20 chat messages a minute" in GUIDE
    assert conf.throttle_objection == "10/hour"
    assert "10 objections an hour" in GUIDE
    assert conf.throttle_quality == "20/min"
    assert "20 reports a minute" in GUIDE
    assert conf.throttle_recording == "30/min"
    assert "30 requests about recordings a minute" in GUIDE
    assert f"1 to {ChatMessage.LONGEST_TEXT:,} characters" in GUIDE
    assert f"{Pages.page_size} a page, {Pages.max_page_size} at most" in GUIDE


def test_it_names_the_columns_of_the_table_of_statements_in_their_order() -> None:
    part = GUIDE.partition("### The statements as a table")[2].partition("\n## ")[0]
    named = [word for word in re.findall(r"`(\w+)`", part) if word in COLUMNS]
    assert tuple(named[: len(COLUMNS)]) == COLUMNS


def ours() -> list[tuple[str, str]]:
    """Each address of `rooms` with its method; Estuary's own ones are its own."""
    shared = ("/api/v1/rooms/", "/api/v1/live/", "/api/v1/statements.csv")
    paths = document()["paths"]
    return [(path, method) for path in paths if path.startswith(shared) for method in paths[path]]


@pytest.mark.parametrize(("path", "method"), ours())
def test_the_guide_names_each_address(path: str, method: str) -> None:
    """In the table of calls, with its method; `…` stands there for what the row before it says."""
    calls = GUIDE.partition("## What there is")[2].partition("###")[0]
    written = re.sub(
        r"\{\w+_id\}",
        "{id}",
        path.replace("{participant_id}", "{participant id}").replace("{target_id}", "{target id}"),
    )
    address = (
        written.replace("{room_uuid}", "{room uuid}")
        .replace("{room_ref}", "{room uuid or name}")
        .removeprefix("/api/v1/rooms/")
    )
    end = address.rpartition("}")[2].lstrip("/") or address
    named = re.compile(rf"{re.escape(end)}[`?]")
    assert [
        row for row in calls.splitlines() if row.startswith(f"| `{method.upper()} ") and named.search(row)
    ]


@pytest.mark.parametrize(
    "shape",
    [StatementShape, AttendanceShape, VisitShape, AbsentShape, ObjectionShape, OverrideShape, ReasonShape],
)
def test_its_sample_of_a_statement_has_every_key(shape: type[Serializer[object]]) -> None:
    sample = GUIDE.partition("### The statement\n")[2].partition("\n- ")[0]
    assert [key for key in shape().fields if f'"{key}":' not in sample] == []


def test_it_names_the_words_that_a_statement_has() -> None:
    part = GUIDE.partition("- The words that can stand there:")[2].partition("\n- ")[0]
    kinds = (Outcome.values, EndReason.values, KnownBy.values, Role.values, dict(SIDES), dict(MEDIUMS))
    assert [word for words in kinds for word in words if f"`{word}`" not in part] == []


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/api/v1/rooms/{room_uuid}/", "get"),
        ("/api/v1/rooms/{room_uuid}/get_token/", "post"),
        ("/api/v1/rooms/booking/{booking_id}/", "get"),
        ("/api/v1/rooms/booking/{booking_id}/join/", "post"),
        ("/api/v1/rooms/session/{session_id}/", "get"),
        ("/api/v1/rooms/session/{session_id}/join/", "post"),
        ("/api/v1/rooms/{room_uuid}/end/", "post"),
        ("/api/v1/rooms/{room_uuid}/messages/", "get"),
        ("/api/v1/rooms/{room_uuid}/messages/", "post"),
        ("/api/v1/rooms/{room_uuid}/participants/", "get"),
        ("/api/v1/rooms/{room_uuid}/participants/{participant_id}/remove/", "post"),
        ("/api/v1/rooms/{room_uuid}/participants/{participant_id}/readmit/", "post"),
    ],
)
def test_the_schema_holds_every_address(path: str, method: str) -> None:
    responses = document()["paths"][path][method]["responses"]

    good = "201" if path.endswith("/messages/") and method == "post" else "200"
    assert good in responses
    for status, response in responses.items():
        shape = response["content"]["application/json"]["schema"]["$ref"]
        assert shape.endswith("/Error") is (status != good)


def test_enums_are_named_in_the_schema() -> None:
    schemas = document()["components"]["schemas"]

    for name in ("Role", "RoomType", "RoomStatus", "Outcome", "EndReason", "Code", "Refusal", "Layout"):
        assert schemas[name]["enum"]
    assert schemas["Refusal"]["enum"] == REFUSALS
    assert not [name for name in schemas if name.endswith("Enum") and name != "NullEnum"]
