"""Whatever happens in a call, and whatever of it we hear in whatever order, the ledger is right."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from rooms import inbox
from rooms.models import Effect, Visit
from rooms.statement import Statement
from rooms.statement.ledger import fold_ledger
from tests.calls import ledger
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene
from tests.histories.drawing import Fate, History, histories
from tests.histories.effort import EXAMPLES, IS_LONG
from tests.histories.playing import LONG_AFTER, Player, moment, undone
from tests.histories.world import PHONE, Connection, spans_of
from tests.webhooks.telling import Event

MANY = how(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not IS_LONG,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)

FEWER = how(MANY, max_examples=EXAMPLES // 2)


@pytest.fixture
def scene(scene: Scene) -> Scene:
    for name in ("nadia", "jonas", "mara"):
        scene.person(name)
    return scene


@given(history=histories())
@MANY
def test_the_ledger_is_the_truth_as_far_as_it_says_so(
    scene: Scene, livekit: FakeLiveKit, history: History
) -> None:
    watch = Watch(history)
    with undone():
        player = Player(scene, livekit, history, after_each=watch)
        try:
            player.play()
        finally:
            livekit.in_transactions.clear()  # ours, that undoes each example
        visits = player.visits()
        assert player.heard <= set(visits), "missing"
        assert set(visits) <= player.heard | player.ghosts, "extra"
        assert all(visit.left_at is not None for visit in visits.values()), "open after the end"
        for sid, visit in visits.items():
            assert_exact_where_told(player, watch.truth[sid], visit)
        assert_told_once(visits)
        assert_statement(player, watch, visits)
        assert inbox.replay(player.room).differences == ()


@given(history=histories(st.just(Fate())), data=st.data())
@FEWER
def test_the_same_events_in_any_order_make_the_same_ledger(
    scene: Scene, livekit: FakeLiveKit, history: History, data: st.DataObject
) -> None:
    with undone():
        player = Player(scene, livekit, history)
        events = [player.write(sent) for sent in history.sent if sent.who is None or sent.who.who != PHONE]
        late = moment(history.ended_at + LONG_AFTER)

        def told(order: list[Event]) -> Any:
            with undone():
                player.hear(order, at=late)
                return ledger(scene.room)

        assert told(data.draw(st.permutations(events))) == told(events)


class Watch:
    """Looks at the ledger after each step: what it says is never wrong, and gets better only."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.truth = {who.sid: who for who in history.connections}
        self.joined: dict[str, datetime] = {}
        self.by_webhook: dict[str, tuple[datetime, float]] = {}

    def __call__(self, player: Player) -> None:
        for sid, visit in player.visits().items():
            assert visit.joined_at <= self.joined.get(sid, visit.joined_at), "joined_at moved later"
            self.joined[sid] = visit.joined_at
            if sid in self.by_webhook:
                assert visit.left_known_by == "webhook", "weaker evidence replaced LiveKit's word"
            if visit.left_known_by == "webhook":
                self.by_webhook[sid] = (visit.left_at or moment(0), visit.left_precision)
            assert_honest(self.history, self.truth[sid], visit)


def slop(history: History) -> float:
    """Seconds by which the clocks differ without its being taken into account; and rounding."""
    return 0.002 + (abs(history.ahead) / 1000 if abs(history.ahead) < 2_000 else 0)


def assert_honest(history: History, truth: Connection, visit: Visit) -> None:
    off = abs((visit.joined_at - moment(truth.came)).total_seconds())
    said = f"{truth}: {visit.joined_at:%H:%M:%S.%f} ± {visit.joined_precision} by {visit.joined_known_by}"
    assert off <= visit.joined_precision + slop(history), f"{said}, off by {off}"
    if visit.left_at is None:
        return
    assert truth.went is not None
    off = abs((visit.left_at - moment(truth.went)).total_seconds())
    said = (
        f"{truth}: {visit.left_at:%H:%M:%S.%f} ± {visit.left_precision} by {visit.left_known_by}"
        f" {visit.leave_reason}"
    )
    assert off <= visit.left_precision + slop(history) + dead_line(truth, visit), f"{said}, off by {off}"


def dead_line(truth: Connection, visit: Visit) -> float:
    """Put out, or with the room at its end, within the 20 s in which LiveKit had not noticed that they were gone."""
    is_hidden = truth.is_line_dead and visit.leave_reason in ("ROOM_DELETED", "PARTICIPANT_REMOVED")
    return 20 if is_hidden else 0


def assert_exact_where_told(player: Player, truth: Connection, visit: Visit) -> None:
    clocks = 1.5 if player.history.ahead else 0
    if truth.sid in player.told_joined:
        assert visit.joined_precision <= clocks
    if truth.sid in player.told_left and truth.reason not in ("DUPLICATE_IDENTITY", "CONNECTION_TIMEOUT"):
        assert visit.left_known_by == "webhook"
        assert visit.left_precision <= 0.5 + clocks


def assert_told_once(visits: dict[str, Visit]) -> None:
    keys = Effect.objects.filter(kind="signal").values_list("key", flat=True)
    for name in ("participant_joined", "participant_left"):
        told = [key.rsplit(":", 1)[1] for key in keys if f":{name}:" in key]
        assert sorted(told) == sorted(visits)


def assert_statement(player: Player, watch: Watch, visits: dict[str, Visit]) -> None:
    player.room.refresh_from_db()
    statement: Statement = fold_ledger(player.room, at=moment(player.history.ended_at + LONG_AFTER))
    known = [truth for sid, truth in watch.truth.items() if sid in visits]
    wrong = slop(player.history) * 2 * len(visits) + sum(
        dead_line(watch.truth[sid], visit) for sid, visit in visits.items()
    )
    names = {sid: str(visit.participant_id) for sid, visit in visits.items()}
    for person in statement.people:
        theirs = [truth for truth in known if names[truth.sid] == person.person]
        off = abs(person.total_seconds - seconds_in(theirs))
        assert off <= person.confidence.plus_minus_seconds + wrong
    off = abs(statement.together_seconds - seconds_together(known))
    assert off <= statement.confidence.plus_minus_seconds + wrong


def seconds_in(connections: list[Connection]) -> float:
    """Counted between all moments at which anything changed."""
    return _seconds(connections, lambda inside: bool(inside))


def seconds_together(connections: list[Connection]) -> float:
    return _seconds(connections, lambda inside: "nadia" in inside and bool(inside & {"jonas", "mara"}))


def _seconds(connections: list[Connection], counts: object) -> float:
    assert callable(counts)
    edges = sorted({edge for span in spans_of(connections) for edge in span})
    return (
        sum(
            end - begin
            for begin, end in pairwise(edges)
            if counts({c.who for c in connections if c.came <= begin and end <= (c.went or 0)})
        )
        / 1000
    )
