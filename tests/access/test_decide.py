from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from rooms.access import Decision, Facts, Who, decide, role_for
from rooms.models.choices import Role, RoomType

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=40)

#: A client with a confirmed booking, whose room has been open since a quarter of an hour.
A_CLIENT_IN_TIME = Facts(
    standing="client",
    state="joinable",
    has_room=True,
    is_over=False,
    opens_at=NOON - timedelta(minutes=15),
    is_removed=False,
    room_type=RoomType.INDIVIDUAL,
    seats=2,
    taken=1,
)

#: Each code, in the documented order, and the facts that bring it about.
REASONS: list[tuple[str, dict[str, Any]]] = [
    ("not_found", {"state": None}),
    ("not_a_participant", {"standing": "none"}),
    ("booking_cancelled", {"standing": "cancelled_client"}),
    ("booking_cancelled", {"state": "cancelled"}),
    ("room_ended", {"is_over": True}),
    ("room_ended", {"state": "finished", "has_room": False}),
    ("booking_not_confirmed", {"standing": "unconfirmed_client"}),
    ("booking_not_confirmed", {"state": "not_confirmed"}),
    ("removed", {"is_removed": True}),
    ("not_allowed", {"opens_at": None}),
    ("too_early", {"opens_at": LATER}),
    ("consent_required", {"needs_consent": True}),
    ("room_full", {"standing": "guest", "taken": 2}),
]
ORDER = list(dict.fromkeys(code for code, _ in REASONS))

#: No facts bring both about: a time that is set and not set, a stranger who is a guest, …
CANNOT_MEET = {
    ("not_allowed", "too_early"),
    ("not_a_participant", "room_full"),
}


def with_facts(**changes: Any) -> Facts:
    return replace(A_CLIENT_IN_TIME, **changes)


def test_a_client_in_time_enters_as_a_participant() -> None:
    assert decide(A_CLIENT_IN_TIME, at=NOON) == Decision(allowed=True, role=Role.PARTICIPANT)


@pytest.mark.parametrize(("code", "changes"), REASONS)
def test_each_reason_refuses_with_its_code(code: str, changes: dict[str, Any]) -> None:
    decision = decide(with_facts(**changes), at=NOON)

    assert (decision.allowed, decision.code) == (False, code)


def pairs() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for (first, one), (second, other) in combinations(REASONS, 2):
        if first != second and not one.keys() & other.keys():
            found.append((first, second, {**other, **one}))
    return found


@pytest.mark.parametrize(("first", "second", "changes"), pairs())
def test_of_two_reasons_the_documented_first_is_given(
    first: str, second: str, changes: dict[str, Any]
) -> None:
    assert decide(with_facts(**changes), at=NOON).code == first


def test_every_two_reasons_that_can_meet_have_met() -> None:
    met = {(first, second) for first, second, _ in pairs()}

    assert set(combinations(ORDER, 2)) - met == CANNOT_MEET


@pytest.mark.parametrize(
    ("standing", "room_type", "role"),
    [
        ("practitioner", RoomType.INDIVIDUAL, Role.HOST),
        ("practitioner", RoomType.GROUP, Role.HOST),
        ("practitioner", RoomType.WEBINAR, Role.HOST),
        ("practitioner", RoomType.BROADCAST, Role.HOST),
        ("client", RoomType.INDIVIDUAL, Role.PARTICIPANT),
        ("client", RoomType.GROUP, Role.PARTICIPANT),
        ("client", RoomType.WEBINAR, Role.VIEWER),
        ("client", RoomType.BROADCAST, Role.VIEWER),
        ("guest", RoomType.INDIVIDUAL, Role.PARTICIPANT),
        ("guest", RoomType.WEBINAR, Role.VIEWER),
        ("cancelled_client", RoomType.INDIVIDUAL, Role.PARTICIPANT),
        ("unconfirmed_client", RoomType.WEBINAR, Role.VIEWER),
        ("none", RoomType.INDIVIDUAL, None),
    ],
)
def test_who_one_is_and_the_type_of_the_room_make_the_role(
    standing: Who, room_type: str, role: Role | None
) -> None:
    assert role_for(standing, room_type) == role
    assert decide(with_facts(standing=standing, room_type=room_type), at=NOON).role == role


def test_the_role_of_somebody_who_is_too_early_is_known_already() -> None:
    assert decide(with_facts(opens_at=LATER), at=NOON).role == Role.PARTICIPANT


class TestTime:
    def test_too_early_says_when_the_room_opens(self) -> None:
        assert decide(with_facts(opens_at=LATER), at=NOON).retry_at == LATER

    def test_at_the_very_moment_the_room_opens_one_may_enter(self) -> None:
        assert decide(with_facts(opens_at=NOON), at=NOON).allowed
        assert not decide(with_facts(opens_at=NOON), at=NOON - timedelta(microseconds=1)).allowed

    @pytest.mark.parametrize(("code", "changes"), [r for r in REASONS if r[0] != "too_early"])
    def test_no_other_refusal_promises_a_moment(self, code: str, changes: dict[str, Any]) -> None:
        assert decide(with_facts(**changes), at=NOON).retry_at is None

    def test_a_practitioner_is_too_early_like_everybody_else(self) -> None:
        assert decide(with_facts(standing="practitioner", opens_at=LATER), at=NOON).code == "too_early"


class TestFinished:
    """The host marked the booking completed or missed by itself."""

    def test_people_come_back_while_the_room_is_open(self) -> None:
        assert decide(with_facts(state="finished"), at=NOON).allowed

    def test_nobody_enters_when_the_room_has_closed(self) -> None:
        assert decide(with_facts(state="finished", is_over=True), at=NOON).code == "room_ended"

    def test_no_room_is_opened_for_it(self) -> None:
        assert decide(with_facts(state="finished", has_room=False), at=NOON).code == "room_ended"


class TestSeats:
    @pytest.mark.parametrize("standing", ["practitioner", "client"])
    def test_who_leads_or_has_booked_enters_a_full_room(self, standing: Who) -> None:
        assert decide(with_facts(standing=standing, seats=2, taken=9), at=NOON).allowed

    def test_a_guest_takes_the_last_seat(self) -> None:
        assert decide(with_facts(standing="guest", seats=4, taken=3), at=NOON).allowed

    def test_a_guest_finds_no_seat(self) -> None:
        assert decide(with_facts(standing="guest", seats=4, taken=4), at=NOON).code == "room_full"

    @pytest.mark.parametrize("counted", ["is_inside", "holds_seat"])
    def test_a_guest_who_has_a_seat_keeps_it(self, counted: str) -> None:
        facts = with_facts(standing="guest", seats=4, taken=9, **{counted: True})

        assert decide(facts, at=NOON).allowed


def test_a_joinable_subject_whose_room_is_not_made_yet_may_be_joined() -> None:
    assert decide(with_facts(has_room=False), at=NOON).allowed


def test_a_subject_that_the_host_forgot_is_not_found_even_for_its_practitioner() -> None:
    decision = decide(with_facts(standing="practitioner", state=None), at=NOON)

    assert decision == Decision(allowed=False, role=None, code="not_found")
