"""The participants' log says who was really there: from what they did, never from what LiveKit or Django said."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from drill.reading import read_truth
from drill.truth import EndedBy, Entry, Span, TrueVisit, Truth, Untold

JONAS, NADIA = "booking1.client1", "booking1.practitioner"


def says(
    at: float, what: Any, sid: str = "", *, person: str = JONAS, device: int = 0, reason: str = ""
) -> Entry:
    identity = f"{person}-identity" if sid else ""
    return Entry(at, what, person=person, device=device, sid=sid, identity=identity, reason=reason)


def server(at: float, what: Any, name: str = "LiveKit") -> Entry:
    return Entry(at, what, server=name)


def joins(at: float, sid: str, **more: Any) -> list[Entry]:
    return [says(at, "connecting", **more), says(at + 0.2, "connected", sid, **more)]


def visits(log: Sequence[Entry]) -> list[TrueVisit]:
    return list(read_truth(log).visits)


def only_visit(log: Sequence[Entry]) -> TrueVisit:
    found = visits(log)
    assert len(found) == 1
    return found[0]


def test_a_join_lies_between_asking_and_being_told() -> None:
    visit = only_visit(joins(10, "PA_1"))
    assert visit.joined == Span(10, 10.2)
    assert (visit.sid, visit.person, visit.identity) == ("PA_1", JONAS, f"{JONAS}-identity")


def test_somebody_who_does_nothing_more_has_no_end() -> None:
    assert only_visit(joins(10, "PA_1")).left is None


def test_a_leave_lies_between_asking_and_being_told() -> None:
    visit = only_visit([*joins(10, "PA_1"), says(20, "leaving"), says(20.1, "left")])
    assert (visit.left, visit.ended_by) == (Span(20, 20.1), EndedBy.LEAVING)


def test_the_goodbye_of_a_leave_does_not_count_as_being_thrown_out() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "leaving"),
        says(20.05, "disconnected", reason="CLIENT_INITIATED"),
        says(20.1, "left"),
    ]
    assert only_visit(log).ended_by == EndedBy.LEAVING


def test_a_crash_ends_the_visit_when_the_process_dies() -> None:
    visit = only_visit([*joins(10, "PA_1"), says(30, "crashing"), says(30.01, "crashed")])
    assert (visit.left, visit.ended_by) == (Span(30, 30.01), EndedBy.CRASH)


def test_after_a_crash_the_next_join_is_another_visit() -> None:
    log = [*joins(10, "PA_1"), says(30, "crashing"), says(30.01, "crashed"), *joins(35, "PA_2")]
    assert [visit.sid for visit in visits(log)] == ["PA_1", "PA_2"]


def test_a_second_device_ends_the_visit_of_the_first() -> None:
    log = [
        *joins(10, "PA_1"),
        *joins(20, "PA_2", device=1),
        says(20.3, "disconnected", reason="DUPLICATE_IDENTITY"),
    ]
    first, second = visits(log)
    assert (first.left, first.ended_by) == (Span(20, 20.3), EndedBy.SECOND_DEVICE)
    assert second.left is None


def test_the_end_of_the_room_lies_between_the_click_and_being_told() -> None:
    log = [
        *joins(10, "PA_1"),
        says(50, "ending", person=NADIA),
        says(51, "disconnected", reason="ROOM_DELETED"),
    ]
    visit = only_visit(log)
    assert (visit.left, visit.ended_by) == (Span(50, 51), EndedBy.PUT_OUT)


def test_who_leaves_after_the_click_may_have_been_put_out_before() -> None:
    log = [*joins(10, "PA_1"), says(50, "ending", person=NADIA), says(52, "leaving"), says(52.1, "left")]
    assert only_visit(log).left == Span(50, 52.1)


def test_who_leaves_before_the_click_was_not() -> None:
    log = [*joins(10, "PA_1"), says(40, "leaving"), says(40.1, "left"), says(50, "ending", person=NADIA)]
    assert only_visit(log).left == Span(40, 40.1)


def test_who_comes_in_while_the_room_is_being_ended_is_late() -> None:
    log = [*joins(10, "PA_1"), says(50, "ending", person=NADIA), *joins(50.1, "PA_2", person=NADIA)]
    assert [visit.is_late for visit in visits(log)] == [False, True]


def test_a_resumed_session_is_the_same_visit() -> None:
    back = [says(20, "reconnecting"), says(23, "reconnected"), says(23, "sid", "PA_1")]
    assert only_visit([*joins(10, "PA_1"), *back, says(30, "leaving"), says(30.1, "left")]).left == Span(
        30, 30.1
    )


@pytest.mark.parametrize("news_first", [True, False])
def test_a_full_reconnect_ends_one_visit_and_begins_the_next(news_first: bool) -> None:
    told = [says(21, "sid" if news_first else "reconnected", "PA_2" if news_first else "")]
    told += [says(21.1, "reconnected" if news_first else "sid", "" if news_first else "PA_2")]
    first, second = visits([*joins(10, "PA_1"), says(20, "reconnecting"), *told])
    end = 21 if news_first else 21.1
    assert (first.left, first.ended_by) == (Span(20, end), EndedBy.RECONNECT)
    assert (second.sid, second.joined, second.left) == ("PA_2", Span(20, end), None)


def test_a_new_sid_that_is_told_twice_is_one_visit() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "reconnecting"),
        says(21, "reconnected"),
        says(21, "sid", "PA_2"),
        says(21.3, "sid", "PA_2"),
    ]
    assert [visit.sid for visit in visits(log)] == ["PA_1", "PA_2"]


def test_a_reconnect_begins_when_it_begins_not_at_a_resume_long_ago() -> None:
    log = [
        *joins(10, "PA_1"),
        says(12, "reconnecting"),
        says(13, "reconnected"),
        says(60, "reconnecting"),
        says(61, "sid", "PA_2"),
    ]
    assert visits(log)[1].joined == Span(60, 61)


def test_a_leave_while_reconnecting_may_have_ended_the_visit_when_that_began() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "reconnecting"),
        says(23, "reconnected"),
        says(24, "leaving"),
        says(24.1, "left"),
    ]
    assert only_visit(log).left == Span(20, 24.1)


def test_unless_it_is_known_that_it_was_resumed() -> None:
    back = [says(20, "reconnecting"), says(23, "reconnected"), says(23, "sid", "PA_1")]
    log = [*joins(10, "PA_1"), *back, says(24, "leaving"), says(24.1, "left")]
    assert only_visit(log).left == Span(24, 24.1)


def test_who_is_told_of_the_join_when_livekit_is_dead_already_was_inside_before() -> None:
    log = [
        says(29, "connecting"),
        server(30, "killing"),
        server(30.02, "killed"),
        says(31, "connected", "PA_1"),
    ]
    visit = only_visit([*log, server(34, "started")])
    assert (visit.left, visit.ended_by) == (Span(30, 30.02), EndedBy.LIVEKIT_DIED)


def test_a_short_freeze_is_nothing() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "frozen"),
        says(27, "thawed"),
        says(40, "leaving"),
        says(40.1, "left"),
    ]
    assert only_visit(log).ended_by == EndedBy.LEAVING


def test_a_long_freeze_ends_the_visit_when_it_begins() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "frozen"),
        says(48, "thawed"),
        says(48.5, "reconnecting"),
        says(49, "sid", "PA_2"),
    ]
    first, second = visits(log)
    assert (first.left, first.ended_by) == (Span(20, 20), EndedBy.FREEZE)
    assert second.joined == Span(48, 49)


def test_the_death_of_livekit_ends_every_visit() -> None:
    log = [
        *joins(10, "PA_1"),
        *joins(11, "PA_2", person=NADIA),
        server(30, "killing"),
        server(30.02, "killed"),
        server(34, "started"),
        says(36, "sid", "PA_3"),
    ]
    jonas, nadia, jonas_again = visits(log)
    assert {visit.ended_by for visit in (jonas, nadia)} == {EndedBy.LIVEKIT_DIED}
    assert jonas.left == nadia.left == Span(30, 30.02)
    assert jonas_again.joined == Span(30.02, 36)


@pytest.mark.parametrize("name", ["Django", "the worker"])
def test_the_death_of_our_own_servers_ends_nobodys_visit(name: str) -> None:
    assert (
        only_visit([*joins(10, "PA_1"), server(30, "killing", name), server(30.02, "killed", name)]).left
        is None
    )


def test_who_had_crashed_before_livekit_died_was_gone_before() -> None:
    log = [
        *joins(10, "PA_1"),
        says(25, "crashing"),
        says(25.01, "crashed"),
        server(30, "killing"),
        server(30.02, "killed"),
    ]
    assert only_visit(log).ended_by == EndedBy.CRASH


def test_a_client_that_dies_while_connecting_may_have_been_inside() -> None:
    truth = read_truth([says(10, "connecting"), says(11, "crashing"), says(11.01, "crashed")])
    assert truth == Truth((), (Untold(JONAS, Span(10, 11.01)),))


def test_so_may_one_that_was_refused() -> None:
    assert read_truth([says(10, "connecting"), says(40, "refused")]).untold == (Untold(JONAS, Span(10, 40)),)


def test_a_client_that_dies_long_after_a_resume_has_nothing_untold() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "reconnecting"),
        says(21, "reconnected"),
        says(40, "crashing"),
        says(40.01, "crashed"),
    ]
    assert read_truth(log).untold == ()


def test_a_connection_that_is_given_up_ended_some_time_since_it_was_lost() -> None:
    log = [*joins(10, "PA_1"), says(20, "reconnecting"), says(65, "disconnected", reason="UNKNOWN_REASON")]
    visit = only_visit(log)
    assert (visit.left, visit.ended_by) == (Span(20, 65), EndedBy.LOST)


def test_the_order_of_the_lines_does_not_matter() -> None:
    log = [
        *joins(10, "PA_1"),
        says(20, "leaving"),
        says(20.1, "left"),
        *joins(30, "PA_2"),
        says(35, "crashing"),
        says(35.1, "crashed"),
    ]
    shuffled = log.copy()
    random.Random(3).shuffle(shuffled)
    assert read_truth(shuffled) == read_truth(log)


def test_a_moment_is_off_by_its_distance_to_the_span() -> None:
    span = Span(10, 12)
    assert [span.distance(moment) for moment in (9, 10, 11, 12, 14.5)] == [1, 0, 0, 0, 2.5]


def test_a_span_meets_what_is_stated_where_they_touch() -> None:
    assert Span(10, 12).meets(13, 1)
    assert not Span(10, 12).meets(13, 0.99)
