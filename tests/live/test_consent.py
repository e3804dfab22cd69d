"""Who does not agree to a recording, against a real LiveKit: neither seen nor heard, whatever their client tries.

What records is of no matter here: that the order to start was given is where these tests leave it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from livekit.api import ParticipantInfo
from pytest_django import Settings

from dev.livekit import LiveKitServer
from estuary.accounts.models import User
from rooms.effects import running
from rooms.models import ConsentRule, RecordingStatus
from tests.conftest import MakeBooking, MakeService, MakeSession
from tests.live.call import Call
from tests.live.caller import Caller, Line, wait_until
from tests.live.granting import as_livekit_has_it, try_to_publish
from tests.live.worker import Worker

BOTH = {"SOURCE_CAMERA", "SOURCE_MICROPHONE"}


@pytest.fixture(autouse=True)
def _nothing_records(site: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up to record, with an order to the recorder that never comes to anything, nor fails."""
    settings.ROOMS = {
        **settings.ROOMS,
        "RECORDING_STORAGE": "recordings",
        "RECORDER_PAGE_URL": "https://rooms.example.org/record/",
        "RECORDING_START_SECONDS": 600,
    }
    monkeypatch.setitem(running._handlers, "start_recording", (lambda effect: None, False))


@pytest.fixture
def workshop(
    line: Line, make_session: MakeSession, make_service: MakeService, worker: Worker
) -> Iterator[Call]:
    """Dr. Rahman's, with Jonas Weber and Mara Lindgren; everyone is asked before it is recorded."""
    service = make_service("workshop", recording=True, recording_consent=ConsentRule.ASK)
    call = Call(line, "session", make_session(service=service).pk)
    yield call
    call.hang_up()


