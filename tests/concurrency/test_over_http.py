"""The same crowd through the front door: a real LiveKit, the worker, and as many processes of Django as serve."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest

from dev.postgresql import PostgreSQLServer
from dev.stack import Stack
from tests.concurrency.crowd import Answer, get, post, post_at_once
from tests.database import MakeStack, is_postgresql
from tests.e2e.accounts import Account, Cast, Subject
from tests.e2e.desk import Desk
from tests.live.caller import Caller, Line, wait_until

pytestmark = pytest.mark.live

#: With the practitioner: as many as a group room is made for.
CLIENTS = 24

EXTRA = {
    # All tests together join more often than people do.
    "ROOMS_THROTTLE_JOIN": "1000/min",
    "ROOMS_RECONCILE_SECONDS": "2",
    # Fewer than there are people who ask at once, so some wait.
    "DATABASE_CONNECTIONS": "5",
}


@pytest.fixture(scope="module")
def stack(make_stack: MakeStack) -> Iterator[Stack]:
    with make_stack("crowd", EXTRA) as running:
        yield running


@pytest.fixture(scope="module")
def desk(stack: Stack) -> Iterator[Desk]:
    with Desk(stack, log=stack.directory / "log" / "desk.log") as desk:
        yield desk


class Workshop:
    """Dr. Rahman's, for two dozen clients; it began five minutes ago, and nobody is inside."""

    def __init__(self, stack: Stack, desk: Desk) -> None:
        self.stack, self.desk = stack, desk
        self.cast: Cast = desk.new_cast()
        self.people: list[Account] = [self.cast.nadia, *desk.new_audience(CLIENTS)]
        self.tokens = [_log_in(stack, self.cast.nadia), *(person.token for person in self.people[1:])]
        self.session: Subject = desk.plan(self.cast, "workshop", clients=self.people[1:])

    @property
    def join(self) -> str:
        return f"{self.stack.url}{self.session.api}join/"

    def everyone_joins(self) -> list[Answer]:
        return post_at_once([(self.join, token) for token in self.tokens])

    def open_room(self) -> dict[str, object]:
        """The one; there must be no second."""
        found: list[dict[str, object]] = [
            room for room in self.desk.record(self.session) if room["status"] != "ended"
        ]
        assert len(found) == 1, found
        return found[0]


def _log_in(stack: Stack, account: Account) -> str:
    answer = post(
        f"{stack.url}/api/v1/auth/token/", body={"email": account.email, "password": account.password}
    )
    return str(answer.body["access"])


@pytest.fixture
def workshop(stack: Stack, desk: Desk) -> Workshop:
    return Workshop(stack, desk)


def assert_no_error(stack: Stack) -> None:
    """Nothing in the logs that a person would call a fault, whatever was answered."""
    for log in (stack.web.log, stack.worker.log):
        assert log is not None
        said = log.read_text(encoding="utf-8")
        assert "Traceback" not in said, said[said.index("Traceback") - 500 :][:3000]
        assert "deadlock" not in said


def test_twenty_five_people_join_at_once_and_are_counted(workshop: Workshop, stack: Stack) -> None:
    answers = workshop.everyone_joins()

    assert [answer.code for answer in answers] == [""] * len(workshop.people)
    assert {answer.body["room"]["id"] for answer in answers} == {workshop.open_room()["id"]}
    assert len({answer.body["identity"] for answer in answers}) == len(workshop.people)
    people = workshop.open_room()["people"]
    assert isinstance(people, list)
    assert len(people) == len(workshop.people)
    assert all(person["holds_seat"] for person in people)
    with ExitStack() as ends:
        line = ends.enter_context(Line())
        callers = [Caller(line, person.name) for person in workshop.people]
        for caller in callers:
            ends.callback(caller.leave)
        with ThreadPoolExecutor(5) as pool:
            list(
                pool.map(
                    lambda pair: pair[0].join(pair[1].body["url"], pair[1].body["token"]),
                    zip(callers, answers, strict=True),
                )
            )
        wait_until(
            lambda: workshop.open_room()["participant_count"] == len(workshop.people), what="all are counted"
        )
    wait_until(lambda: workshop.open_room()["participant_count"] == 0, what="all have left")
    assert_no_error(stack)


@pytest.mark.parametrize("times", [2, 5])
def test_one_person_is_one_however_often_they_press(times: int, workshop: Workshop, stack: Stack) -> None:
    answers = post_at_once([(workshop.join, workshop.tokens[1])] * times)

    assert [answer.code for answer in answers] == [""] * times
    assert len({answer.body["participant_id"] for answer in answers}) == 1
    assert workshop.open_room()["people"] == [{"name": "Viewer 01", "holds_seat": True}]
    assert_no_error(stack)


def test_a_session_that_is_moved_while_they_join_has_one_room(workshop: Workshop, stack: Stack) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        moved = elsewhere.submit(workshop.desk.move, workshop.session, starts_in=timedelta(days=1))
        answers = workshop.everyone_joins()
        moved.result(timeout=30)

    assert {answer.code for answer in answers} <= {"", "too_early", "room_ended"}
    assert workshop.open_room()
    assert post(workshop.join, workshop.tokens[0]).code == "too_early"
    workshop.desk.move(workshop.session, starts_in=timedelta(minutes=-5))
    answers = workshop.everyone_joins()
    assert {answer.code for answer in answers} == {""}
    assert {answer.body["room"]["id"] for answer in answers} == {workshop.open_room()["id"]}
    assert_no_error(stack)


def test_a_session_that_is_ended_while_they_join_lets_nobody_in_afterwards(
    workshop: Workshop, stack: Stack
) -> None:
    room = post(workshop.join, workshop.tokens[0]).body["room"]["id"]
    end = (f"{stack.url}/api/v1/rooms/{room}/end/", workshop.tokens[0])

    *answers, ended, again = post_at_once([(workshop.join, token) for token in workshop.tokens] + [end, end])

    assert {answer.code for answer in answers} <= {"", "room_ended"}
    assert {ended.code, again.code} <= {"", "room_ended"}
    assert [found["end_reason"] for found in workshop.desk.record(workshop.session)] == ["host"]
    people = workshop.desk.record(workshop.session)[0]["people"]
    assert not any(person["holds_seat"] for person in people)
    assert {answer.code for answer in workshop.everyone_joins()} == {"room_ended"}
    assert_no_error(stack)


@pytest.mark.long
@pytest.mark.skipif(not is_postgresql(), reason="SQLite is a file: it cannot be away")
def test_a_database_that_was_restarted_is_found_again_by_every_process(
    workshop: Workshop, stack: Stack, request: pytest.FixtureRequest
) -> None:
    """The last test of this file: its logs are not clean any more."""
    assert {answer.code for answer in workshop.everyone_joins()} == {""}
    server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
    server.kill()
    try:
        refused = workshop.everyone_joins()[:5]
        assert {answer.status for answer in refused} == {503}
        assert {answer.code for answer in refused} == {"database_busy"}
        # It waits for a connection as long as everybody else.
        sick = get(f"{stack.url}/healthz")
        assert (sick.status, sick.body["database"]) == (503, "does not answer")
    finally:
        server.start()
    wait_until(lambda: stack.health()[0] == 200, what="it is well again")
    assert {answer.code for answer in workshop.everyone_joins()} == {""}
