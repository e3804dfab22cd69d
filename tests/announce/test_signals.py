"""The public signals: sent after commit, at least once for each receiver, with frozen data."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from rooms import effects, lifecycle, signals
from rooms.models import Effect, EndReason, KnownBy, Room
from rooms.statement import Statement
from tests.fakes.scene import MakeScene, Scene, minute, minutes_of


class Listener:
    """A receiver that remembers, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.heard: list[dict[str, Any]] = []
        self.calls = 0
        self.failures = failures

    def __call__(self, **arguments: Any) -> None:
        self.calls += 1
        if self.failures:
            self.failures -= 1
            raise OSError("no mail server")
        self.heard.append(arguments)


Listen = Callable[..., Listener]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Connects listeners for the length of a test; each bears a label of its own, as functions do."""
    connected: list[tuple[Signal, Any]] = []

    def connect(signal: Signal, *, failures: int = 0, label: str = "") -> Listener:
        listener = Listener(failures)

        def receiver(**arguments: Any) -> None:
            listener(**arguments)

        receiver.__qualname__ = label or f"receiver_{len(connected)}"
        signal.connect(receiver, weak=False)
        connected.append((signal, receiver))
        return listener

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver)


def pass_time(*numbers: float) -> None:
    for number in numbers:
        effects.run_due(at=minute(number))


# --- At least once for each receiver
def test_every_receiver_hears_of_it(scene: Scene, listen: Listen) -> None:
    one, other = listen(signals.session_started), listen(signals.session_started)
    scene.comes("nadia", 0)
    pass_time(0)
    assert (len(one.heard), len(other.heard)) == (1, 1)


def test_one_that_fails_does_not_keep_the_others_and_is_asked_again_alone(
    scene: Scene, listen: Listen
) -> None:
    before, failing, after = (
        listen(signals.session_started),
        listen(signals.session_started, failures=2),
        listen(signals.session_started),
    )
    scene.comes("nadia", 0)
    pass_time(0, 1, 2, 3)
    assert (before.calls, failing.calls, after.calls) == (1, 3, 1)
    assert len(failing.heard) == 1


def test_two_receivers_of_one_label_both_hear_of_it(scene: Scene, listen: Listen) -> None:
    first = listen(signals.session_started, label="notify.<locals>.send")
    second = listen(signals.session_started, label="notify.<locals>.send", failures=1)
    third = listen(signals.session_started)
    scene.comes("nadia", 0)
    pass_time(0, 1, 2)
    assert (len(first.heard), len(second.heard), len(third.heard)) == (2, 1, 1)


def test_a_failing_receiver_does_not_break_the_room(scene: Scene, listen: Listen) -> None:
    listen(signals.session_started, failures=1000)
    scene.plays([("nadia", 0, 20), ("jonas", 0, 20)])
    scene.ends(EndReason.EMPTY, 25)
    pass_time(25, 26, 27)
    assert (scene.room.status, scene.host.told[0].outcome) == ("ended", "completed")


def test_the_error_names_the_receiver_for_operators(scene: Scene, listen: Listen) -> None:
    listen(signals.session_started, failures=1, label="send_mail")
    scene.comes("nadia", 0)
    pass_time(0)
    effect = Effect.objects.get(key__startswith="signal:session_started")
    assert effect.last_error == "ReceiverFailed: tests.announce.test_signals.send_mail"


def test_after_a_day_it_is_no_longer_worth_it_and_the_log_says_so(
    scene: Scene, listen: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    failing = listen(signals.session_started, failures=1)
    scene.comes("nadia", 0)
    pass_time(0, 24 * 60 + 1)
    assert failing.heard == []
    assert [one.levelname for one in caplog.records if "(signal) expired, failed 1 times" in one.message] == [
        "WARNING"
    ]


@pytest.mark.parametrize("name", ["session_ended", "no_show"])
def test_what_bills_are_written_from_is_worth_two_weeks(name: str, scene: Scene, listen: Listen) -> None:
    """Broken on Friday evening, mended on Monday."""
    failing = listen(signals.BY_NAME[name], failures=1)
    scene.plays([("nadia", 0, 20)])
    scene.ends(EndReason.EMPTY, 65)
    Room.objects.update(reconciles_after_end=2)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        assert lifecycle.finalise(room, at=minute(66))
    pass_time(66, 66 + 3 * 24 * 60)
    assert len(failing.heard) == 1


def test_a_repetition_has_the_same_id(scene: Scene, listen: Listen) -> None:
    listener = listen(signals.session_started, label="x")
    listen(signals.session_started, label="x", failures=1)
    scene.comes("nadia", 0)
    pass_time(0, 1)
    ids = [heard["event_id"] for heard in listener.heard]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_async_receivers_are_called_too(scene: Scene) -> None:
    heard: list[object] = []

    async def receiver(**arguments: object) -> None:
        heard.append(arguments["ref"])

    signals.session_started.connect(receiver)
    try:
        scene.comes("nadia", 0)
        pass_time(0)
    finally:
        signals.session_started.disconnect(receiver)
    assert heard == [scene.ref]


# --- What they hear
def test_a_signal_says_whose_room_it_is(scene: Scene, listen: Listen) -> None:
    listener = listen(signals.room_created)
    pass_time(-60)
    (heard,) = listener.heard
    assert heard.pop("event_id")
    assert heard == {
        "signal": signals.room_created,
        "sender": Room,
        "room_id": str(scene.room.id),
        "kind": "booking",
        "ref": scene.ref,
    }


def test_the_start_is_told_once_with_its_moment(scene: Scene, listen: Listen) -> None:
    listener = listen(signals.session_started)
    scene.plays([("nadia", 3, 5), ("nadia", 6, 7), ("jonas", 6, 8)])
    pass_time(10)
    assert [heard["happened_at"] for heard in listener.heard] == [minute(3)]


def test_the_room_of_a_moved_booking_starts_anew(scene: Scene, listen: Listen) -> None:
    listener = listen(signals.session_started)
    scene.comes("nadia", 3)
    scene.changes(starts_at=minute(1440), ends_at=minute(1500))
    scene.sync(10)
    scene.comes("nadia", 1440)
    pass_time(1440)
    assert len({heard["room_id"] for heard in listener.heard}) == len(listener.heard) == 2


def test_each_connection_comes_and_goes_once(scene: Scene, listen: Listen) -> None:
    joined, left = listen(signals.participant_joined), listen(signals.participant_left)
    jonas = scene.comes("jonas", 1)
    scene.comes("jonas", 1, sid=jonas.sid)
    scene.goes(jonas, 4, reason="CLIENT_INITIATED")
    scene.goes(jonas, 4)
    pass_time(5)
    (came,), (went,) = joined.heard, left.heard
    person = scene.person("jonas")
    assert (came["participant_id"], came["user_ref"], came["name"], came["role"]) == (
        str(person.id),
        "jonas",
        "Jonas Weber",
        "participant",
    )
    assert (came["happened_at"], went["happened_at"]) == (minute(1), minute(4))
    assert went["reason"] == "CLIENT_INITIATED"


def test_of_two_devices_of_one_person_it_says_which(scene: Scene, listen: Listen) -> None:
    joined, left = listen(signals.participant_joined), listen(signals.participant_left)
    laptop, phone = scene.comes("jonas", 1), scene.comes("jonas", 2)
    scene.goes(laptop, 4)
    pass_time(5)
    assert [came["connection"] for came in joined.heard] == [laptop.sid, phone.sid]
    assert [went["connection"] for went in left.heard] == [laptop.sid]


def test_a_leave_that_comes_before_its_join_tells_both(scene: Scene, listen: Listen) -> None:
    joined, left = listen(signals.participant_joined), listen(signals.participant_left)
    scene.goes(scene.connection("jonas", minute(1)), 4)
    pass_time(5)
    assert (joined.heard[0]["happened_at"], left.heard[0]["happened_at"]) == (minute(1), minute(4))


@pytest.mark.parametrize("how", ["the room ends", "LiveKit closes it", "LiveKit forgets it"])
def test_whoever_was_inside_to_the_end_leaves_too(how: str, scene: Scene, listen: Listen) -> None:
    left = listen(signals.participant_left)
    jonas = scene.comes("jonas", 1)
    scene.comes("nadia", 1)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        if how == "the room ends":
            lifecycle.end_room(room, EndReason.HOST, ended_at=minute(5), at=minute(5))
        elif how == "LiveKit closes it":
            lifecycle.incarnation_finished(room, room_sid="RM_first", finished_at=minute(5), at=minute(5))
        else:
            lifecycle.incarnation_missing(room, since=minute(5), listed_at=minute(5.001), at=minute(5))
    scene.goes(jonas, 5.01, reason="ROOM_DELETED")
    pass_time(6)
    assert sorted(heard["user_ref"] for heard in left.heard) == ["jonas", "nadia"]
    assert {round(minutes_of(heard["happened_at"]) or 0, 2) for heard in left.heard} == {5}


def test_who_is_heard_of_only_after_the_end_came_and_went(scene: Scene, listen: Listen) -> None:
    joined, left = listen(signals.participant_joined), listen(signals.participant_left)
    scene.ends(EndReason.HOST, 30)
    scene.comes("jonas", 10, told=31)
    pass_time(32)
    assert (len(joined.heard), left.heard[0]["happened_at"]) == (1, minute(30))


def test_the_end_brings_a_frozen_statement(scene: Scene, listen: Listen) -> None:
    ended, missed = listen(signals.session_ended), listen(signals.no_show)
    scene.plays([("nadia", 0, 20)])
    scene.ends(EndReason.EMPTY, 65)
    pass_time(65)
    assert ended.heard == [], "it waits until the statement is final"
    Room.objects.update(reconciles_after_end=2)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.finalise(room, at=minute(66))
    pass_time(66)
    statement = ended.heard[0]["statement"]
    assert isinstance(statement, Statement)
    assert (statement.outcome, statement.room.ended_at) == ("no_show_client", minute(65))
    assert (missed.heard[0]["outcome"], missed.heard[0]["statement"]) == ("no_show_client", statement)
    with pytest.raises(AttributeError):
        statement.outcome = "completed"  # type: ignore[misc]


def test_nobody_hears_of_what_was_rolled_back(make_scene: MakeScene, listen: Listen) -> None:
    class Undone(Exception):
        pass

    listener = listen(signals.session_started)
    scene = make_scene()

    def come_and_fail() -> None:
        connection = scene.connection("nadia", minute(0))
        with lifecycle.locked_room(pk=scene.room.pk) as room:
            lifecycle.person_joined(room, connection, known_by=KnownBy.WEBHOOK, at=minute(0))
            raise Undone

    with pytest.raises(Undone):
        come_and_fail()
    pass_time(1)
    assert listener.heard == []


def test_every_signal_that_is_documented_can_be_announced() -> None:
    public = {name for name, value in vars(signals).items() if isinstance(value, Signal)}
    assert public == set(signals.BY_NAME)
    assert all(f"`{name}`" in (signals.__doc__ or "") for name in public)
