"""Whatever happened in a room: to forget somebody changes no number of its statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from rooms import lifecycle
from rooms.models import EndReason, Room
from rooms.privacy import find, forget
from rooms.statement.expected import expected_in
from rooms.statement.ledger import fold_ledger, get_statement
from tests.fakes.scene import MakeScene, minute
from tests.privacy.everything import places_of
from tests.privacy.test_forget import numbers

PEOPLE = ("nadia", "jonas", "mara", "guest_1")

visits = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(0, 40), st.one_of(st.none(), st.integers(41, 59))),
    min_size=1,
    max_size=6,
    unique_by=lambda visit: visit[:2],
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(history=visits, who=st.sampled_from(("nadia", "jonas", "mara")))
@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_forgetting_leaves_the_numbers_of_every_history(
    make_scene: MakeScene, history: list[Any], who: str
) -> None:
    with undone():
        scene = make_scene("session")
        scene.plays(history)
        scene.ends(EndReason.HOST, 60)
        Room.objects.filter(pk=scene.room.pk).update(reconciles_after_end=2)
        with lifecycle.locked_room(pk=scene.room.pk) as room:
            assert lifecycle.finalise(room, at=minute(70), expected=expected_in(room))
        before = numbers(scene.room)
        folded = fold_ledger(scene.room, at=minute(80)).together_seconds
        known = find(who, None)
        forget(known, at=minute(75))
        assert numbers(scene.room) == before
        assert fold_ledger(scene.room, at=minute(80)).together_seconds == folded
        statement = get_statement(scene.room, at=minute(80))
        named = {person.user_ref for person in statement.people}
        assert who not in named | {person.user_ref for person in statement.absent}
        assert places_of(f'"user_ref": "{who}"', *known.traces.identities) == set()
