"""`no_show` is sent once for each room, with the first version that says so, whichever that is."""

import pytest

from rooms.models import EndReason
from tests.fakes.scene import Scene
from tests.lifecycle.closing_the_books import announced, finalise, override, versions


def no_shows(scene: Scene) -> list[tuple[str, int]]:
    """Outcome and version of each that was announced."""
    return [(one["outcome"], one["statement"]["version"]) for one in announced(scene, "no_show")]


def corrections(scene: Scene) -> list[tuple[str, str]]:
    return [(one["old"]["outcome"], one["new"]["outcome"]) for one in announced(scene, "statement_corrected")]


@pytest.fixture
def missed(scene: Scene) -> Scene:
    """Nadia waited for nobody, and the statement says so."""
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    return scene


@pytest.fixture
def met(scene: Scene) -> Scene:
    scene.plays([("nadia", 0, 60), ("jonas", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    return scene


def test_with_the_end_where_it_ended_so(missed: Scene) -> None:
    assert no_shows(missed) == [("no_show_client", 1)]


def test_with_the_correction_that_makes_it_one(met: Scene) -> None:
    assert no_shows(met) == []
    override(met, "no_show_client", 70, reason="A colleague had taken his link.")
    assert no_shows(met) == [("no_show_client", 2)]
    assert corrections(met) == [("completed", "no_show_client")]


def test_that_it_was_none_after_all_is_in_the_correction(missed: Scene) -> None:
    override(missed, "completed", 70)
    assert corrections(missed) == [("no_show_client", "completed")]
    assert no_shows(missed) == [("no_show_client", 1)]


def test_nobody_is_told_twice_whatever_it_is_called_later(missed: Scene) -> None:
    for number, outcome in enumerate(["no_show_both", "completed", "no_show_client"]):
        override(missed, outcome, 70 + number)
    assert [one.outcome for one in versions(missed)] == [
        "no_show_client",
        "no_show_both",
        "completed",
        "no_show_client",
    ]
    assert no_shows(missed) == [("no_show_client", 1)]


def test_a_moved_room_missed_nobody(scene: Scene) -> None:
    scene.comes("nadia", 0)
    scene.ends(EndReason.MOVED, 5)
    finalise(scene, 6)
    assert no_shows(scene) == []
