"""A server that is away, hung or somebody else's is a clear answer within the time limit, never a traceback."""

import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from pytest_django import Settings

from rooms import livekit
from rooms.exceptions import LiveKitNotFound, LiveKitUnavailable, Misconfigured
from tests.livekit import servers

SECRET = "a-secret-that-only-the-tests-know-0123"


@pytest.fixture(autouse=True)
def _credentials(settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": SECRET}


def point_at(settings: Settings, address: str, **changes: object) -> None:
    settings.ROOMS = {**settings.ROOMS, "LIVEKIT_HOST": address, **changes}


def an_address_where_nobody_listens() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


CALLS: list[Callable[[], object]] = [
    lambda: livekit.create_room("individual-829b8d608f60", 300, 300, 27, timeout=0.3),
    lambda: livekit.delete_room("individual-829b8d608f60", timeout=0.3),
    lambda: livekit.list_rooms(timeout=0.3),
    lambda: livekit.list_participants("individual-829b8d608f60", timeout=0.3),
    lambda: livekit.remove_participant("individual-829b8d608f60", "7-jonas@example.org", timeout=0.3),
    lambda: livekit.send_data("individual-829b8d608f60", b"Hello", topic="rooms.chat", timeout=0.3),
]


@pytest.mark.parametrize("call", CALLS)
class TestEveryCall:
    def test_gives_up_on_a_server_that_hangs(self, call: Callable[[], object], settings: Settings) -> None:
        with servers.listening(servers.never_answer) as address:
            point_at(settings, address)
            began = monotonic()

            with pytest.raises(LiveKitUnavailable, match=r"no answer within 0\.3 s"):
                call()

            assert monotonic() - began < 2

    def test_says_that_nobody_listens(self, call: Callable[[], object], settings: Settings) -> None:
        point_at(settings, an_address_where_nobody_listens())

        with pytest.raises(LiveKitUnavailable, match="ClientConnectorError"):
            call()


def test_the_time_limit_is_a_setting(settings: Settings) -> None:
    with servers.listening(servers.never_answer) as address:
        point_at(settings, address, LIVEKIT_TIMEOUT_SECONDS=0.2)

        with pytest.raises(LiveKitUnavailable, match=r"no answer within 0\.2 s"):
            livekit.list_rooms()


class TestTimeLimit:
    """For a request that people wait for: less time than the worker has."""

    @pytest.fixture(autouse=True)
    def _a_server_that_hangs(self, settings: Settings) -> Iterator[None]:
        with servers.listening(servers.never_answer) as address:
            point_at(settings, address, LIVEKIT_TIMEOUT_SECONDS=0.4)
            yield

    def test_it_holds_within_its_block_and_no_longer(self) -> None:
        with livekit.time_limit(0.2), pytest.raises(LiveKitUnavailable, match=r"within 0\.2 s"):
            livekit.list_rooms()
        with pytest.raises(LiveKitUnavailable, match=r"within 0\.4 s"):
            livekit.list_rooms()

    def test_of_it_and_the_calls_own_the_shorter_holds(self) -> None:
        with livekit.time_limit(5), pytest.raises(LiveKitUnavailable, match=r"within 0\.1 s"):
            livekit.list_rooms(timeout=0.1)
        with livekit.time_limit(0.1), pytest.raises(LiveKitUnavailable, match=r"within 0\.1 s"):
            livekit.stop_egress("EG_1")

    def test_it_concerns_no_other_thread(self) -> None:
        with livekit.time_limit(0.1), ThreadPoolExecutor(1) as pool:
            other = pool.submit(livekit.list_rooms).exception()

        assert "within 0.4 s" in str(other)

    def test_it_ends_with_its_block_also_when_the_call_fails(self) -> None:
        with pytest.raises(LiveKitUnavailable), livekit.time_limit(0.1):
            livekit.list_rooms()
        with pytest.raises(LiveKitUnavailable, match=r"within 0\.4 s"):
            livekit.list_rooms()


def test_a_call_that_hangs_holds_up_nobody_else(settings: Settings) -> None:
    with servers.listening(servers.never_answer) as hung, ThreadPoolExecutor(20) as pool:
        point_at(settings, hung)
        began = monotonic()

        waiting = [pool.submit(livekit.list_rooms, timeout=0.5) for _ in range(20)]

        assert all(isinstance(call.exception(), LiveKitUnavailable) for call in waiting)
        assert monotonic() - began < 3


def test_a_name_that_does_not_resolve(settings: Settings) -> None:
    point_at(settings, "http://livekit.invalid:7880")

    with pytest.raises(LiveKitUnavailable):
        livekit.list_rooms(timeout=2)


def test_a_connection_that_went_stale_is_tried_once_more(settings: Settings) -> None:
    with servers.listening(servers.hang_up_once) as address:
        point_at(settings, address)

        assert livekit.list_rooms() == []


def test_a_server_that_always_hangs_up_is_unavailable(settings: Settings) -> None:
    with servers.listening(servers.hang_up) as address:
        point_at(settings, address)

        with pytest.raises(LiveKitUnavailable):
            livekit.list_rooms()


class TestAnswersThatAreErrors:
    def test_404_is_not_found(self, settings: Settings) -> None:
        with servers.listening(servers.saying(404, b'{"code": "not_found", "msg": "no room"}')) as address:
            point_at(settings, address)

            with pytest.raises(LiveKitNotFound):
                livekit.delete_room("individual-829b8d608f60")

    @pytest.mark.parametrize("status", [400, 401, 403, 412, 429, 500, 503])
    def test_every_other_one_is_unavailable_and_says_which(self, status: int, settings: Settings) -> None:
        with servers.listening(servers.saying(status, b'{"code": "internal", "msg": "why"}')) as address:
            point_at(settings, address)

            with pytest.raises(LiveKitUnavailable, match=f"list_rooms: {status} internal why"):
                livekit.list_rooms()

    def test_somebody_elses_website_is_not_livekit(self, settings: Settings) -> None:
        page = servers.saying(200, b"<!doctype html><title>Welcome</title>", "text/html")
        with servers.listening(page) as address:
            point_at(settings, address)

            with pytest.raises(LiveKitUnavailable, match="LIVEKIT_HOST"):
                livekit.list_rooms()

    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"no"'])
    @pytest.mark.parametrize("status", [401, 502])
    def test_nor_is_an_error_whose_json_is_no_object(
        self, status: int, body: bytes, settings: Settings
    ) -> None:
        with servers.listening(servers.saying(status, body)) as address:
            point_at(settings, address)

            with pytest.raises(LiveKitUnavailable):
                livekit.list_rooms()

    def test_a_page_in_the_way_that_is_no_json(self, settings: Settings) -> None:
        with servers.listening(servers.saying(502, b"<h1>Bad gateway</h1>", "text/html")) as address:
            point_at(settings, address)

            with pytest.raises(LiveKitUnavailable, match="502"):
                livekit.list_rooms()


class TestWhatIsTold:
    def test_people_read_words_and_operators_the_reason(self, settings: Settings) -> None:
        point_at(settings, an_address_where_nobody_listens())

        with pytest.raises(LiveKitUnavailable) as caught:
            livekit.list_rooms()

        assert caught.value.code == "livekit_unavailable"
        assert "127.0.0.1" not in caught.value.detail
        assert "127.0.0.1" in caught.value.reason
        assert caught.value.reason in str(caught.value)

    def test_the_log_has_one_line_when_it_begins_and_one_when_it_is_over(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, "rooms.livekit"):
            point_at(settings, an_address_where_nobody_listens())
            for _ in range(3):
                with pytest.raises(LiveKitUnavailable):
                    livekit.list_rooms()
            with servers.listening(servers.saying(200, b"", "application/protobuf")) as address:
                point_at(settings, address)
                livekit.list_rooms()

        began, over = (record.getMessage() for record in caplog.records)
        assert began.startswith("LiveKit: list_rooms failed: ClientConnectorError")
        assert over == "LiveKit answers again"

    def test_the_log_names_the_call_and_no_secret(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        with servers.listening(servers.saying(401, b'{"code": "unauthenticated"}')) as address:
            point_at(settings, address)

            with caplog.at_level(logging.WARNING, "rooms.livekit"), pytest.raises(LiveKitUnavailable):
                livekit.remove_participant("individual-829b8d608f60", "7-jonas@example.org")

        assert "remove_participant failed: 401" in caplog.text
        assert SECRET not in caplog.text
        assert "jonas@example.org" not in caplog.text


def test_the_log_holds_no_word_of_what_could_not_be_said(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with servers.listening(servers.saying(500, b'{"code": "internal", "msg": "why"}')) as address:
        point_at(settings, address)

        with caplog.at_level(logging.DEBUG), pytest.raises(LiveKitUnavailable) as failed:
            livekit.send_data("individual-829b8d608f60", b"between us", topic="rooms.chat")

    assert "send_data failed: 500" in caplog.text
    assert "between us" not in caplog.text + str(failed.value)


@pytest.mark.parametrize("missing", ["LIVEKIT_HOST", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
def test_without_settings_nothing_is_called(
    missing: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVEKIT_URL", "http://127.0.0.1:1")  # the SDK's own default must not step in
    settings.ROOMS = {**settings.ROOMS, missing: ""}

    with pytest.raises(Misconfigured, match="LIVEKIT_"):
        livekit.list_rooms()


def test_no_names_is_no_rooms_and_not_all_of_them(settings: Settings) -> None:
    point_at(settings, an_address_where_nobody_listens())

    assert livekit.list_rooms([]) == []


def test_after_close_the_next_call_connects_anew(settings: Settings) -> None:
    with servers.listening(servers.saying(200, b"", "application/protobuf")) as address:
        point_at(settings, address)
        assert livekit.list_rooms() == []
        livekit.close()
        livekit.close()

        assert livekit.list_rooms() == []


def test_a_process_that_used_it_ends_without_complaints(settings: Settings) -> None:
    script = (
        "from django.conf import settings\n"
        "settings.configure(ROOMS={'LIVEKIT_HOST': 'http://127.0.0.1:1', 'LIVEKIT_API_KEY': 'k',"
        f" 'LIVEKIT_API_SECRET': '{SECRET}'}})\n"
        "from rooms import livekit\n"
        "try:\n    livekit.list_rooms()\nexcept livekit.LiveKitUnavailable:\n    print('refused')\n"
    ).replace("livekit.LiveKitUnavailable", "Exception")
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script], capture_output=True, text=True, timeout=30
    )

    assert (ended.returncode, ended.stdout) == (0, "refused\n")
    assert "Unclosed" not in ended.stderr
    assert "Traceback" not in ended.stderr
