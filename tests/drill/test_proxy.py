"""The proxy between a LiveKit that repeats and a Django that may be down: both are real HTTP here."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from drill import proxy as proxy_module
from drill.comparison import Told
from drill.faults import Fate
from drill.proxy import Proxy
from tests.live.caller import wait_until

PLAIN = Fate(refusals=0, is_swallowed=False, delay=0.0, second_delay=None)


class Endpoint:
    """What Django got, and what it answers.

    Attributes:
        got: ids of the events, in the order of their coming.
        signatures: what came with them.
    """

    def __init__(self) -> None:
        self.got: list[str] = []
        self.signatures: list[str] = []
        self.status = 200
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.got.append(body["id"])
                endpoint.signatures.append(self.headers["Authorization"])
                self.send_response(endpoint.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Not of interest."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def django() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    thread = threading.Thread(target=endpoint.server.serve_forever)
    thread.start()
    yield endpoint
    endpoint.server.shutdown()
    endpoint.server.server_close()
    thread.join()


SetFates = Callable[..., None]


@pytest.fixture
def fates(monkeypatch: pytest.MonkeyPatch) -> SetFates:
    """Set what becomes of the events, one after the other; those after the last are plain."""
    waiting: list[Fate] = []
    monkeypatch.setattr(proxy_module, "decide_fate", lambda seed, name: waiting.pop(0) if waiting else PLAIN)

    def expect(*fates: Fate) -> None:
        waiting[:] = fates

    return expect


@pytest.fixture
def proxy(django: Endpoint, fates: SetFates) -> Iterator[Proxy]:
    with Proxy(django.url, seed=1) as running:
        yield running


def send(proxy: Proxy, event_id: str, *, sid: str = "PA_1", reason: str = "CLIENT_INITIATED") -> int:
    """One try of LiveKit's."""
    body = {
        "event": "participant_left",
        "id": event_id,
        "participant": {"sid": sid, "identity": "4-jonas", "disconnectReason": reason},
    }
    request = urllib.request.Request(
        proxy.url, data=json.dumps(body).encode(), headers={"Authorization": "signed"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_plain_event_arrives_at_once_with_its_signature(proxy: Proxy, django: Endpoint) -> None:
    assert send(proxy, "EV_1") == 200
    assert (django.got, django.signatures) == (["EV_1"], ["signed"])
    assert proxy.told() == [Told("PA_1", "4-jonas", "participant_left", "CLIENT_INITIATED", arrived=True)]


def test_a_refused_event_arrives_when_livekit_tries_again(
    proxy: Proxy, django: Endpoint, fates: SetFates
) -> None:
    fates(Fate(2, is_swallowed=False, delay=0.0, second_delay=None))
    assert [send(proxy, "EV_1") for _ in range(3)] == [503, 503, 200]
    assert django.got == ["EV_1"]
    assert proxy.counts["refused"] == 2


def test_a_swallowed_event_is_answered_200_and_never_arrives(
    proxy: Proxy, django: Endpoint, fates: SetFates
) -> None:
    fates(Fate(0, is_swallowed=True, delay=0.0, second_delay=None))
    assert send(proxy, "EV_1") == 200
    assert django.got == []
    assert [one.arrived for one in proxy.told()] == [False]
    assert (proxy.counts["swallowed"], proxy.counts["lost"]) == (1, 1)


def test_a_doubled_event_arrives_twice(proxy: Proxy, django: Endpoint, fates: SetFates) -> None:
    fates(Fate(0, is_swallowed=False, delay=0.0, second_delay=0.05))
    assert send(proxy, "EV_1") == 200
    wait_until(lambda: django.got == ["EV_1", "EV_1"], what="it came twice")


def test_what_is_held_back_is_overtaken(proxy: Proxy, django: Endpoint, fates: SetFates) -> None:
    fates(Fate(0, is_swallowed=False, delay=0.3, second_delay=None))
    assert send(proxy, "EV_1") == 200
    assert proxy.quiet_seconds() == 0
    assert send(proxy, "EV_2") == 200
    wait_until(lambda: django.got == ["EV_2", "EV_1"], what="the second came first")
    wait_until(lambda: all(one.arrived for one in proxy.told()), what="both are noted")


def test_django_down_is_said_to_livekit_which_tries_again(proxy: Proxy, django: Endpoint) -> None:
    django.status = 503
    assert send(proxy, "EV_1") == 503
    assert [one.arrived for one in proxy.told()] == [False]
    django.status = 200
    assert send(proxy, "EV_1") == 200
    assert [one.arrived for one in proxy.told()] == [True]


def test_a_django_that_is_not_there_is_a_bad_gateway(fates: SetFates) -> None:
    with Proxy("http://127.0.0.1:9/", seed=1) as proxy:
        assert send(proxy, "EV_1") == 502
        assert proxy.counts["unreachable"] == 1


def test_what_is_held_back_is_not_lost_when_django_is_down(
    proxy: Proxy, django: Endpoint, fates: SetFates
) -> None:
    fates(Fate(0, is_swallowed=False, delay=0.05, second_delay=None))
    django.status = 503
    assert send(proxy, "EV_1") == 200
    wait_until(lambda: len(django.got) >= 1, what="it was tried")
    django.status = 200
    wait_until(lambda: all(one.arrived for one in proxy.told()), what="it arrived at last")


def test_what_django_refuses_for_good_did_not_arrive(proxy: Proxy, django: Endpoint) -> None:
    django.status = 401
    assert send(proxy, "EV_1") == 401
    assert [one.arrived for one in proxy.told()] == [False]
    assert proxy.counts["answered 401"] == 1
