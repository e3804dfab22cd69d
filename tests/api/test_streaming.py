"""The targets of a live stream, for the practitioner alone; a key goes in and never comes out."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from rooms import effects
from rooms.models import Room, StreamTarget
from tests.api.calling import Answer, Caller
from tests.calls import room_of, seat
from tests.conftest import MakeSession
from tests.fakes.livekit import FakeLiveKit
from tests.streaming.air import Air, air
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

__all__ = ["air"]

YOUTUBE = "rtmp://a.rtmp.youtube.com/live2"
KEY = "abcd-efgh-ijkl-mnop"
TARGET = {"name": "YouTube", "url": YOUTUBE, "key": KEY}


@pytest.fixture(autouse=True)
def _can_stream(settings: Settings) -> None:
    settings.ROOMS = {
        **settings.ROOMS,
        "RECORDER_PAGE_URL": "http://rooms.test/record/",
        "RECORDER_HEALTH_URL": "http://recorder.test/healthz",
    }


@pytest.fixture
def webinar(make_session: MakeSession, practitioner: User, livekit: FakeLiveKit) -> Room:
    """Dr. Rahman's webinar, with her inside."""
    session = make_session("webinar")
    room = room_of(session)
    nadia = seat(session, practitioner)
    now = timezone.now()
    deliver(Telling(room, made_at=now).joined(nadia, now))
    room.refresh_from_db()
    assert room.participant_count == 1
    return room


def path(room: Room, *parts: object) -> str:
    return "/".join([str(room.pk), "stream", *map(str, parts), ""])


def add(caller: Caller, room: Room, **changed: Any) -> Answer:
    return caller.post(path(room), {**TARGET, **changed})


def test_a_target_is_added_and_its_key_is_never_given_out(webinar: Room, practitioner: User) -> None:
    nadia = Caller(practitioner)

    added = add(nadia, webinar)

    assert added.status == 201
    assert (added.body["name"], added.body["url"], added.body["status"]) == ("YouTube", YOUTUBE, "idle")
    listed = nadia.get(path(webinar))
    assert [target["id"] for target in listed.body["results"]] == [added.body["id"]]
    assert "efgh" not in f"{added.response.content} {listed.response.content}"


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        (None, 401, "not_authenticated"),
        ("client_user", 403, "not_allowed"),
        ("stranger", 403, "not_a_participant"),
        ("staff", 403, "not_a_participant"),
    ],
)
def test_nobody_but_the_practitioner_may(
    who: str | None,
    status: int,
    code: str,
    webinar: Room,
    practitioner: User,
    air: Air,
    request: pytest.FixtureRequest,
) -> None:
    target = add(Caller(practitioner), webinar).body["id"]
    caller = Caller(request.getfixturevalue(who) if who else None)

    assert caller.get(path(webinar)) == (status, code)
    assert add(caller, webinar, key="another") == (status, code)
    assert caller.post(path(webinar, target, "start")) == (status, code)
    assert caller.post(path(webinar, target, "stop")) == (status, code)
    assert caller.delete(path(webinar, target)) == (status, code)
    assert StreamTarget.objects.get().status == "idle"
    assert air.started == []


def test_on_air_and_off(webinar: Room, practitioner: User, air: Air) -> None:
    nadia = Caller(practitioner)
    target = add(nadia, webinar).body["id"]

    started = nadia.post(path(webinar, target, "start"))
    assert (started.status, started.body["status"]) == (202, "starting")
    assert air.started == [], "LiveKit may take half a minute: the worker asks"
    assert nadia.delete(path(webinar, target)) == (409, "stream_active")

    stopped = nadia.post(path(webinar, target, "stop"))
    assert stopped.status == 202
    assert StreamTarget.objects.get().status == "idle"
    assert nadia.delete(path(webinar, target)).status == 204
    assert not StreamTarget.objects.exists()


def test_stopping_what_is_not_on_air_changes_nothing(webinar: Room, practitioner: User, air: Air) -> None:
    nadia = Caller(practitioner)
    target = add(nadia, webinar).body["id"]

    assert nadia.post(path(webinar, target, "stop")).body["status"] == "idle"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": None},
        {"url": "https://youtube.com/live"},
        {"url": "rtmp://nadia:hunter2@host/live"},
        {"key": ""},
        {"key": 7},
        {"key": "hunter2 hunter2"},
    ],
)
def test_what_is_no_target_is_refused_and_not_repeated(
    webinar: Room, practitioner: User, wrong: dict[str, Any]
) -> None:
    refused = add(Caller(practitioner), webinar, **wrong)

    assert refused == (400, "invalid")
    assert b"hunter2" not in refused.response.content
    assert not StreamTarget.objects.exists()


def test_a_target_of_another_room_is_not_found(
    webinar: Room, make_session: MakeSession, practitioner: User
) -> None:
    nadia = Caller(practitioner)
    other = room_of(make_session("broadcast"))
    target = add(nadia, other).body["id"]

    for answer in (
        nadia.post(path(webinar, target, "start")),
        nadia.post(path(webinar, target, "stop")),
        nadia.delete(path(webinar, target)),
        nadia.delete(path(webinar, uuid4())),
        nadia.delete(path(webinar, "none")),
    ):
        assert answer == (404, "not_found")


def test_a_workshop_in_which_everyone_is_asked_has_no_stream(
    make_session: MakeSession, practitioner: User
) -> None:
    assert add(Caller(practitioner), room_of(make_session("workshop"))) == (403, "not_allowed")


def test_a_site_without_a_recorder_says_so(webinar: Room, practitioner: User, settings: Settings) -> None:
    settings.ROOMS = {**settings.ROOMS, "RECORDER_HEALTH_URL": ""}

    assert add(Caller(practitioner), webinar) == (503, "streaming_not_set_up")


def test_an_error_is_told_in_words_and_the_recorders_own_are_not(
    webinar: Room, practitioner: User, air: Air
) -> None:
    nadia = Caller(practitioner)
    air.health = "silent"
    target = add(nadia, webinar).body["id"]
    nadia.post(path(webinar, target, "start"))
    effects.run_due(at=timezone.now())

    failed = nadia.get(path(webinar)).body["results"][0]

    assert failed["status"] == "failed"
    assert failed["error"]["code"] == "no_recorder"
    assert failed["error"]["detail"].startswith("No recorder is free.")
    assert "silent" not in failed["error"]["detail"]
