"""What another version of a statement says otherwise."""

from dataclasses import replace

from rooms.statement import PersonTimes, RoomFacts, Statement
from rooms.statement_page.log import changes_between
from tests.fakes.scene import START, minute

ROOM = RoomFacts("a-room", "booking", "1", START, minute(60), START, minute(50), "host")
JONAS = PersonTimes("jonas", "client", 2760.0, minute(2), minute(50), name="Jonas Weber")
FIRST = Statement(ROOM, "completed", 2760.0, took_place=True, version=1, people=(JONAS,))


def said(new: Statement, old: Statement = FIRST) -> list[str]:
    return [words.replace("\u00a0", " ") for words in changes_between(old, new)]


def test_another_outcome() -> None:
    assert said(replace(FIRST, outcome="no_show_client")) == [
        "“The client did not come” instead of “Completed”"
    ]


def test_other_minutes_of_one_and_of_all() -> None:
    new = replace(FIRST, together_seconds=2700.0, people=(replace(JONAS, total_seconds=2700.0),))
    assert said(new) == [
        "together 45 min 00 s instead of 46 min 00 s",
        "Jonas Weber 45 min 00 s instead of 46 min 00 s",
    ]


def test_one_more_who_was_inside_and_one_who_was_not() -> None:
    mara = replace(JONAS, person="mara", name="Mara Lindgren")
    assert said(replace(FIRST, people=(mara,))) == [
        "Mara Lindgren was inside, too",
        "Jonas Weber was not inside",
    ]


def test_better_evidence_of_the_same_times() -> None:
    assert said(FIRST) == ["how its times are known"]


def test_a_statement_without_an_outcome_had_none() -> None:
    assert said(FIRST, old=replace(FIRST, outcome="")) == ["“Completed” instead of “none”"]
