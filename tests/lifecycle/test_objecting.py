"""People object: it is kept and shown, and changes nothing else."""

import pytest

from rooms import lifecycle
from rooms.exceptions import Refused, RoomsError
from rooms.models import EndReason, Objection, Role
from rooms.statement.ledger import get_statement
from tests.fakes.host import JONAS
from tests.fakes.scene import Scene, minute
from tests.lifecycle.closing_the_books import announced, finalise, versions


def object_to(scene: Scene, text: str, number: float = 70) -> Objection:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        return lifecycle.record_objection(
            room, JONAS, user=None, role=Role.PARTICIPANT, text=text, at=minute(number)
        )


@pytest.fixture
def ended(scene: Scene) -> Scene:
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    return scene


def test_the_statement_shows_it_with_who_said_it_and_when(ended: Scene) -> None:
    object_to(ended, " I rang,\nand nobody answered. ", 70)
    object_to(ended, "Twice.", 71)
    said = get_statement(ended.room, at=minute(72)).objections
    assert [(one.name, one.role, one.text, one.made_at) for one in said] == [
        ("Jonas Weber", "participant", "I rang, and nobody answered.", minute(70)),
        ("Jonas Weber", "participant", "Twice.", minute(71)),
    ]


def test_it_changes_neither_outcome_nor_version(ended: Scene) -> None:
    finalise(ended, 66)
    before = ended.room.revision
    object_to(ended, "I was there.")
    assert (ended.room.outcome, len(versions(ended))) == ("no_show_client", 1)
    assert announced(ended, "statement_corrected") == []
    assert ended.room.revision > before, "pages that are open show it"


def test_it_can_be_said_before_the_statement_is_final(ended: Scene) -> None:
    object_to(ended, "I was there.")
    finalise(ended, 71)
    assert len(get_statement(ended.room, at=minute(72)).objections) == 1
    assert versions(ended)[0].objections == (), "it stands beside the versions, in none of them"


def test_not_while_the_session_goes_on(scene: Scene) -> None:
    with pytest.raises(Refused):
        object_to(scene, "She is late.", 5)


@pytest.mark.parametrize("text", ["", " \n\t", "\u2066\u2069", "x" * 501])
def test_one_sentence(text: str, ended: Scene) -> None:
    with pytest.raises(RoomsError) as refused:
        object_to(ended, text)
    assert refused.value.code == "invalid"


def test_five_hundred_characters_fit(ended: Scene) -> None:
    assert object_to(ended, "x" * 500).text == "x" * 500
