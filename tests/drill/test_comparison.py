"""The drill can fail: a wrong ledger is found out, each kind of wrong by its own words."""

from dataclasses import replace
from typing import Any

import pytest

from drill.comparison import Class, Comparison, Outage, Told, compare
from drill.ledger import LedgerVisit
from drill.truth import EndedBy, Span, TrueVisit, Truth, Untold

INTERVAL = 15.0

#: Jonas was there from 100 to 160.
JONAS = TrueVisit("PA_1", "booking1.client1", "4-jonas", Span(100, 100.3), Span(160, 160.1), EndedBy.LEAVING)
RIGHT = LedgerVisit("PA_1", "4-jonas", 100.1, "webhook", 0.001, 160.4, "webhook", 0.5)
JOINED = Told("PA_1", "4-jonas", "participant_joined", "", arrived=True)
LEFT = Told("PA_1", "4-jonas", "participant_left", "CLIENT_INITIATED", arrived=True)
LOST = replace(LEFT, arrived=False)
ALL = (JOINED, LEFT)


def judge(
    ledger: LedgerVisit | None = RIGHT,
    *told: Told,
    truth: TrueVisit = JONAS,
    more: tuple[LedgerVisit, ...] = (),
    untold: tuple[Untold, ...] = (),
    outages: tuple[Outage, ...] = (),
) -> Comparison:
    rows = (*([ledger] if ledger else []), *more)
    return compare(Truth((truth,), untold), rows, told or ALL, outages, interval=INTERVAL)


def leave_of(comparison: Comparison) -> Any:
    return comparison.ends[1]


def test_a_right_ledger_misses_nothing() -> None:
    found = judge()
    assert found.misses == []
    assert [end.kind for end in found.ends] == [Class.JOIN_TOLD, Class.LEAVE_TOLD]
    assert [end.error for end in found.ends] == [0, pytest.approx(0.05)]


# --- A wrong ledger
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (None, "PA_1 of booking1.client1 is missing"),
        (replace(RIGHT, left_at=None, left_precision=None), "PA_1 is still open"),
        (replace(RIGHT, left_at=161.45), "is off by 1.10 s of 1 s"),
        (replace(RIGHT, left_at=158.9), "is off by 1.10 s of 1 s"),
        (replace(RIGHT, joined_at=98.8), "is off by 1.20 s of 1 s"),
        (replace(RIGHT, left_at=161.05), "is off by 0.70 s, stated is ± 0.50 s"),
        (replace(RIGHT, joined_at=100.9), "is off by 0.60 s, stated is ± 0.00 s"),
        (replace(RIGHT, left_precision=None), "stated is nothing"),
    ],
)
def test_a_wrong_ledger_is_found_out(wrong: LedgerVisit | None, words: str) -> None:
    misses = judge(wrong).misses
    assert any(words in miss for miss in misses), misses


def test_a_visit_of_nobody_is_found_out() -> None:
    ghost = replace(RIGHT, sid="PA_ghost")
    assert judge(more=(ghost,)).misses == ["PA_ghost is in the ledger, and nobody was there"]


def test_the_same_visit_under_another_sid_is_missing_and_extra() -> None:
    found = judge(replace(RIGHT, sid="PA_other"))
    assert [visit.sid for visit in found.missing] == ["PA_1"]
    assert found.extra == ("PA_other",)


def test_every_miss_says_who_and_how_it_was_known() -> None:
    (miss,) = judge(replace(RIGHT, left_at=170, left_known_by="reconcile", left_precision=30)).misses
    assert miss == "PA_1 of booking1.client1 (leave, told, known by reconcile) is off by 9.65 s of 1 s"


def test_a_log_without_an_end_is_a_broken_drill() -> None:
    endless = replace(JONAS, left=None, ended_by=None)
    assert judge(truth=endless).misses == ["the log of booking1.client1 has no end of PA_1"]


# --- What may be off by how much
def limit_of(*told: Told, ended_by: EndedBy = EndedBy.LEAVING, **more: Any) -> tuple[Class, float]:
    end = leave_of(judge(RIGHT, *told, truth=replace(JONAS, ended_by=ended_by), **more))
    return end.kind, end.limit


def test_a_leave_that_arrived_is_exact_to_the_second() -> None:
    assert limit_of(JOINED, LEFT) == (Class.LEAVE_TOLD, 1)


def test_so_is_one_that_a_second_device_caused() -> None:
    told = replace(LEFT, reason="DUPLICATE_IDENTITY")
    assert limit_of(JOINED, told, ended_by=EndedBy.SECOND_DEVICE) == (Class.LEAVE_TOLD, 1)


@pytest.mark.parametrize("ended_by", [EndedBy.CRASH, EndedBy.FREEZE])
def test_a_timed_out_client_may_be_off_by_three(ended_by: EndedBy) -> None:
    told = replace(LEFT, reason="CONNECTION_TIMEOUT")
    assert limit_of(JOINED, told, ended_by=ended_by) == (Class.TIMED_OUT, 3)


def test_who_crashed_and_was_back_before_livekit_noticed_may_be_off_by_its_patience() -> None:
    told = replace(LEFT, reason="DUPLICATE_IDENTITY")
    assert limit_of(JOINED, told, ended_by=EndedBy.CRASH) == (Class.BACK_TOO_SOON, 21)


