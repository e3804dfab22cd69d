"""What a reader of docs/drill.md is told."""

from dataclasses import replace

import pytest

from drill.comparison import Class, Comparison, Outage, compare
from drill.ledger import Ledger, LedgerRoom
from drill.planner import make_plan
from drill.report import write_report
from drill.result import Result, outages_in
from drill.truth import Entry, Span, Truth
from tests.drill.test_comparison import ALL, INTERVAL, JONAS, RIGHT

COMMAND = "make drill SEED=3"


def result_of(comparison: Comparison) -> Result:
    return Result(
        plan=make_plan(3),
        comparison=comparison,
        outages=(Outage("LiveKit", Span(1_000_240, 1_000_246)),),
        counts={"events": 90, "deliveries": 120, "lost": 5, "refused": 30, "swallowed": 5, "doubled": 20},
        database="SQLite",
        interval=INTERVAL,
        began_at=1_000_000,
        play_seconds=340,
        settle_seconds=40,
        load=(1.5, 3.5),
        failures=(),
    )


@pytest.fixture
def passed() -> Result:
    return result_of(compare(Truth((JONAS,), ()), [RIGHT], ALL, [], interval=INTERVAL))


@pytest.fixture
def failed() -> Result:
    wrong = replace(RIGHT, left_at=200.0)
    return result_of(compare(Truth((JONAS,), ()), [wrong], ALL, [], interval=INTERVAL))


def test_a_passed_drill_says_so_and_how_to_run_it_again(passed: Result) -> None:
    report = write_report(passed, command=COMMAND)
    assert passed.passed
    assert "**Passed: 1 visits, 0 missing, 0 extra, 0 open" in report
    assert f"    {COMMAND}\n" in report
    assert report.rstrip().endswith("None.")


def test_a_failed_one_lists_every_target_that_was_missed(failed: Result) -> None:
    report = write_report(failed, command=COMMAND)
    assert not failed.passed
    assert "**Failed: " in report
    assert "- PA_1 of booking1.client1 (leave, told, known by webhook) is off by 39.65 s of 1 s" in report


def test_a_drill_that_did_not_take_place_fails_whatever_the_ledger_says(passed: Result) -> None:
    broken = replace(passed, failures=("only 3 people were ever inside, 20 are wanted",))
    assert not broken.passed
    assert "- only 3 people were ever inside" in write_report(broken, command=COMMAND)


def test_each_kind_of_end_has_its_row_with_what_is_allowed(failed: Result) -> None:
    rows = [line for line in write_report(failed, command=COMMAND).splitlines() if line.startswith("| ")]
    told = next(row for row in rows if row.startswith(f"| {Class.LEAVE_TOLD} |"))
    assert told == "| leave, told | 1 | 0.35 | 39.65 | 39.65 | 1 | 0.50 | 0 of 1 | ✗ |"
    assert f"| {Class.TIMED_OUT} | 0 | | | | | | | |" in rows


def test_it_says_what_was_killed_when_and_what_the_proxy_did(passed: Result) -> None:
    report = write_report(passed, command=COMMAND)
    assert "`kill -9` of LiveKit at 240 s, ready again at 246 s." in report
    assert "answered 503 to 30 (25%; planned 25%)" in report
    assert "Load of the machine: 1.5 to 3.5" in report


def test_an_outage_is_from_the_kill_until_it_is_ready_again() -> None:
    log = [
        Entry(10, "killing", server="Django"),
        Entry(10.1, "killed", server="Django"),
        Entry(22, "started", server="Django"),
    ]
    assert outages_in(log) == (Outage("Django", Span(10, 22)),)


def test_a_server_that_never_came_back_is_down_for_ever() -> None:
    (outage,) = outages_in([Entry(10, "killing", server="the worker")])
    assert outage.span == Span(10, float("inf"))


@pytest.mark.parametrize(
    ("status", "is_final", "waiting", "settled"),
    [
        ("ended", True, 0, True),
        ("in_use", False, 0, False),
        ("ended", False, 0, False),
        ("ended", True, 2, False),
    ],
)
def test_a_ledger_is_settled_when_every_statement_is_final_and_no_event_waits(
    status: str, is_final: bool, waiting: int, settled: bool
) -> None:
    room = LedgerRoom("1", "booking/1", status, is_final)
    assert Ledger((room,), (), waiting).is_settled is settled
