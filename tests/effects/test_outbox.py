"""The outbox: what was decided is done, later, again and again until it is done or no longer worth it."""

import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError, transaction

from rooms import effects
from rooms.effects import running
from rooms.exceptions import LiveKitUnavailable
from rooms.models import Effect
from tests.effects.conftest import Errands
from tests.fakes.scene import minute

NOON = minute(0)


def only() -> Effect:
    return Effect.objects.get(kind="errand")


# --- Queueing
def test_what_is_queued_is_done_once(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=NOON)
    assert [effects.run_due(at=NOON), effects.run_due(at=minute(1))] == [1, 0]
    assert errands.done == ["errand:tea"]
    assert only().done_at is not None


def test_one_occasion_is_one_effect(errands: Errands) -> None:
    for _ in range(3):
        effects.queue("errand", "tea", due_at=NOON)
    effects.run_due(at=NOON)
    effects.queue("errand", "tea", due_at=NOON)
    effects.run_due(at=minute(1))
    assert errands.done == ["errand:tea"]


def test_another_occasion_is_another(errands: Errands) -> None:
    effects.queue("errand", "tea:first", due_at=NOON)
    effects.queue("errand", "tea:second", due_at=NOON)
    effects.run_due(at=NOON)
    assert errands.done == ["errand:tea:first", "errand:tea:second"]


def test_a_decision_that_is_undone_leaves_none(errands: Errands) -> None:
    class Undone(Exception):
        pass

    def decide_and_fail() -> None:
        with transaction.atomic():
            effects.queue("errand", "tea", due_at=NOON)
            raise Undone

    with pytest.raises(Undone):
        decide_and_fail()
    assert not Effect.objects.exists()


def test_nothing_runs_before_it_is_due(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=minute(5))
    assert effects.run_due(at=minute(4)) == 0
    assert effects.run_due(at=minute(5)) == 1


def test_the_oldest_come_first_and_a_pass_has_an_end(errands: Errands) -> None:
    for number in (3, 1, 2):
        effects.queue("errand", str(number), due_at=minute(number))
    assert effects.run_due(at=minute(5), limit=2) == 2
    assert errands.done == ["errand:1", "errand:2"]


def test_between_two_the_worker_shows_that_it_lives(errands: Errands) -> None:
    for number in range(3):
        effects.queue("errand", str(number), due_at=NOON)
    beats: list[int] = []
    effects.run_due(at=NOON, between=lambda: beats.append(len(errands.done)))
    assert beats == [1, 2, 3]


def test_a_worker_that_is_told_to_stop_begins_no_other_and_the_rest_stays_due(errands: Errands) -> None:
    for number in range(3):
        effects.queue("errand", str(number), due_at=NOON)

    assert effects.run_due(at=NOON, should_stop=lambda: len(errands.done) == 2) == 2

    assert errands.done == ["errand:0", "errand:1"]
    assert effects.run_due(at=NOON) == 1
    assert errands.done[2:] == ["errand:2"]


# --- Failing
def test_what_failed_is_tried_again_later_each_time(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=NOON)
    errands.trouble = OSError("the kettle is broken")
    waits = []
    at = NOON
    for _ in range(12):
        effects.run_due(at=at)
        waits.append(round((only().due_at - at).total_seconds()))
        at = only().due_at
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
    assert only().last_error == "OSError: the kettle is broken"
    errands.trouble = None
    effects.run_due(at=at)
    assert (errands.done, only().last_error) == (["errand:tea"], "")


def test_after_ten_tries_it_is_stuck_said_once_aloud_and_tried_all_the_same(
    errands: Errands, caplog: pytest.LogCaptureFixture
) -> None:
    effects.queue("errand", "tea", due_at=NOON)
    errands.trouble = OSError("the kettle is broken")
    at, stuck = NOON, []
    for _ in range(12):
        effects.run_due(at=at)
        stuck.append(only().is_stuck)
        at = only().due_at
    assert stuck == [False] * 9 + [True] * 3
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
    errands.trouble = None
    effects.run_due(at=at)
    assert not only().is_stuck


def test_one_that_fails_does_not_keep_the_others(errands: Errands) -> None:
    effects.queue("no_such_kind", "x", due_at=NOON)
    effects.queue("errand", "tea", due_at=minute(1))
    assert effects.run_due(at=minute(1)) == 2
    assert errands.done == ["errand:tea"]
    assert "KeyError" in Effect.objects.get(kind="no_such_kind").last_error


def test_the_words_of_an_error_are_not_logged(errands: Errands, caplog: pytest.LogCaptureFixture) -> None:
    effects.queue("errand", "tea", due_at=NOON)
    errands.trouble = ValueError("jonas@example.org has no cup")
    effects.run_due(at=NOON)
    assert "ValueError" in caplog.text
    assert "jonas@example.org" not in caplog.text


@pytest.fixture
def other(errands: Errands) -> Iterator[list[str]]:
    """Another kind, that does not ask LiveKit: the keys of what was done."""
    done: list[str] = []
    effects.handler("other")(lambda effect: done.append(effect.key))
    yield done
    del running._handlers["other"]