def test_a_leave_that_was_lost_may_be_off_by_an_interval_and_two_seconds() -> None:
    assert limit_of(JOINED, LOST) == (Class.LEAVE_SWALLOWED, 17)


def test_one_that_livekit_never_sent_counts_as_lost() -> None:
    assert limit_of(JOINED) == (Class.LEAVE_SWALLOWED, 17)


def test_a_crash_of_which_nothing_arrived_is_listed_for_twenty_seconds_more() -> None:
    assert limit_of(JOINED, LOST, ended_by=EndedBy.CRASH) == (Class.SILENT_SWALLOWED, 37)


def test_where_livekit_died_it_may_be_twenty_seconds_more() -> None:
    assert limit_of(JOINED, ended_by=EndedBy.LIVEKIT_DIED) == (Class.LIVEKIT_DIED, 37)


@pytest.mark.parametrize("server", ["Django", "the worker"])
def test_a_server_that_was_down_when_a_lost_leave_was_to_be_found_gives_twenty_more(server: str) -> None:
    assert limit_of(JOINED, LOST, outages=(Outage(server, Span(170, 180)),)) == (Class.LEAVE_SWALLOWED, 37)


@pytest.mark.parametrize("span", [Span(120, 159), Span(178, 190)])
def test_a_server_that_was_down_at_another_time_gives_nothing(span: Span) -> None:
    assert limit_of(JOINED, LOST, outages=(Outage("Django", span),)) == (Class.LEAVE_SWALLOWED, 17)


def test_a_server_that_was_down_is_no_excuse_where_the_event_arrived() -> None:
    assert limit_of(JOINED, LEFT, outages=(Outage("Django", Span(155, 170)),)) == (Class.LEAVE_TOLD, 1)


@pytest.mark.parametrize("told", [JOINED, LEFT])
def test_a_join_is_exact_where_either_event_arrived(told: Told) -> None:
    assert judge(RIGHT, told).ends[0].kind == Class.JOIN_TOLD


def test_a_join_of_which_nothing_arrived_is_found_by_a_look_at_livekit() -> None:
    join = judge(RIGHT, replace(JOINED, arrived=False), LOST).ends[0]
    assert (join.kind, join.limit) == (Class.JOIN_SWALLOWED, 17)


# --- Without a trace
def unseen(seconds: float, *told: Told, **more: Any) -> Comparison:
    truth = replace(JONAS, left=Span(100 + seconds, 100 + seconds))
    return judge(None, *(told or (replace(JOINED, arrived=False), LOST)), truth=truth, **more)


def test_a_short_visit_of_which_every_event_was_lost_is_counted_apart() -> None:
    found = unseen(14.9)
    assert (len(found.without_trace), found.misses) == (1, [])


def test_one_that_a_look_at_livekit_must_have_met_is_missing() -> None:
    assert len(unseen(15).missing) == 1


@pytest.mark.parametrize("event", ["participant_joined", "participant_left", "track_published"])
def test_one_of_which_any_event_arrived_is_missing_however_short(event: str) -> None:
    assert len(unseen(3, replace(JOINED, event=event)).missing) == 1


def test_who_was_never_in_by_livekits_own_word_is_not_missing() -> None:
    aborted = replace(LEFT, event="participant_connection_aborted")
    assert len(unseen(0.1, aborted).without_trace) == 1
    assert len(unseen(0.1, aborted, JOINED).missing) == 1


def test_while_the_worker_was_down_nobody_looked() -> None:
    outage = Outage("the worker", Span(105, 115))
    assert len(unseen(24, outages=(outage,)).without_trace) == 1
    assert len(unseen(26, outages=(outage,)).missing) == 1


def test_who_came_in_while_the_room_was_being_ended_need_not_be_in_the_ledger() -> None:
    found = judge(None, truth=replace(JONAS, is_late=True))
    assert (len(found.late), found.misses) == (1, [])


def test_but_if_they_are_it_must_be_right() -> None:
    assert judge(replace(RIGHT, left_at=200.0), truth=replace(JONAS, is_late=True)).misses


# --- Seen by others
def test_a_visit_that_livekit_named_is_not_extra_though_the_client_never_heard_of_it() -> None:
    half = replace(RIGHT, sid="PA_half")
    found = judge(RIGHT, *ALL, replace(JOINED, sid="PA_half"), more=(half,))
    assert (found.untold, found.extra, found.misses) == (("PA_half",), (), [])


def test_nor_is_one_that_began_while_the_client_was_trying() -> None:
    half = replace(RIGHT, sid="PA_half", joined_at=205)
    assert judge(more=(half,), untold=(Untold(JONAS.person, Span(203, 206)),)).untold == ("PA_half",)
    assert judge(more=(half,), untold=(Untold(JONAS.person, Span(210, 216)),)).extra == ("PA_half",)
    assert judge(more=(half,), untold=(Untold("booking1.practitioner", Span(203, 206)),)).extra == (
        "PA_half",
    )


def test_it_must_have_an_end_all_the_same() -> None:
    half = replace(RIGHT, sid="PA_half", left_at=None)
    assert judge(RIGHT, *ALL, replace(JOINED, sid="PA_half"), more=(half,)).misses == [
        "PA_half is still open"
    ]
