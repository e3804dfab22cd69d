"""LiveKit's address as the server and as a browser sees it, and whether rooms make themselves."""

import socket
import threading

import pytest
from pytest_django import Settings

from rooms.doctor import asking, auto_create, browser_address, keys, server_address
from tests.doctor.answering import Answering
from tests.fakes.livekit import FakeLiveKit


@pytest.fixture
def at(settings: Settings, somebody: Answering) -> Answering:
    """LIVEKIT_HOST and LIVEKIT_PUBLIC_URL lead to this server."""
    point(settings, LIVEKIT_HOST=somebody.url, LIVEKIT_PUBLIC_URL="")
    settings.ALLOWED_HOSTS = ["127.0.0.1", "*"]
    return somebody


def point(settings: Settings, **changes: object) -> None:
    settings.ROOMS = {**settings.ROOMS, **changes}


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class TestTheServersWay:
    def test_somebody_answers(self, at: Answering) -> None:
        assert server_address.look().state == "well"

    def test_nobody_does(self, settings: Settings, free_port: int) -> None:
        point(settings, LIVEKIT_HOST=f"http://127.0.0.1:{free_port}")

        found = server_address.look()

        assert found.state == "wrong"
        assert f"127.0.0.1:{free_port} cannot be reached: Connection refused" in found.says

    def test_it_is_not_set(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        point(settings, LIVEKIT_HOST="")
        assert "LIVEKIT_HOST is not set" in server_address.look().says

    def test_a_redirect_is_told_with_where_it_leads(self, at: Answering) -> None:
        at.says(301, location="https://livekit.example.org/")

        found = server_address.look()

        assert (found.state, len(at.heard)) == ("wrong", 1)
        assert "https://livekit.example.org/" in found.says

    def test_a_proxy_with_nothing_behind_it(self, at: Answering) -> None:
        at.says(502, "Bad Gateway")
        assert "502" in server_address.look().says

    def test_tls_where_there_is_none(self, settings: Settings, somebody: Answering) -> None:
        point(settings, LIVEKIT_HOST=somebody.url.replace("http", "https"))
        assert "does not speak TLS" in server_address.look().says

    def test_who_takes_the_call_and_says_nothing_is_waited_for_a_moment_only(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with pytest.raises(asking.NoAnswer, match=r"does not answer within 0\.1 s"):
                asking.ask(url, timeout=0.1)

    def test_another_program_is_no_web_server(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:

            def greet() -> None:
                caller, _ = server.accept()
                with caller:
                    caller.recv(1000)
                    caller.sendall(b"220 mail.example.org ESMTP\r\n")

            thread = threading.Thread(target=greet)
            thread.start()
            with pytest.raises(asking.NoAnswer, match="does not answer by HTTP"):
                asking.ask(f"http://127.0.0.1:{server.getsockname()[1]}")
            thread.join()


class TestTheBrowsersWay:
    def test_livekit_refuses_a_websocket_without_a_token_so_it_was_there(self, at: Answering) -> None:
        at.says(401, "no permissions to access the room")

        assert browser_address.look().state == "well"
        [(path, headers)] = at.heard
        assert path == "/rtc"
        assert (headers["upgrade"], headers["connection"]) == ("websocket", "Upgrade")

    @pytest.mark.parametrize(
        ("status", "body", "location", "word"),
        [
            (404, "", "", "takes no WebSocket"),
            (404, "<h1>Not Found</h1>", "", "answers 404"),
            (502, "Bad Gateway", "", "answers 502"),
            (200, "Welcome to nginx", "", "answers 200"),
            (308, "", "https://lk.example.org/rtc", "leads on to https://lk.example.org/rtc"),
        ],
    )
    def test_what_else_may_answer_there(
        self, status: int, body: str, location: str, word: str, at: Answering
    ) -> None:
        at.says(status, body, location)

        found = browser_address.look()

        assert found.state == "wrong"
        assert word in found.says
        assert found.next_step

    def test_an_address_without_encryption_is_no_use_to_a_page(self, settings: Settings) -> None:
        point(settings, LIVEKIT_PUBLIC_URL="ws://lk.example.org")

        found = browser_address.look()

        assert found.state == "wrong"
        assert "https may not dial it" in found.says

    def test_an_address_of_this_machine_is_no_use_to_people_elsewhere(
        self, settings: Settings, at: Answering
    ) -> None:
        settings.ALLOWED_HOSTS = ["localhost", "estuary.example"]

        found = browser_address.look()

        assert found.state == "wrong"
        assert "people come to estuary.example" in found.says

    def test_but_on_ones_own_machine_it_is(self, settings: Settings, at: Answering) -> None:
        at.says(401)
        settings.DEBUG, settings.ALLOWED_HOSTS = True, ["localhost", "estuary.example"]

        assert browser_address.look().state == "well"

    def test_nobody_answers(self, settings: Settings, free_port: int) -> None:
        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        point(settings, LIVEKIT_PUBLIC_URL=f"ws://127.0.0.1:{free_port}")

        found = browser_address.look().says
        assert found.startswith("LIVEKIT_PUBLIC_URL: ")
        assert "cannot be reached" in found

    def test_the_setting_is_named_that_the_address_is_from(self, settings: Settings, free_port: int) -> None:
        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        point(settings, LIVEKIT_HOST=f"http://127.0.0.1:{free_port}", LIVEKIT_PUBLIC_URL="")

        assert browser_address.look().says.startswith("LIVEKIT_HOST, for browsers too: ")


class TestKeys:
    def test_they_are_accepted(self, livekit: FakeLiveKit) -> None:
        assert keys.look().state == "well"

    def test_they_are_not(self, at: Answering, settings: Settings) -> None:
        at.says(401)
        point(settings, LIVEKIT_API_SECRET="a-secret-that-nobody-may-read-in-any-output")

        found = keys.look()

        assert found.state == "wrong"
        assert "LIVEKIT_API_SECRET" in found.next_step
        assert "nobody-may-read" not in found.says + found.next_step

    def test_they_are_missing(self, settings: Settings) -> None:
        point(settings, LIVEKIT_API_KEY="")
        assert "not set" in keys.look().says

    def test_who_answers_is_not_livekit(self, at: Answering) -> None:
        at.says(200, "Welcome to nginx")
        assert keys.look().state == "wrong"


class TestAutoCreate:
    @pytest.mark.parametrize(
        ("answer", "setting", "state"),
        [
            (404, False, "well"),
            (200, True, "well"),
            (200, False, "wrong"),
            (404, True, "wrong"),
            (500, False, "skipped"),
        ],
    )
    def test_the_setting_is_what_livekit_does(
        self, answer: int, setting: bool, state: str, settings: Settings, at: Answering
    ) -> None:
        at.says(answer)
        point(settings, LIVEKIT_AUTO_CREATE=setting)

        assert auto_create.look().state == state

    def test_the_token_is_in_no_address(self, at: Answering) -> None:
        auto_create.look()

        [(path, headers)] = at.heard
        assert path == "/rtc/validate"
        assert headers["authorization"].startswith("Bearer ey")