def test_while_livekit_is_away_one_of_a_kind_waits_for_it_not_fifty(
    errands: Errands, other: list[str]
) -> None:
    for number in range(5):
        effects.queue("errand", str(number), due_at=NOON)
    errands.trouble = LiveKitUnavailable(reason="no answer within 5 s")
    effects.queue("other", "x", due_at=minute(1))
    assert effects.run_due(at=minute(1)) == 2
    assert other == ["other:x"]
    assert sorted(Effect.objects.filter(kind="errand").values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


def test_and_those_that_wait_for_it_take_no_place_from_others_however_many(
    errands: Errands, other: list[str]
) -> None:
    for number in range(7):
        effects.queue("errand", str(number), due_at=NOON)
    errands.trouble = LiveKitUnavailable(reason="no answer within 5 s")
    for number in range(3):
        effects.queue("other", str(number), due_at=minute(1))
    assert effects.run_due(at=minute(1), limit=3) == 3
    assert other == ["other:0", "other:1"]


def test_what_a_crowd_makes_a_thousand_of_comes_last(errands: Errands) -> None:
    done: list[str] = []
    effects.handler("many", is_patient=True)(lambda effect: done.append(effect.key))
    try:
        for number in range(3):
            effects.queue("many", str(number), due_at=NOON)
        effects.queue("errand", "tea", due_at=minute(1))
        assert effects.run_due(at=minute(1), limit=2) == 2
    finally:
        del running._handlers["many"]
        running._patient.discard("many")
    assert (errands.done, done) == (["errand:tea"], ["many:0"])


# --- Expiry
def test_what_is_no_longer_worth_it_is_not_done(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=NOON, expires_at=minute(1))
    effects.run_due(at=minute(1))
    effect = only()
    assert (errands.done, effect.expired) == ([], True)
    assert effect.done_at is not None
    assert effects.run_due(at=minute(2)) == 0


def test_until_then_it_is(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=NOON, expires_at=minute(1))
    effects.run_due(at=minute(0.9))
    assert (errands.done, only().expired) == (["errand:tea"], False)


def test_a_stuck_one_ends_with_its_expiry_and_keeps_its_last_error(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=NOON, expires_at=minute(30))
    errands.trouble = OSError("the kettle is broken")
    at = NOON
    while only().done_at is None:
        effects.run_due(at=at)
        at = max(only().due_at, at)
    assert only().expired
    assert only().last_error == "OSError: the kettle is broken"
    assert only().attempts > Effect.STUCK_AFTER


# --- Leases
def test_a_leased_effect_is_left_alone_until_the_lease_runs_out(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=NOON)
    Effect.objects.update(lease_until=minute(1))
    assert effects.run_due(at=minute(0.9)) == 0
    assert effects.run_due(at=minute(1.1)) == 1


def test_a_lease_is_not_born_old(errands: Errands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of a long pass is claimed by the time that it is then."""
    minutes = iter([0.0, 0.0, 600.0, 600.0, 600.0, 600.0])
    monkeypatch.setattr(running, "monotonic", lambda: next(minutes))
    leases = []

    def look(effect: Effect) -> None:
        leases.append(Effect.objects.get(pk=effect.pk).lease_until)

    monkeypatch.setattr(errands, "run", look)
    effects.handler("errand")(look)
    effects.queue("errand", "1", due_at=NOON)
    effects.queue("errand", "2", due_at=NOON)
    effects.run_due(at=NOON)
    assert leases == [NOON + effects.LEASE, minute(10) + effects.LEASE]


# --- In the request that decided it
def test_a_request_tries_its_own_effects_at_once(errands: Errands) -> None:
    key = effects.queue("errand", "tea", due_at=NOON)
    effects.queue("errand", "cake", due_at=NOON)
    effects.run_now([key], at=NOON)
    assert errands.done == ["errand:tea"]


def test_what_fails_there_is_the_workers(errands: Errands) -> None:
    keys = [effects.queue("errand", word, due_at=NOON) for word in ("tea", "cake")]
    errands.trouble = LiveKitUnavailable(reason="no answer within 2 s")
    effects.run_now(keys, at=NOON)
    assert sorted(Effect.objects.values_list("attempts", flat=True)) == [0, 1], "one wait is enough"
    errands.trouble = None
    effects.run_due(at=minute(1))
    assert sorted(errands.done) == ["errand:cake", "errand:tea"]


def test_a_busy_database_does_not_make_a_committed_decision_look_refused(
    errands: Errands, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = effects.queue("errand", "tea", due_at=NOON)

    def busy(pk: int, clock: object) -> str:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(running, "_run", busy)
        effects.run_now([key], at=NOON)
    effects.run_due(at=NOON)
    assert errands.done == ["errand:tea"]


# --- An operator, or LiveKit's return
def test_an_operator_may_make_them_due(errands: Errands) -> None:
    effects.queue("errand", "tea", due_at=minute(60))
    assert effects.make_due(Effect.objects.all(), at=NOON) == 1
    assert effects.run_due(at=NOON) == 1
    assert effects.make_due(Effect.objects.all(), at=NOON) == 0, "what is done is done"
