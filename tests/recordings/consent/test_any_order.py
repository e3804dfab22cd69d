"""Whoever comes, goes, answers, changes their mind or keeps an old token, in whatever order, and however late LiveKit's
events and our orders to it are: nobody is in a recording without a standing yes, and the starter's list is true."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from rooms import effects, lifecycle
from rooms.effects import running as handlers
from rooms.models import RecordingStatus, RoomRecording
from rooms.recordings import consent
from rooms.recordings.consent.running import CAPTURES, running
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, minute
from tests.histories.effort import EXAMPLES, IS_LONG
from tests.histories.playing import undone
from tests.recordings.consent.recorded import AWAITED, Recorded

pytestmark = pytest.mark.django_db

GROUP, PAIR = ("nadia", "jonas", "mara", "priya"), ("nadia", "jonas")
#: What may happen once Record was pressed; some of it more often.
STEPS = (
    "joins",
    "returns",
    "returns",
    "leaves",
    "agrees",
    "declines",
    "shows",
    "waits",
    "hears",
    "works",
    "works",
)
LATER = ("records", "stops", "is_over")

Step = tuple[str, int]
Course = list[Step]

#: Nadia records, and Jonas has said nothing: LiveKit lets him publish nothing.
BEGUN: Course = [("joins", 0), ("joins", 1), ("hears", 0), ("records", 0), ("waits", 0), ("works", 0)]


@st.composite
def courses(draw: st.DrawFn, people: tuple[str, ...]) -> Course:
    """Some are inside when Nadia presses Record, perhaps not all; then anything happens, and perhaps another one."""
    anybody = st.integers(0, len(people) - 1)
    inside = [0, *draw(st.lists(anybody, max_size=len(people)))]
    before: Course = [*(("joins", who) for who in inside), ("hears", 0), ("records", 0)]
    while_it_is_asked = draw(st.lists(st.tuples(st.sampled_from(STEPS), anybody), max_size=12))
    rest = draw(st.lists(st.tuples(st.sampled_from(STEPS + LATER), anybody), max_size=12))
    return before + while_it_is_asked + rest


@dataclass
class World:
    """LiveKit believes tokens; what it tells comes later, and so does what it is told.

    Attributes:
        tokens: what each person was ever given, as whether it lets them publish.
        connected: by whether the token of the connection lets them publish.
        unheard: what LiveKit has not told yet.
        said: who said what last, to the recording that runs.
        asked: who was inside when Record was pressed.
        began: recordings that began.
    """

    recorded: Recorded
    people: tuple[str, ...]
    clock: float = 1
    tokens: dict[str, list[bool]] = field(default_factory=dict)
    connected: dict[str, bool] = field(default_factory=dict)
    unheard: list[Callable[[], None]] = field(default_factory=list)
    said: dict[str, bool] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    began: set[Any] = field(default_factory=set)

    # --- Steps
    def joins(self, name: str) -> None:
        person = self.recorded.scene.room.participants.filter(user_ref=name).first()
        role = self.recorded.person(name).role
        if consent.must_answer(self.recorded.scene.room, person, role):
            return  # 409
        row = self.recorded.asks_for_a_token(name, self.clock)
        may = consent.rights_of(self.recorded.scene.room, row).can_publish
        self.tokens.setdefault(name, []).append(may)
        self._connect(name, may)

    def returns(self, name: str) -> None:
        """With the oldest token they have, which may be of long ago."""
        if name in self.tokens:
            self._connect(name, self.tokens[name][0])

    def leaves(self, name: str) -> None:
        if name in self.connected:
            self._disconnect(name)

    def agrees(self, name: str) -> None:
        self._says(name, True)

    def declines(self, name: str) -> None:
        self._says(name, False)

    def shows(self, name: str) -> None:
        if self.may_publish(name):
            identity, number = self.recorded.person(name).identity, self.clock
            self.unheard.append(lambda: self._hears_of_track(identity, number))

    def records(self, name: str) -> None:
        room = self.recorded.scene.room
        if running(room) is not None or "nadia" not in self.connected:
            return
        self.hears("")  # the starter is known to be inside
        self.said, self.asked = {"nadia": True}, set(self.connected)
        self.recorded.presses("nadia", self.clock)

    def stops(self, name: str) -> None:
        if running(self.recorded.scene.room) is not None:
            self.recorded.stops(self.clock)

    def is_over(self, name: str) -> None:
        recording = running(self.recorded.scene.room)
        if recording is not None and recording.status in CAPTURES:
            self.recorded.is_over(self.clock)

    def waits(self, name: str) -> None:
        self.clock += AWAITED
        self.recorded.waits_until(self.clock)

    def hears(self, name: str) -> None:
        while self.unheard:
            self.unheard.pop(0)()

    def works(self, name: str) -> None:
        effects.run_due(at=minute(self.clock))

    # --- What holds
    def may_publish(self, name: str) -> bool:
        if name not in self.connected:
            return False
        told = self.recorded.livekit.rights.get(
            (self.recorded.scene.room.name, self.recorded.person(name).identity)
        )
        return self.connected[name] if told is None else bool(told)

    def check(self) -> None:
        """After each step, before LiveKit has heard anything: by our record nobody is in it without a yes."""
        room = self.recorded.scene.room
        recording = running(room)
        captures = recording is not None and recording.status in CAPTURES
        for row in room.participants.all():
            agreed = self.said.get(row.user_ref, False)
            held = row.held_back_at is not None
            assert held == (captures and not agreed), (row.user_ref, recording)
        if recording is not None:
            self._check_list(recording)
            self._check_two(recording)
        if captures and recording is not None and recording.pk not in self.began:
            self.began.add(recording.pk)
            if len(self.people) == 2:
                assert all(self.said.get(name) for name in self.asked), "hanging up is no yes"

    def check_at_rest(self) -> None:
        """When all is heard and done, LiveKit lets publish whoever may, and nobody else."""
        self.clock += 0.1
        self.hears("")
        self.works("")
        self.hears("")
        self.works("")
        room = self.recorded.scene.room
        for name in self.connected:
            held = room.participants.get(user_ref=name).held_back_at is not None
            assert self.may_publish(name) == (not held), name

    def _check_list(self, recording: RoomRecording) -> None:
        listed = self.recorded.list_for_the_starter(self.clock)
        expected = {True: "agreed", False: "declined", None: "waiting"}
        for name, answer in listed.items():
            assert answer == expected[self.said.get(name)], name
        assert set(self.said) <= set(listed), "nobody's answer is lost"

    def _check_two(self, recording: RoomRecording) -> None:
        if len(self.people) > 2:
            return
        if False in self.said.values():
            assert recording.status == RecordingStatus.ENDING, "of two a no ends it"
            assert recording.ended_by != ""

    # --- LiveKit
    def _connect(self, name: str, may_publish: bool) -> None:
        if name in self.connected:
            self._disconnect(name)
        scene, number = self.recorded.scene, self.clock
        connection = scene.connection(name, minute(number))
        self.recorded.livekit.enters(scene.room.name, connection.identity, sid=connection.sid)
        self.connected[name] = may_publish

        def tell() -> None:
            with lifecycle.locked_room(pk=scene.room.pk) as room:
                lifecycle.person_joined(room, connection, known_by="webhook", at=minute(self.clock))  # type: ignore[arg-type]
                consent.somebody_came(room, connection.identity, sid=connection.sid, at=minute(self.clock))

        self.unheard.append(tell)

    def _disconnect(self, name: str) -> None:
        del self.connected[name]
        self.recorded.livekit.leaves(self.recorded.scene.room.name, self.recorded.person(name).identity)
        number = self.clock

        def tell() -> None:
            self.recorded.scene.goes(name, number, told=self.clock)
            with lifecycle.locked_room(pk=self.recorded.scene.room.pk) as room:
                consent.somebody_left(room, at=minute(self.clock))

        self.unheard.append(tell)

    def _hears_of_track(self, identity: str, number: float) -> None:
        with lifecycle.locked_room(pk=self.recorded.scene.room.pk) as room:
            consent.somebody_published(room, identity, at=minute(self.clock))

    def _says(self, name: str, agree: bool) -> None:
        if running(self.recorded.scene.room) is None:
            return
        self.recorded.says(name, agree, self.clock)
        self.said[name] = agree


def play(recorded: Recorded, people: tuple[str, ...], course: Course) -> World:
    world = World(recorded, people)
    for name in people:
        recorded.person(name)
    for what, who in course:
        world.clock += 0.01
        if running(recorded.scene.room) is None and what != "records":
            world.said = {}
        getattr(world, what)(people[who])
        if running(recorded.scene.room) is None:
            world.said = {}
        world.check()
    world.check_at_rest()
    return world


MANY = how(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not IS_LONG,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _nothing_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders to the recorder are of no matter here."""
    for kind in ("start_recording", "stop_recording"):
        monkeypatch.setitem(handlers._handlers, kind, (lambda effect: None, False))


