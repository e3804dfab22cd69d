"""A plan is random, and yet what LiveKit will make of it is known: else a drill could not be judged."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.plan import Action, Do, Plan
from drill.planner import COMING_BACK, FULL, LONG_FREEZE, SHORT, SHORT_FREEZE, Size, make_plan
from drill.result import FEWEST_PEOPLE

seeds = st.integers(0, 10_000)
sizes = st.sampled_from([FULL, SHORT])
#: A plan is a hundred random actions already.
few = settings(max_examples=25)


def actions_of(plan: Plan, person: str) -> list[Action]:
    return [action for action in plan.actions if action.person == person]


@few
@given(seeds, sizes)
def test_a_seed_gives_the_same_plan_every_time(seed: int, size: Size) -> None:
    assert make_plan(seed, size) == make_plan(seed, size)


def test_another_seed_gives_another_plan() -> None:
    assert make_plan(1).actions != make_plan(2).actions


@few
@given(seeds, sizes)
def test_everything_happens_in_order_and_before_the_room_ends(seed: int, size: Size) -> None:
    plan = make_plan(seed, size)
    assert list(plan.actions) == sorted(plan.actions, key=lambda action: action.at)
    ends = {room.name: room.end_at for room in plan.rooms}
    assert all(0 <= action.at < ends[action.person.partition(".")[0]] for action in plan.actions)


@few
@given(seeds, sizes)
def test_nobody_does_what_only_somebody_inside_can_do_while_outside(seed: int, size: Size) -> None:
    plan = make_plan(seed, size)
    for person in plan.people:
        inside_on: int | None = None
        for action in actions_of(plan, person):
            if action.do == Do.JOIN:
                assert action.device != inside_on, "joined twice on one device"
                inside_on = action.device
            else:
                assert action.device == inside_on
            if action.do in (Do.LEAVE, Do.CRASH):
                inside_on = None


@few
@given(seeds, sizes)
def test_livekit_has_noticed_every_crash_before_the_room_ends(seed: int, size: Size) -> None:
    plan = make_plan(seed, size)
    ends = {room.name: room.end_at for room in plan.rooms}
    for action in plan.actions:
        if action.do == Do.CRASH:
            assert ends[action.person.partition(".")[0]] - action.at > 20


@few
@given(seeds, sizes)
def test_a_freeze_is_clearly_shorter_or_longer_than_livekit_waits(seed: int, size: Size) -> None:
    frozen = [action.seconds for action in make_plan(seed, size).actions if action.do == Do.FREEZE]
    assert all(
        SHORT_FREEZE[0] <= seconds <= SHORT_FREEZE[1] or LONG_FREEZE[0] <= seconds <= LONG_FREEZE[1]
        for seconds in frozen
    )


@few
@given(seeds, sizes)
def test_nobody_is_frozen_or_reconnecting_when_livekit_dies(seed: int, size: Size) -> None:
    plan = make_plan(seed, size)
    deaths = [
        (kill.at, kill.at + kill.down_seconds + COMING_BACK)
        for kill in plan.kills
        if kill.server == "LiveKit"
    ]
    for action in plan.actions:
        if action.do in (Do.FREEZE, Do.RESUME, Do.RECONNECT):
            assert all(action.at + action.seconds < died or action.at >= back for died, back in deaths)


@few
@given(seeds)
def test_the_whole_drill_is_as_large_as_was_asked_for(seed: int) -> None:
    plan = make_plan(seed)
    assert len(plan.people) == len(set(plan.people)) >= FEWEST_PEOPLE
    assert {room.kind for room in plan.rooms} == {"booking", "workshop", "webinar", "broadcast"}
    assert Counter(kill.server for kill in plan.kills) == {"Django": 1, "the worker": 1, "LiveKit": 1}
    assert {action.do for action in plan.actions} == set(Do)
    assert 180 < plan.seconds < 400


@few
@given(seeds)
def test_servers_die_one_after_the_other(seed: int) -> None:
    kills = make_plan(seed).kills
    for one, next_one in pairwise(kills):
        assert one.at + one.down_seconds + 30 < next_one.at


@few
@given(seeds)
def test_some_rooms_are_left_by_all_and_some_are_ended_over_people(seed: int) -> None:
    plan = make_plan(seed)
    inside_at_end = Counter(
        person.partition(".")[0]
        for person in plan.people
        if (doings := actions_of(plan, person)) and doings[-1].do not in (Do.LEAVE, Do.CRASH)
    )
    went_home = [room.name for room in plan.rooms[::2]]
    assert not set(went_home) & set(inside_at_end)


@pytest.mark.parametrize("seed", range(5))
def test_the_short_form_is_short(seed: int) -> None:
    plan = make_plan(seed, SHORT)
    assert plan.seconds < 60
    assert len(plan.kills) == 1
