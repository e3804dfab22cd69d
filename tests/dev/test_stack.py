"""The whole product as `make run` starts it: LiveKit, Django and the worker, with people inside when it ends."""

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from livekit import rtc

from dev.stack import Stack
from tests.database import PROCESSES, MakeStack, is_postgresql

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def stack(make_stack: MakeStack) -> Iterator[Stack]:
    with make_stack("stack", {"ROOMS_EMPTY_TIMEOUT": "3"}) as running:
        yield running


def post(stack: Stack, path: str, data: dict[str, str], token: str = "") -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(stack.url + path, json.dumps(data).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        content: dict[str, Any] = json.load(answer)
        return content


def booking_now(stack: Stack) -> dict[str, Any]:
    return next(s for s in stack.demo["subjects"] if (s["kind"], s["state"]) == ("booking", "now"))


def ticket_of(stack: Stack, email: str) -> dict[str, Any]:
    """What the page of this person dials, from log-in to join."""
    password = next(person["password"] for person in stack.demo["people"] if person["email"] == email)
    access = post(stack, "/api/v1/auth/token/", {"email": email, "password": password})["access"]
    return post(stack, f"/api/v1/rooms/booking/{booking_now(stack)['id']}/join/", {}, access)


async def enter(ticket: dict[str, Any]) -> rtc.Room:
    room = rtc.Room()
    async with asyncio.timeout(15):
        await room.connect(ticket["url"], ticket["token"])
    return room


def wait_for_health(stack: Stack, status: int, within: float = 30.0) -> dict[str, Any]:
    deadline = time.monotonic() + within
    while stack.health()[0] != status:
        assert time.monotonic() < deadline, stack.health()
        time.sleep(0.2)
    return stack.health()[1]


def test_it_is_ready_when_it_says_so(stack: Stack) -> None:
    status, health = stack.health()
    assert status == 200
    assert (health["database"], health["livekit"], health["worker"]) == ("ok", "ok", "ok")
    with urllib.request.urlopen(stack.url, timeout=20) as page:
        assert "text/html" in page.headers["Content-Type"]


def test_as_many_processes_serve_as_were_asked_for(stack: Stack) -> None:
    asked = PROCESSES if is_postgresql() else 1
    assert stack.web.output().count("Started server process") == asked


def test_a_livekit_that_crashed_shows_and_one_that_is_back_too(stack: Stack) -> None:
    stack.livekit.kill()
    assert wait_for_health(stack, 503)["livekit"] != "ok"
    stack.livekit.start()
    assert wait_for_health(stack, 200)["livekit"] == "ok"


def test_the_demo_can_be_refreshed_while_it_runs(stack: Stack) -> None:
    booking = booking_now(stack)
    stack.refresh_demo()
    assert booking_now(stack)["id"] == booking["id"], "nobody has used it"
    assert ticket_of(stack, booking["practitioner"])["role"] == "host"


def test_it_ends_within_ten_seconds_with_people_inside_and_a_request_that_never_ends(stack: Stack) -> None:
    """The last test of this file: the stack is gone after it."""

    async def end_with_people_inside() -> float:
        booking = booking_now(stack)
        tickets = [ticket_of(stack, email) for email in (booking["practitioner"], booking["clients"][0])]
        rooms = [await enter(ticket) for ticket in tickets]
        _, waiting = await asyncio.open_connection("127.0.0.1", stack.web_port)
        waiting.write(b"POST /api/v1/auth/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{")
        await waiting.drain()
        started = time.monotonic()
        await asyncio.to_thread(stack.stop)
        took = time.monotonic() - started
        waiting.close()
        for room in rooms:
            await room.disconnect()
        return took

    assert asyncio.run(end_with_people_inside()) < 10
    assert not any(child.running for child in stack.children)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(stack.url, timeout=2)