@pytest.fixture
def group(make_scene: MakeScene, livekit: FakeLiveKit) -> Recorded:
    return Recorded(make_scene("session", ends=600, recording=True, recording_consent="ask"), livekit)


@pytest.fixture
def two(make_scene: MakeScene, livekit: FakeLiveKit) -> Recorded:
    return Recorded(make_scene(ends=600, recording=True, recording_consent="ask"), livekit)


def forget_example(livekit: FakeLiveKit) -> None:
    livekit.rooms.clear()
    livekit.rights.clear()
    livekit.in_transactions.clear()  # the transaction is ours, that undoes each example


@given(course=courses(GROUP))
@example(course=[*BEGUN, ("returns", 1)])
@example(course=[*BEGUN, ("returns", 1), ("hears", 0), ("works", 0), ("is_over", 0), ("joins", 1)])
@MANY
def test_in_a_group_nobody_is_recorded_without_a_yes(group: Recorded, course: Course) -> None:
    try:
        with undone():
            play(group, GROUP, course)
    finally:
        forget_example(group.livekit)


@given(course=courses(PAIR))
@MANY
def test_between_two_nothing_is_recorded_unless_both_agree(two: Recorded, course: Course) -> None:
    try:
        with undone():
            play(two, PAIR, course)
    finally:
        forget_example(two.livekit)
