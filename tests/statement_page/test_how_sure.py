"""How each end is known, and how sure the minutes are: in words that are true of the person they stand beside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from rooms.statement import Confidence, PersonTimes, RoomFacts, Statement, VisitTimes
from rooms.statement_page.figures import Figures, figures_of
from rooms.statement_page.rows import Row, rows_of
from rooms.statement_page.sheet import sheet_of
from tests.fakes.scene import MakeScene, minute

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
END = START + timedelta(minutes=50)
HOUR = RoomFacts("r", "booking", "1", START, START + timedelta(hours=1), START, END, "host")
TOLD = VisitTimes(START, END, "video", "webhook", "webhook", 0.0, 0.5, "CLIENT_INITIATED")


def row(**differs: Any) -> Row:
    """Of Jonas' only visit, which LiveKit told both ends of, unless it says otherwise."""
    visit = replace(TOLD, **differs)
    jonas = PersonTimes("p", "client", 3000.0, START, END, "Jonas Weber", visits=(visit,))
    [shown] = rows_of([jonas], HOUR, at=END)
    return shown


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


class TestAnEnd:
    def test_that_livekit_told_is_reported(self) -> None:
        shown = row()
        assert shown.left is not None
        assert (shown.joined.words, shown.left.words) == ("reported", "reported")
        assert not shown.joined.is_guess
        assert not shown.left.is_guess

    @pytest.mark.parametrize(
        ("differs", "words"),
        [
            ({"leave_reason": "CONNECTION_TIMEOUT", "left_precision": 3.0}, "connection lost, ± 3 s"),
            ({"leave_reason": "DUPLICATE_IDENTITY", "left_precision": 23.5}, "reported, ± 24 s"),
            # LiveKit's clock was brought to ours
            ({"left_precision": 1.5}, "reported, ± 2 s"),
            ({"left_known_by": "reconcile", "left_precision": 30.5}, "estimated, ± 31 s"),
            ({"left_known_by": "estimate", "left_precision": 60.0}, "estimated, ± 1 min"),
            ({"left_known_by": "room_end", "left_precision": 38.0}, "by the end of the room, ± 38 s"),
            ({"left_known_by": "reconcile", "left_precision": 0.0}, "estimated"),
        ],
    )
    def test_says_how_it_is_known(self, differs: dict[str, Any], words: str) -> None:
        """Nobody's line is said to have broken but by LiveKit."""
        left = row(**differs).left
        assert left is not None
        assert (plain(left.words), left.is_guess) == (words, True)


class TestABeginning:
    def test_that_a_listing_names_is_reported(self) -> None:
        assert row(joined_known_by="reconcile").joined.words == "reported"

    def test_that_only_a_track_tells_of_is_estimated(self) -> None:
        joined = row(joined_precision=12.0).joined
        assert (plain(joined.words), joined.is_guess) == ("estimated, ± 12 s", True)


def figures(confidence: Confidence) -> Figures:
    return figures_of(
        Statement(HOUR, "no_show_client", 0.0, took_place=False, version=1),
        label="Together",
        seconds=0,
        confidence=confidence,
        is_own=False,
    )


class TestMinutes:
    def test_that_hang_on_an_inferred_end_are_estimated(self) -> None:
        shown = figures(Confidence(exact=False, plus_minus_seconds=10.2, ends=4, estimated_ends=1))
        assert (plain(shown.sure_words), plain(shown.plus_minus)) == ("Estimated, ± 11 s", "11 s")
        assert not shown.is_exact
        assert "depend" not in shown.sure_note

    def test_that_hang_on_none_are_exact_and_it_is_said_why(self) -> None:
        shown = figures(Confidence(exact=False, plus_minus_seconds=0.0, ends=2, estimated_ends=1))
        assert (shown.sure_words, shown.plus_minus, shown.is_exact) == ("Exact", "", True)
        assert shown.sure_note == ("1 of 2 ends is not known to the second. This time does not depend on it.")

    def test_in_german_too(self) -> None:
        with translation.override("de"):
            shown = figures(Confidence(exact=False, plus_minus_seconds=0.0, ends=2, estimated_ends=1))
        assert shown.sure_note.endswith("Diese Zeit hängt nicht davon ab.")


@pytest.mark.django_db
def test_who_waited_in_vain_until_their_line_broke_was_together_with_nobody_for_sure(
    make_scene: MakeScene,
) -> None:
    scene = make_scene("booking")
    scene.comes("nadia", 0)
    scene.goes("nadia", 16, reason="CONNECTION_TIMEOUT")
    shown = sheet_of(scene.room, at=minute(20)).figures
    assert (plain(shown.time), shown.plus_minus, shown.sure_words) == ("0 min 00 s", "", "Exact")
