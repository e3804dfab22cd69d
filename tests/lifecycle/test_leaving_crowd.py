"""A room ends with a crowd inside, and LiveKit tells of each leave: none costs more because there are many."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.models import EndReason, Visit
from rooms.statement.ledger import fold_ledger, outcome_now
from tests.fakes.scene import MakeScene, Scene, minute

PEOPLE = ("nadia", "jonas", "mara", "guest_1")


@pytest.mark.parametrize("crowd", [2, 12])
def test_of_a_crowd_only_the_visit_that_is_told_of_is_read(
    crowd: int, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [scene.comes(f"guest_{number}", 0) for number in range(crowd)]
    scene.ends(EndReason.HOST, 10)
    read: list[str] = []
    from_db = Visit.from_db

    def counting(*arguments: object) -> Visit:
        visit: Visit = from_db(*arguments)  # type: ignore[arg-type]
        read.append(visit.livekit_sid)
        return visit

    monkeypatch.setattr(Visit, "from_db", counting)
    scene.goes(people[0], 10.1)
    assert read == [people[0].sid]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    visits=st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(-5, 20), st.integers(1, 30)), max_size=4),
    reason=st.sampled_from([EndReason.HOST, EndReason.EMPTY, EndReason.CANCELLED, EndReason.MOVED]),
    ended=st.integers(5, 60),
)
def test_the_outcome_is_that_of_the_statement(
    visits: list[tuple[str, int, int]], reason: EndReason, ended: int, make_scene: MakeScene
) -> None:
    scene = make_scene("session")
    scene.plays([(who, begin, min(begin + length, ended)) for who, begin, length in visits if begin < ended])
    scene.ends(reason, ended)
    at = minute(ended)
    assert outcome_now(scene.room, at=at) == fold_ledger(scene.room, at=at).outcome == scene.room.outcome
