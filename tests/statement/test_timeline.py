"""The picture of a statement: where its bars lie."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.statement import Presence, RoomFacts, Statement, fold
from rooms.statement.intervals import total
from rooms.statement.timeline import LEAST_WIDTH, MOST_TICKS, Bar, Lane, Timeline, timeline_of, together_in
from tests.fakes.scene import START, minute, minutes_of
from tests.statement.drawing import LATER, LEDGERS, ROOMS, RULES

HOUR = RoomFacts("a-room", "booking", "1", START, minute(60), START, None, "")


def statement_of(*presences: Presence, room: RoomFacts = HOUR, at: datetime = LATER) -> Statement:
    return fold(room, presences, rules=RULES, at=at)


def picture_of(*presences: Presence, room: RoomFacts = HOUR, at: datetime = LATER) -> Timeline:
    found = timeline_of(statement_of(*presences, room=room, at=at), at=at)
    assert found is not None
    return found


def nadia(begin: float, end: float | None) -> Presence:
    return seen("nadia", "practitioner", begin, end)


def jonas(begin: float, end: float | None, **facts: object) -> Presence:
    return seen("jonas", "client", begin, end, **facts)


def seen(person: str, side: str, begin: float, end: float | None, **facts: object) -> Presence:
    known = {"left_known_by": "" if end is None else "webhook", **facts}
    return Presence(person, side, minute(begin), None if end is None else minute(end), **known)  # type: ignore[arg-type]


def spans_of(bars: tuple[Bar, ...]) -> list[tuple[float | None, float | None]]:
    return [(minutes_of(bar.begin), minutes_of(bar.end)) for bar in bars]


def lane_of(picture: Timeline, person: str) -> Lane:
    return next(lane for lane in picture.lanes if lane.person == person)


# --- What holds for every statement
def lanes_of(picture: Timeline) -> list[tuple[Bar, ...]]:
    lanes = [*picture.lanes, picture.together]
    return [lane.bars for lane in lanes] + [lane.guesses for lane in lanes]


@given(ROOMS, LEDGERS)
def test_everything_lies_within_the_picture(room: RoomFacts, ledger: list[Presence]) -> None:
    picture = timeline_of(statement_of(*ledger, room=room), at=LATER)
    if picture is None:
        assert room.scheduled_start is None
        assert all(p.joined_at == p.left_at for p in ledger)
        return
    drawn = [bar for bars in lanes_of(picture) for bar in bars] + (
        [picture.planned] if picture.planned else []
    )
    for bar in drawn:
        assert bar.x >= 0
        assert bar.width > 0
        assert bar.x + bar.width <= 100 + 1e-9
    assert all(0 <= tick.x <= 100 for tick in picture.ticks)


@given(ROOMS, LEDGERS)
def test_bars_keep_their_order_and_never_overlap(room: RoomFacts, ledger: list[Presence]) -> None:
    picture = timeline_of(statement_of(*ledger, room=room), at=LATER)
    for bars in lanes_of(picture) if picture else []:
        for one, other in itertools.pairwise(bars):
            assert one.begin < one.end <= other.begin
            assert one.x + one.width <= other.x + 1e-9


@given(ROOMS, LEDGERS)
def test_a_bar_is_only_thin_where_others_are_close(room: RoomFacts, ledger: list[Presence]) -> None:
    picture = timeline_of(statement_of(*ledger, room=room), at=LATER)
    for bars in lanes_of(picture) if picture else []:
        for number, bar in enumerate(bars):
            before = bars[number - 1].x + bars[number - 1].width if number else 0.0
            after = bars[number + 1].x if number + 1 < len(bars) else 100.0
            # It grows to the middle of the free space at most, on either side.
            free = min(bar.x - before, after - bar.x - bar.width)
            assert bar.width >= LEAST_WIDTH - 1e-9 or free < LEAST_WIDTH


@given(ROOMS, LEDGERS)
def test_the_lane_together_is_as_long_as_the_statement_says(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = statement_of(*ledger, room=room)
    assert total(together_in(statement, LATER)).total_seconds() == statement.together_seconds
    picture = timeline_of(statement, at=LATER)
    drawn = [(bar.begin, bar.end) for bar in picture.together.bars] if picture else []
    assert total(drawn).total_seconds() == statement.together_seconds


@given(ROOMS, LEDGERS)
def test_each_lane_is_as_long_as_the_person_was_inside(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = statement_of(*ledger, room=room)
    picture = timeline_of(statement, at=LATER)
    for person, lane in zip(statement.people, picture.lanes if picture else [], strict=False):
        assert lane.person == person.person
        assert sum((bar.end - bar.begin).total_seconds() for bar in lane.bars) == person.total_seconds


@given(st.integers(1, 60 * 24 * 30), st.integers(-20, 20))
def test_there_are_never_more_ticks_than_there_is_room_for(length: int, offset: int) -> None:
    room = RoomFacts("a-room", "booking", "1", minute(offset), minute(offset + length), None, None, "")
    picture = picture_of(room=room)
    assert 1 <= len(picture.ticks) <= MOST_TICKS + 1
    places = [tick.x for tick in picture.ticks]
    assert places == sorted(places)


# --- One by one
def test_an_hour_has_a_tick_every_ten_minutes_from_its_start() -> None:
    picture = picture_of(nadia(-1, 60))
    assert [minutes_of(tick.at) for tick in picture.ticks] == [0, 10, 20, 30, 40, 50, 60]


def test_planned_time_is_the_ground() -> None:
    picture = picture_of(nadia(0, 60))
    assert picture.planned is not None
    assert spans_of((picture.planned,)) == [(0, 60)]
    assert picture.planned.x == pytest.approx(100 * 0.04 / 1.08)
    assert picture.planned.width == pytest.approx(100 / 1.08)


def test_a_start_without_an_end_is_an_hour() -> None:
    picture = picture_of(room=RoomFacts("a-room", "booking", "1", START, None, None, None, ""))
    assert picture.planned is not None
    assert spans_of((picture.planned,)) == [(0, 60)]


def test_without_a_plan_the_people_make_the_picture() -> None:
    room = RoomFacts("a-room", "session", "1", None, None, START, None, "")
    picture = picture_of(nadia(5, 25), room=room)
    assert picture.planned is None
    bar = lane_of(picture, "nadia").bars[0]
    assert (bar.x, bar.width) == pytest.approx((100 * 0.04 / 1.08, 100 / 1.08))


def test_a_room_without_a_plan_that_nobody_entered_has_no_picture() -> None:
    room = RoomFacts("a-room", "session", "1", None, None, None, None, "")
    assert timeline_of(statement_of(room=room), at=LATER) is None


def test_two_devices_are_one_bar() -> None:
    picture = picture_of(jonas(0, 20), jonas(10, 40))
    assert spans_of(lane_of(picture, "jonas").bars) == [(0, 40)]


def test_who_came_back_has_two_bars() -> None:
    picture = picture_of(jonas(2, 20), jonas(22, 50))
    assert spans_of(lane_of(picture, "jonas").bars) == [(2, 20), (22, 50)]


def test_who_is_still_inside_is_drawn_until_now() -> None:
    picture = picture_of(jonas(2, None), at=minute(30))
    assert spans_of(lane_of(picture, "jonas").bars) == [(2, 30)]


def test_together_is_when_both_were_inside() -> None:
    picture = picture_of(nadia(-2, 50), jonas(2, 20), jonas(22, 55))
    assert spans_of(picture.together.bars) == [(2, 20), (22, 50)]


def test_an_inferred_end_is_marked_over_its_plus_minus() -> None:
    picture = picture_of(jonas(2, 20, left_known_by="reconcile", left_precision=30.0), jonas(22, 50))
    lane = lane_of(picture, "jonas")
    assert spans_of(lane.guesses) == [(19.5, 20.5)]
    assert lane.guesses[0].width >= LEAST_WIDTH


def test_an_inferred_beginning_is_marked_too() -> None:
    picture = picture_of(jonas(2, 20, joined_known_by="estimate", joined_precision=60.0))
    assert spans_of(lane_of(picture, "jonas").guesses) == [(1, 3)]


def test_the_mark_of_an_inferred_end_does_not_cover_the_time_after_they_came_back() -> None:
    picture = picture_of(jonas(2, 20, left_known_by="reconcile", left_precision=120.0), jonas(21, 50))
    assert spans_of(lane_of(picture, "jonas").guesses) == [(18, 21)]


def test_reported_ends_have_no_mark() -> None:
    picture = picture_of(jonas(2, 20, left_precision=0.5))
    assert lane_of(picture, "jonas").guesses == ()


def test_an_inferred_end_of_one_device_while_the_other_stays_has_no_mark() -> None:
    picture = picture_of(jonas(0, 20, left_known_by="reconcile", left_precision=30.0), jonas(10, 40))
    assert lane_of(picture, "jonas").guesses == ()


def test_a_visit_of_two_seconds_can_be_seen() -> None:
    picture = picture_of(nadia(0, 60), jonas(30, 30 + 2 / 60))
    bar = lane_of(picture, "jonas").bars[0]
    assert bar.end - bar.begin == timedelta(seconds=2)
    assert bar.width == pytest.approx(LEAST_WIDTH)


def test_a_short_break_stays_a_gap_between_its_neighbours() -> None:
    picture = picture_of(jonas(0, 30), jonas(31, 60))
    one, other = lane_of(picture, "jonas").bars
    assert other.x - (one.x + one.width) == pytest.approx(100 / 60 / 1.08)
