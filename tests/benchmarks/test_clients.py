"""The clients against a server that counts; nothing here depends on how long anything takes."""

from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from benchmarks.serving import clients
from benchmarks.serving.clients import Request, Unexpected, fill_up, take_turns


class Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Counting.asked.append(self.path)
        self.send_response(503 if self.path == "/busy" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def port() -> Iterator[int]:
    Counting.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_each_source_has_its_turn_in_each_round(port: int) -> None:
    measured = take_turns(
        {"a": lambda: Request(port, "/a"), "b": lambda: Request(port, "/b")}, rounds=6, warm_up=2
    )
    assert {name: len(times) for name, times in measured.items()} == {"a": 6, "b": 6}
    assert Counter(Counting.asked) == {"/a": 8, "/b": 8}
    rounds = [Counting.asked[at : at + 2] for at in range(0, 16, 2)]
    assert all(sorted(one) == ["/a", "/b"] for one in rounds)
    assert ["/a", "/b"] in rounds, "neither of them is always first"
    assert ["/b", "/a"] in rounds


def test_after_each_there_is_a_rest(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr(clients, "sleep", rests.append)

    take_turns({"a": lambda: Request(port, "/a"), "b": lambda: Request(port, "/b")}, 3, warm_up=1, rest=0.5)

    assert rests == [0.5] * 8


def test_an_answer_that_is_not_200_is_no_measurement(port: int) -> None:
    with pytest.raises(Unexpected, match="/busy answered 503"):
        take_turns({"busy": lambda: Request(port, "/busy")}, rounds=1)


def test_several_clients_fill_a_block(port: int) -> None:
    rates = fill_up(
        {"a": lambda: Request(port, "/a"), "b": lambda: Request(port, "/b")},
        seconds=0.05,
        blocks=2,
        clients=3,
    )
    assert set(rates) == {"a", "b"}
    assert min(rates.values()) > 0
    firsts = [Counting.asked[0], Counting.asked[-1]]
    assert firsts == ["/a", "/a"], "the second block goes the other way round"
