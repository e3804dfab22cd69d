"""What the developer reads on the screen."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest

from dev import console as console_module
from dev.console import Console
from dev.environment import LiveKitAccess, product_environment
from dev.failure import Problem
from dev.local_secrets import LocalSecrets
from dev.welcome import welcome

DEMO: dict[str, Any] = {
    "people": [
        {
            "role": "practitioner",
            "email": "nadia@estuary.example",
            "password": "pw",
            "name": "Dr. Nadia Rahman",
        },
        {"role": "client", "email": "jonas@example.org", "password": "pw", "name": "Jonas Weber"},
    ],
    "subjects": [
        {"kind": "booking", "id": "3", "state": "pending", "practitioner": "x", "clients": ["y"]},
        {
            "kind": "booking",
            "id": "12",
            "state": "now",
            "practitioner": "nadia@estuary.example",
            "clients": ["jonas@example.org"],
        },
        {"kind": "session", "id": 7, "state": "now", "room_type": "group"},
        {"kind": "session", "id": 8, "state": "draft", "room_type": "group"},
        {"kind": "session", "id": 9, "state": "course", "room_type": "webinar"},
    ],
    "over": [{"id": 4, "day": "2026-11-23"}, {"id": 5, "day": "2026-11-23"}],
}


def test_the_welcome_has_the_address_the_log_ins_and_what_to_try() -> None:
    text = welcome("http://127.0.0.1:8000", DEMO, None)
    assert "Ready: http://127.0.0.1:8000/" in text
    assert "  practitioner  nadia@estuary.example  pw" in text
    assert "  client        jonas@example.org      pw" in text
    assert "http://127.0.0.1:8000/room/booking/12/lobby" in text
    assert "/booking/3/" not in text


def test_the_welcome_names_the_sessions_that_have_begun() -> None:
    text = welcome("http://127.0.0.1:8000", DEMO, None)
    assert "  group   http://127.0.0.1:8000/room/session/7/lobby" in text
    assert "  course  http://127.0.0.1:8000/room/session/9/lobby" in text
    assert "/session/8/" not in text


def test_the_welcome_leads_to_the_statements_of_yesterday() -> None:
    text = welcome("http://127.0.0.1:8000", DEMO, None)
    assert text.count("http://127.0.0.1:8000/day/2026-11-23/") == 1
    assert "yesterday" not in welcome("http://127.0.0.1:8000", {**DEMO, "over": []}, None)


def test_the_welcome_says_whether_one_can_record() -> None:
    assert "make run RECORDING=1" in welcome("http://127.0.0.1:8000", DEMO, None)
    text = welcome("http://127.0.0.1:8000", DEMO, None, records=True)
    assert "RECORDING=1" not in text
    assert "var/recordings/" in text
    assert "consent" not in text


def test_the_welcome_names_the_session_that_may_be_recorded_by_one_person_alone() -> None:
    subjects = [{**s, "recording": s.get("room_type") == "group"} for s in DEMO["subjects"]]
    text = welcome("http://127.0.0.1:8000", {**DEMO, "subjects": subjects}, None, records=True)
    assert "Of the group session it asks nobody for consent" in text


def test_with_a_livekit_server_of_ones_own_the_webhook_is_explained() -> None:
    text = welcome(
        "http://127.0.0.1:8000", DEMO, LiveKitAccess("https://rooms.livekit.example", "k", "secret")
    )
    assert "https://rooms.livekit.example" in text
    assert "/api/webhooks/livekit/" in text
    assert "secret" not in text


def test_a_step_is_announced_and_its_time_told() -> None:
    stream = io.StringIO()
    with Console(stream).step("building"):
        pass
    assert stream.getvalue() == "  … building\n  ✓ building  (0.0 s)\n"


def test_a_step_that_fails_says_so() -> None:
    stream = io.StringIO()
    with pytest.raises(Problem), Console(stream).step("building"):
        raise Problem("It broke.")
    assert stream.getvalue().endswith("  ✗ building  (0.0 s)\n")


def test_a_long_step_gives_signs_of_life_where_no_line_can_be_redrawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(console_module, "QUIET_SECONDS", 0.05)
    stream = io.StringIO()
    with Console(stream).step("building", progress=lambda: "412 packages"):
        deadline = time.monotonic() + 5
        while "412 packages" not in stream.getvalue():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert "  … building: 0 s, 412 packages\n" in stream.getvalue()


def test_a_terminal_sees_one_line_that_changes() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with Console(stream).step("building"):
        pass
    assert stream.getvalue() == "  … building\r\x1b[2K  ✓ building  (0.0 s)\n"


def test_three_names_make_a_livekit_server_and_none_makes_none() -> None:
    names = {"LIVEKIT_HOST": "wss://x.example", "LIVEKIT_API_KEY": "k", "LIVEKIT_API_SECRET": "s"}
    assert LiveKitAccess.from_environment(names) == LiveKitAccess("wss://x.example", "k", "s")
    assert LiveKitAccess.from_environment({"LIVEKIT_SIP_ENABLED": "true"}) is None
    for missing in names:
        with pytest.raises(Problem, match=missing):
            LiveKitAccess.from_environment({**names, missing: ""})


def test_the_product_sees_its_own_settings_whatever_surrounds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ("ROOMS_EMPTY_TIMEOUT", "LIVEKIT_API_KEY", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATABASE_URL")
    recorders = ("ROOMS_RECORDINGS_ROOT", "RECORDER_PAGE_URL")
    for name in (*ours, *recorders, "DEBUG"):
        monkeypatch.setenv(name, "from outside")
    seen = product_environment(
        directory=tmp_path,
        static_root=tmp_path / "static",
        secrets=LocalSecrets("django", "key", "secret"),
        livekit=LiveKitAccess("http://127.0.0.1:7880", "key", "secret"),
        extra={"ROOMS_RECONCILE_SECONDS": "1"},
    )
    assert "from outside" not in seen.values()
    assert seen["DATABASE_PATH"] == str(tmp_path / "estuary.sqlite3")
    assert seen["ROOMS_RECONCILE_SECONDS"] == "1"
    assert seen["PATH"] == os.environ["PATH"]
