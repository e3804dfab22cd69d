"""The statement of a session that still goes on holds nothing against anybody: they may come, or come back."""

import csv
import io

import pytest

from rooms.models import EndReason
from rooms.statement.ledger import get_statement
from rooms.statement.table import render_table
from rooms.statement_page import own_sheet_of, sheet_of
from rooms.statement_page.sheet import Sheet
from tests.fakes.scene import MakeScene, Scene, minute


@pytest.fixture
def running(make_scene: MakeScene) -> Scene:
    """Minute 8 of a workshop: Nadia leads it, Jonas looked in for two minutes, Priya and Mara are not there."""
    scene = make_scene("session")
    scene.plays([("nadia", 0, None), ("jonas", 3, 5)])
    return scene


def sheet(scene: Scene, number: float) -> Sheet:
    return sheet_of(scene.room, at=minute(number))


def table(scene: Scene, number: float) -> dict[str, dict[str, str]]:
    text = render_table([get_statement(scene.room, at=minute(number))])
    return {line["name"]: line for line in csv.DictReader(io.StringIO(text))}


def notes(shown: Sheet) -> dict[str, tuple[str, ...]]:
    return {row.name: row.notes for row in shown.rows}


class TestWhoIsExpected:
    def test_is_not_here_yet(self, running: Scene) -> None:
        missing = [(one.name, one.words) for one in sheet(running, 8).missing]
        assert missing == [("Priya Nair", "not here yet"), ("Mara Lindgren", "not here yet")]

    def test_did_not_come_once_it_has_ended(self, running: Scene) -> None:
        running.ends(EndReason.HOST, 50)
        assert {one.words for one in sheet(running, 51).missing} == {"did not come"}

    def test_has_no_answer_in_the_table_until_then(self, running: Scene) -> None:
        mara = table(running, 8)["Mara Lindgren"]
        assert (mara["attended"], mara["share"], mara["visits"]) == ("", "", "0")
        running.ends(EndReason.HOST, 50)
        mara = table(running, 51)["Mara Lindgren"]
        assert (mara["attended"], mara["share"], mara["visits"]) == ("false", "0.0", "0")


class TestWhoHasGone:
    def test_may_come_back(self, running: Scene) -> None:
        assert notes(sheet(running, 8))["Jonas Weber"] == ("3\u00a0min late",)
        assert table(running, 8)["Jonas Weber"]["left_early_by_seconds"] == ""

    def test_has_left_early_once_it_has_ended(self, running: Scene) -> None:
        running.ends(EndReason.HOST, 50)
        assert notes(sheet(running, 51))["Jonas Weber"] == (
            "3\u00a0min late",
            "left 55\u00a0min early",
            "3\u00a0% of the session",
        )
        assert table(running, 51)["Jonas Weber"]["left_early_by_seconds"] == "3300.0"


class TestOnesOwn:
    def test_who_is_not_there_has_not_been_inside_yet(self, running: Scene) -> None:
        own = own_sheet_of(running.room, user_ref="mara", at=minute(8))
        assert own.figures.sure_note == "You have not been inside yet."
        running.ends(EndReason.HOST, 50)
        own = own_sheet_of(running.room, user_ref="mara", at=minute(51))
        assert own.figures.sure_note == "You were not inside."


def test_before_anybody_came_nobody_was_inside_yet(scene: Scene) -> None:
    assert sheet(scene, -5).figures.sure_note == "Nobody was inside yet."
    scene.ends(EndReason.EMPTY, 65)
    assert sheet(scene, 66).figures.sure_note == "Nobody was inside."
