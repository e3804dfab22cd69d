"""A page in the call reports its own connection."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django import Settings

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.attendance import Connection
from rooms.models import KnownBy, Room, RoomParticipant, Visit
from tests.api.calling import Caller

SAMPLE = {
    "seconds_ago": 30,
    "seconds": 5.04,
    "grade": "good",
    "rtt_ms": 41.6,
    "jitter_ms": 3,
    "sent_loss_percent": 0.25,
    "received_loss_percent": None,
    "sent_kbps": 1200,
}


@pytest.fixture
def inside(jonas: RoomParticipant, room: Room, now: Any) -> RoomParticipant:
    """Jonas, whom LiveKit has told us of."""
    with lifecycle.locked_room(pk=room.pk) as locked:
        connection = Connection("PA_jonas", jonas.identity, "RM_1", now)
        lifecycle.person_joined(locked, connection, known_by=KnownBy.WEBHOOK, at=now)
    return jonas


def report_of(**changes: Any) -> dict[str, Any]:
    return {"visit_sid": "PA_jonas", "batch": 1, "samples": [SAMPLE], **changes}


@pytest.mark.parametrize("by", ["session", "bearer"])
def test_a_report_has_an_empty_answer(
    by: Any, inside: RoomParticipant, room: Room, client_user: User
) -> None:
    answer = Caller(client_user, by=by).report(
        room, **report_of(events=[{"kind": "silence", "seconds_ago": 2}])
    )

    assert (answer.status, answer.body) == (204, None)
    stored = Visit.objects.get().quality
    assert (stored["level"], stored["seconds"], stored["rtt_ms"]) == ("good", 5, 42)
    assert (stored["sent_loss_percent"], stored["received_loss_percent"]) == (0.2, None)
    assert stored["events"] == {"silence": 1}


def test_a_page_needs_its_csrf_token(inside: RoomParticipant, room: Room, client_user: User) -> None:
    caller = Caller(client_user, by="session")
    caller.headers = {}
    assert caller.report(room, **report_of()) == (403, "csrf_failed")


def test_only_for_oneself(
    inside: RoomParticipant, room: Room, practitioner: User, second_client: User
) -> None:
    assert Caller(second_client).report(room, **report_of()) == (403, "not_a_participant")
    assert Caller(practitioner).report(room, **report_of()) == (403, "not_a_participant")
    assert Caller().report(room, **report_of()) == (401, "not_authenticated")
    assert Visit.objects.get().quality == {}


def test_on_the_way_in_the_webhook_may_be_late(jonas: RoomParticipant, room: Room, client_user: User) -> None:
    assert Caller(client_user).report(room, **report_of()).status == 204
    jonas.refresh_from_db()
    assert [sid for sid, _ in jonas.quality["waiting"]] == ["PA_jonas"]


@pytest.mark.parametrize(
    "changes",
    [
        {"visit_sid": None},
        {"visit_sid": ""},
        {"visit_sid": "PA_\x00"},
        {"visit_sid": "x" * 65},
        {"batch": 0},
        {"batch": "many"},
        {"batch": 10**9},
        {"samples": "none"},
        {"samples": [SAMPLE] * 31},
        {"samples": [{"seconds": 5}]},
        {"samples": [{**SAMPLE, "seconds": 61}]},
        {"samples": [{**SAMPLE, "seconds_ago": -1}]},
        {"samples": [{**SAMPLE, "rtt_ms": 1e300}]},
        {"samples": [{**SAMPLE, "rtt_ms": "1e999"}]},
        {"samples": [{**SAMPLE, "sent_loss_percent": 101}]},
        {"samples": [{**SAMPLE, "grade": "superb"}]},
        {"samples": [[]]},
        {"events": [{"kind": "kaboom", "seconds_ago": 1}]},
        {"events": [{"kind": "silence", "seconds_ago": 1}] * 21},
    ],
)
def test_what_makes_no_sense_is_refused(
    changes: dict[str, Any], inside: RoomParticipant, room: Room, client_user: User
) -> None:
    assert Caller(client_user).report(room, **report_of(**changes)) == (400, "invalid")
    assert Visit.objects.get().quality == {}


def test_not_a_number_is_refused(inside: RoomParticipant, room: Room, client_user: User) -> None:
    body = '{"visit_sid": "PA_jonas", "batch": 1, "samples": [{"seconds_ago": 5, "seconds": NaN}]}'
    assert Caller(client_user).post(f"{room.pk}/quality/", body) == (400, "invalid")


def test_keys_that_nobody_knows_are_passed_over(
    inside: RoomParticipant, room: Room, client_user: User
) -> None:
    sample = {**SAMPLE, "address": "203.0.113.7"}
    assert Caller(client_user).report(room, **report_of(samples=[sample], colour="blue")).status == 204
    assert "203.0.113.7" not in str(Visit.objects.get().quality)


json = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(list(SAMPLE)), inner, max_size=4)
    ),
    max_leaves=12,
)


@how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(["visit_sid", "batch", "samples", "events"]), json))
def test_whatever_comes_in_has_a_clear_answer(
    body: dict[str, Any], inside: RoomParticipant, room: Room, client_user: User, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "THROTTLE_QUALITY": "10000/min"}
    answer = Caller(client_user).report(room, **{**report_of(), **body})
    assert answer.status in {204, 400, 403}


def test_twenty_reports_a_minute_and_everything_else_goes_on(
    inside: RoomParticipant, room: Room, client_user: User
) -> None:
    caller = Caller(client_user)
    for batch in range(1, 21):
        assert caller.report(room, **report_of(batch=batch)).status == 204

    assert caller.report(room, **report_of(batch=21)) == (429, "throttled")
    assert caller.look(room).status == 200
    assert Visit.objects.get().quality["seconds"] == 100


def test_a_room_that_does_not_exist(client_user: User) -> None:
    answer = Caller(client_user).post("6f0e8c5a-0000-4000-8000-000000000000/quality/", report_of())
    assert answer == (404, "not_found")


def test_the_statement_shows_what_was_measured(
    inside: RoomParticipant, room: Room, client_user: User, practitioner: User
) -> None:
    samples = [{**SAMPLE, "seconds_ago": 5 * (n + 1), "sent_loss_percent": 7} for n in range(6)]
    assert Caller(client_user).report(room, **report_of(samples=samples)).status == 204

    told = Caller(practitioner).statement(room).body

    (visit,) = told["participants"][0]["visits"]
    assert (visit["quality"]["level"], visit["quality"]["worst"]["loss_percent"]) == ("weak", 7.0)
    assert "state" not in visit["quality"]
    (reason,) = told["quality_reasons"]
    # Dr. Rahman was not inside, so it could not have been hers.
    assert (reason["code"], reason["title"]) == ("sending", "Jonas Weber: their network")


def test_and_nothing_where_nothing_was_measured(
    inside: RoomParticipant, room: Room, practitioner: User
) -> None:
    told = Caller(practitioner).statement(room).body
    assert (told["participants"][0]["visits"][0]["quality"], told["quality_reasons"]) == (None, [])
