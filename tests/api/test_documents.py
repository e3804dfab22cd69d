"""What we write for clients is what the code does."""

import re
from pathlib import Path

import pytest
from rest_framework.throttling import SimpleRateThrottle

from rooms.api.base import LARGEST_BODY, ReadThrottle
from rooms.api.errors import STATUS_BY_CODE
from rooms.api.paging import Pages
from rooms.api.shapes import REFUSALS
from rooms.conf import conf
from rooms.exceptions import MESSAGES
from rooms.models import ChatMessage
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
    assert "30 joins or tokens a minute" in GUIDE
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
    assert f"1 to {ChatMessage.LONGEST_TEXT:,} characters" in GUIDE
    assert f"{Pages.page_size} a page, {Pages.max_page_size} at most" in GUIDE


def test_it_names_the_columns_of_the_table_of_statements_in_their_order() -> None:
    part = GUIDE.partition("### The statements as a table")[2].partition("\n## ")[0]
    named = [word for word in re.findall(r"`(\w+)`", part) if word in COLUMNS]
    assert tuple(named[: len(COLUMNS)]) == COLUMNS


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
