"""A worker dies between any two steps, another goes on: done exactly once in the database, at least once outside.

A step is a statement that is sent to the database, or its answer. Dying is a `BaseException` that no code of ours
may catch, and the loss of the connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms import effects
from rooms.effects import LEASE, running
from rooms.models import Effect, Room
from tests.effects.told_table import CountingHost, count_told, counting_host
from tests.fakes.scene import minute

__all__ = ["counting_host"]

pytestmark = pytest.mark.django_db(transaction=True)

_numbers = count(1)

#: More steps than a run has: the last draws are runs that nobody interrupts.
STEPS = 36


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def dies_at(step: int) -> Iterator[None]:
    """Kill at the given step; half of all deaths are right before a statement, half right after it."""
    left = [step]

    def step_forward() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        step_forward()
        result = execute(sql, params, many, context)
        step_forward()
        return result

    with connection.execute_wrapper(watch):
        yield


def run_and_die(step: int, *, at: Any) -> bool:
    """One pass of a worker; True if it died."""
    try:
        with dies_at(step):
            effects.run_due(at=at)
    except Killed:
        connection.close()  # as the end of a process does: what was not committed is rolled back
        return True
    return False


def ended_room() -> Room:
    """A room whose outcome the host has not been told."""
    number = next(_numbers)
    room = Room.objects.create(
        name=f"individual-{number:012x}",
        room_type="individual",
        subject_kind="booking",
        subject_ref=str(number),
        max_participants=2,
        status="ended",
        ended_at=minute(65),
        end_reason="empty",
        outcome="no_show_both",
        outcome_version=1,
    )
    effects.queue("tell_host", f"{room.id}:1", room=room, due_at=minute(65))
    return room


SETTINGS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SETTINGS
@given(deaths=st.lists(st.integers(1, STEPS), min_size=1, max_size=4))
def test_the_host_is_told_exactly_once_however_often_workers_die(
    counting_host: CountingHost, deaths: list[int]
) -> None:
    room = ended_room()
    at = minute(65)
    for step in deaths:
        run_and_die(step, at=at)
        at += LEASE + timedelta(seconds=1)
    for _ in range(2):
        effects.run_due(at=at)
        at += LEASE
    assert count_told(room.subject_ref) == 1
    room.refresh_from_db()
    assert room.told_outcome == "no_show_both"
    assert not Effect.objects.filter(room=room, done_at=None).exists()


@SETTINGS
@given(deaths=st.lists(st.integers(1, STEPS), min_size=1, max_size=4))
def test_what_is_outside_of_the_database_is_done_at_least_once(
    transactional_db: None, deaths: list[int]
) -> None:
    key, done = f"{next(_numbers)}", []
    effects.handler("outside")(lambda effect: done.append(effect.key))
    effects.queue("outside", key, due_at=minute(0))
    at = minute(0)
    try:
        for step in deaths:
            run_and_die(step, at=at)
            at += LEASE + timedelta(seconds=1)
        for _ in range(2):
            effects.run_due(at=at)
            at += LEASE
    finally:
        del running._handlers["outside"]
    assert 1 <= len(done) <= len(deaths) + 1
    assert Effect.objects.get(key=f"outside:{key}").done_at is not None


def test_the_steps_reach_from_the_claim_to_the_mark(counting_host: CountingHost) -> None:
    """So that the draws above mean something: early deaths leave it undone, and late ones have done it."""
    told = []
    for step in range(1, STEPS + 1):
        room = ended_room()
        died = run_and_die(step, at=minute(65))
        told.append(count_told(room.subject_ref))
        if not died:
            break
        Effect.objects.update(done_at=minute(65))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    assert 10 < len(told) < STEPS, "some step before the last draw is the end of an undisturbed run"


def test_a_host_that_fails_after_it_has_written_has_written_nothing(counting_host: CountingHost) -> None:
    room = ended_room()
    counting_host.trouble = OSError("mail server")
    effects.run_due(at=minute(65))
    assert count_told(room.subject_ref) == 0
    counting_host.trouble = None
    effects.run_due(at=minute(66))
    assert count_told(room.subject_ref) == 1


def test_a_dead_workers_effect_waits_for_its_lease(counting_host: CountingHost) -> None:
    room = ended_room()
    assert run_and_die(8, at=minute(65))
    effects.run_due(at=minute(65.5))
    assert count_told(room.subject_ref) == 0
    effects.run_due(at=minute(66.5))
    assert count_told(room.subject_ref) == 1
