"""Is there a recorder? Asked of real servers."""

import socket
import threading
from time import monotonic

import pytest
from pytest_django import Settings

from dev import ports
from rooms.recordings import answering
from rooms.recordings.answering import recorder_health, recorder_takes_orders
from tests.recordings.worker import recorder_that_answers


def ask_at(url: str, settings: Settings) -> str | None:
    settings.ROOMS = {**settings.ROOMS, "RECORDER_HEALTH_URL": url}
    return recorder_health()


def test_where_no_address_is_known_nobody_is_asked(settings: Settings) -> None:
    assert ask_at("", settings) is None


def test_one_that_is_well_is_ok(settings: Settings) -> None:
    with recorder_that_answers(200) as url:
        assert ask_at(url, settings) == "ok"


def test_one_that_is_not_well_is_told_with_its_status_and_no_more(settings: Settings) -> None:
    with recorder_that_answers(503) as url:
        assert ask_at(url, settings) == "not ready (status 503)"


def test_one_that_is_gone_is_silent(settings: Settings) -> None:
    assert ask_at(f"http://127.0.0.1:{ports.choose()}/healthz", settings) == "silent"


def test_one_that_hangs_is_silent_before_anybody_waits_for_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PATIENCE_SECONDS", 0.2)
    with socket.create_server((ports.LOOPBACK, 0)) as hangs:
        began = monotonic()
        assert ask_at(f"http://127.0.0.1:{hangs.getsockname()[1]}/healthz", settings) == "silent"
    assert monotonic() - began < 5


def test_one_that_speaks_something_else_is_silent(settings: Settings) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as other:
        other.settimeout(5)

        def greet() -> None:
            line, _ = other.accept()
            with line:
                line.recv(4096)
                line.sendall(b"-ERR unknown command\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        assert ask_at(f"http://127.0.0.1:{other.getsockname()[1]}/healthz", settings) == "silent"
        thread.join()


@pytest.mark.parametrize("url", ["127.0.0.1:9090/healthz", "file:///etc/passwd"])
def test_what_is_no_address_is_said(url: str, settings: Settings) -> None:
    assert ask_at(url, settings) == "its address is none: ROOMS['RECORDER_HEALTH_URL']"


# --- Whether it takes another order
@pytest.mark.parametrize(
    ("status", "said", "takes"),
    [
        (200, b'{"status": "ok", "accepting": true}', "ok"),
        (200, b'{"status": "ok", "accepting": false}', "full"),
        (200, b'{"CpuLoad": 0.4}', "ok"),
        (200, b"ok", "ok"),
        (200, b"[false]", "ok"),
        (200, b"[" * 60_000, "ok"),
        (503, b'{"accepting": true}', "not ready (status 503)"),
    ],
)
def test_it_takes_orders_unless_it_says_otherwise(
    status: int, said: bytes, takes: str, settings: Settings
) -> None:
    with recorder_that_answers(status, said) as url:
        settings.ROOMS = {**settings.ROOMS, "RECORDER_HEALTH_URL": url}
        assert recorder_takes_orders() == takes


def test_a_full_one_is_well(settings: Settings) -> None:
    with recorder_that_answers(200, b'{"status": "ok", "accepting": false}') as url:
        assert ask_at(url, settings) == "ok"