def consent_of(call: Call, user: User) -> dict[str, Any]:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(f"/api/v1/rooms/{call.room.id}/consent/")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def says(call: Call, user: User, agree: bool) -> dict[str, Any]:
    """After having read what is asked."""
    text_id = consent_of(call, user)["text"]["id"]
    browser = Client()
    browser.force_login(user)
    path = f"/api/v1/rooms/{call.room.id}/consent/"
    answer = browser.post(path, {"agree": agree, "text_id": text_id}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def is_marked(info: ParticipantInfo) -> bool:
    return info.attributes.get("held_back") == "1"


class Watched:
    """One person as the server has them."""

    def __init__(self, server: LiveKitServer, call: Call, user: User, seen_by: Caller) -> None:
        self.server, self.call, self.user, self.seen_by = server, call, user, seen_by
        self.identity = call.participant(user).identity

    def info(self) -> ParticipantInfo:
        return as_livekit_has_it(self.server, self.call.room.name, self.identity)

    def wait_until_silent(self) -> None:
        wait_until(
            lambda: not self.info().permission.can_publish and is_marked(self.info()),
            what=f"{self.user.name} may publish nothing",
        )
        wait_until(
            lambda: not self.info().tracks and not self.seen_by.receives_from(self.identity),
            what=f"nothing of {self.user.name} is published",
        )

    def wait_until_free(self) -> None:
        wait_until(
            lambda: self.info().permission.can_publish and not is_marked(self.info()),
            what=f"{self.user.name} may publish",
        )

    def wait_until_seen(self) -> None:
        wait_until(
            lambda: self.seen_by.receives_from(self.identity) == BOTH, what=f"{self.user.name} is seen"
        )


def test_who_declines_is_cut_off_by_the_server_and_comes_back_by_agreeing(
    workshop: Call,
    practitioner: User,
    client_user: User,
    second_client: User,
    reporting_livekit: LiveKitServer,
) -> None:
    nadia, jonas, mara = (workshop.enter(user) for user in (practitioner, client_user, second_client))
    for person in (jonas, mara):
        person.show_camera()
        person.talk()
    watched = Watched(reporting_livekit, workshop, client_user, nadia)
    watched.wait_until_seen()
    other = Watched(reporting_livekit, workshop, second_client, nadia)
    other.wait_until_seen()

    started = workshop.post(practitioner, f"{workshop.room.id}/start_recording/")
    assert (started.status_code, started.json()["status"]) == (202, "asking")
    wait_until(
        lambda: [m.topic for m in jonas.messages].count("rooms.consent") == 1,
        what="Jonas is told he is asked",
    )
    assert consent_of(workshop, client_user)["required"]
    says(workshop, client_user, False)
    assert nadia.receives_from(watched.identity) == BOTH, "nothing is recorded yet"
    says(workshop, second_client, True)

    assert workshop.room.recordings.get().status == RecordingStatus.STARTING
    watched.wait_until_silent()
    assert nadia.receives_from(other.identity) == BOTH
    assert try_to_publish(jonas) == [], "also with a client of their own making"
    assert jonas.is_connected

    answered = says(workshop, client_user, True)
    assert not answered["held_back"]
    watched.wait_until_free()
    jonas.show_camera()
    jonas.talk()
    wait_until(lambda: nadia.receives_from(watched.identity) >= BOTH, what="Jonas is seen again")


def test_an_old_token_brings_nobody_back_into_the_recording(
    workshop: Call,
    practitioner: User,
    client_user: User,
    second_client: User,
    reporting_livekit: LiveKitServer,
) -> None:
    """One of before the recording says that they may publish, and LiveKit believes tokens."""
    nadia, jonas = workshop.enter(practitioner), workshop.enter(client_user)
    workshop.post(practitioner, f"{workshop.room.id}/start_recording/")
    says(workshop, client_user, False)
    watched = Watched(reporting_livekit, workshop, client_user, nadia)
    watched.wait_until_silent()

    jonas.leave()
    back = workshop.connect(client_user)
    watched.wait_until_silent()
    assert try_to_publish(back) == []

    # Over: the same connection, and the same token once more.
    assert workshop.post(practitioner, f"{workshop.room.id}/stop_recording/").status_code == 202
    watched.wait_until_free()
    assert {"camera", "microphone"} <= set(try_to_publish(back))


def test_who_was_away_when_it_ended_may_speak_again_although_their_refreshed_token_says_no(
    workshop: Call, practitioner: User, client_user: User, reporting_livekit: LiveKitServer
) -> None:
    """LiveKit hands out a token anew when rights change, and a client reconnects with that."""
    nadia, jonas = workshop.enter(practitioner), workshop.enter(client_user)
    refreshed = list[str]()
    jonas.room.on("token_refreshed", lambda: refreshed.append(jonas.room._token or ""))
    workshop.post(practitioner, f"{workshop.room.id}/start_recording/")
    says(workshop, client_user, False)
    watched = Watched(reporting_livekit, workshop, client_user, nadia)
    watched.wait_until_silent()
    wait_until(lambda: refreshed, what="Jonas has another token")
    workshop.tokens[client_user.name] = refreshed[-1]

    visit = workshop.visit_of(jonas)
    jonas.leave()
    workshop.wait_for_leave(visit)
    silent = workshop.connect(client_user)
    watched.wait_until_silent()
    assert try_to_publish(silent) == [], "it says no while the recording runs"

    visit = workshop.visit_of(silent)
    silent.leave()
    workshop.wait_for_leave(visit)
    workshop.post(practitioner, f"{workshop.room.id}/stop_recording/")
    back = workshop.connect(client_user)
    watched.wait_until_free()
    assert {"camera", "microphone"} <= set(try_to_publish(back))


def test_who_comes_late_is_asked_before_they_enter_and_who_declines_enters_in_silence(
    workshop: Call,
    practitioner: User,
    client_user: User,
    second_client: User,
    reporting_livekit: LiveKitServer,
) -> None:
    nadia = workshop.enter(practitioner)
    workshop.post(practitioner, f"{workshop.room.id}/start_recording/")
    assert workshop.room.recordings.get().status == RecordingStatus.STARTING, "nobody else was there to ask"

    refused = workshop.ask_to_join(client_user)
    assert (refused.status_code, refused.json()["code"]) == (409, "consent_required")
    assert refused.json()["consent"]["text"]["id"] == consent_of(workshop, client_user)["text"]["id"]

    says(workshop, client_user, False)
    jonas = workshop.enter(client_user)
    watched = Watched(reporting_livekit, workshop, client_user, nadia)
    watched.wait_until_silent()
    assert try_to_publish(jonas) == []
    says(workshop, second_client, True)
    mara = workshop.enter(second_client)
    assert {"camera", "microphone"} <= set(try_to_publish(mara))


def test_between_two_a_consent_that_is_taken_back_stops_the_recording(
    line: Line,
    make_booking: MakeBooking,
    make_service: MakeService,
    worker: Worker,
    practitioner: User,
    client_user: User,
) -> None:
    service = make_service(recording=True, recording_consent=ConsentRule.ASK)
    call = Call(line, "booking", make_booking(service=service).pk)
    call.enter(practitioner)
    call.enter(client_user)
    call.post(practitioner, f"{call.room.id}/start_recording/")
    says(call, client_user, True)
    assert call.room.recordings.get().status == RecordingStatus.STARTING

    says(call, client_user, False)

    recording = call.room.recordings.get()
    assert recording.status in {RecordingStatus.ENDING, RecordingStatus.FAILED}
    assert recording.ended_by == "taken_back"
    call.hang_up()
