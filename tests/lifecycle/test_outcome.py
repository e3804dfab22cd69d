"""The outcome of a session, from its ledger alone: the first line of docs/rules.md that matches."""

import pytest
from pytest_django import Settings

from rooms import effects
from rooms.models import EndReason
from tests.fakes.host import JONAS, MARA, MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute

History = list[tuple[str, float, float | None]]

#: What happened, why and when the room ended, and what it was.
ENDINGS: dict[str, tuple[History, EndReason, float, str]] = {
    # cancelled before it took place
    "cancelled, nobody came": ([], EndReason.CANCELLED, 0, "cancelled"),
    "cancelled while the client waited": ([("jonas", 0, None)], EndReason.CANCELLED, 5, "cancelled"),
    "cancelled when they had tried the room early": (
        [("nadia", -10, -5), ("jonas", -10, -5)],
        EndReason.CANCELLED,
        -1,
        "cancelled",
    ),
    "cancelled when they had just met": (
        [("nadia", 0, None), ("jonas", 0, None)],
        EndReason.CANCELLED,
        59 / 60,
        "cancelled",
    ),
    # completed
    "cancelled after it took place": (
        [("nadia", 0, None), ("jonas", 0, None)],
        EndReason.CANCELLED,
        1,
        "completed",
    ),
    "they met": ([("nadia", 0, 50), ("jonas", 1, 50)], EndReason.EMPTY, 55, "completed"),
    "they met early only": ([("nadia", -10, -5), ("jonas", -10, -5)], EndReason.EMPTY, 65, "completed"),
    "they met for a second": ([("nadia", 0, 9), ("jonas", 9 - 1 / 60, 12)], EndReason.EMPTY, 65, "completed"),
    "both came and missed each other": (
        [("nadia", 0, 10), ("jonas", 11, 20)],
        EndReason.EMPTY,
        65,
        "completed",
    ),
    "the assistant and the client": ([("priya", 0, 9), ("jonas", 1, 9)], EndReason.EMPTY, 65, "completed"),
    "ended by the practitioner": (
        [("nadia", 0, None), ("jonas", 0, None)],
        EndReason.HOST,
        30,
        "completed",
    ),
    "the practitioner gave up before the client's grace was over": (
        [("nadia", 0, None)],
        EndReason.HOST,
        15 - 1 / 60,
        "completed",
    ),
    # only a practitioner
    "the practitioner waited out the grace": ([("nadia", 0, None)], EndReason.HOST, 15, "no_show_client"),
    "the practitioner left early and let it run out": (
        [("nadia", 0, 5)],
        EndReason.EMPTY,
        65,
        "no_show_client",
    ),
    "the practitioner stayed to the last": ([("nadia", 0, None)], EndReason.SCHEDULE, 180, "no_show_client"),
    "an operator ended it early": ([("nadia", 0, None)], EndReason.OPERATOR, 5, "no_show_client"),
    "the practitioner and a guest": (
        [("nadia", 0, 50), ("guest_1", 0, 50)],
        EndReason.EMPTY,
        65,
        "no_show_client",
    ),
    "the practitioner and a phone": (
        [("nadia", 0, 50), ("+49301234", 0, 50)],
        EndReason.EMPTY,
        65,
        "no_show_client",
    ),
    # only clients
    "the client waited": ([("jonas", 0, 20)], EndReason.EMPTY, 65, "no_show_practitioner"),
    "the client and a guest": (
        [("jonas", 0, 20), ("guest_1", 0, 20)],
        EndReason.EMPTY,
        65,
        "no_show_practitioner",
    ),
    # nobody
    "nobody": ([], EndReason.EMPTY, 65, "no_show_both"),
    "guests only": ([("guest_1", 0, 20), ("guest_2", 0, 20)], EndReason.EMPTY, 65, "no_show_both"),
    # moved
    "moved": ([("nadia", 0, 20), ("jonas", 0, 20)], EndReason.MOVED, 30, ""),
}


@pytest.mark.parametrize("story", ENDINGS)
def test_the_outcome_is(story: str, scene: Scene) -> None:
    history, reason, number, outcome = ENDINGS[story]
    scene.plays(history)
    scene.ends(reason, number)
    assert scene.room.outcome == outcome


@pytest.mark.parametrize(("grace", "outcome"), [(5, "completed"), (4.5, "no_show_client")])
def test_how_long_a_client_may_be_late_is_the_sites_to_say(
    grace: float, outcome: str, scene: Scene, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "GRACE_MINUTES": grace}
    scene.plays([("nadia", 0, None)])
    scene.ends(EndReason.HOST, 4.9)
    assert scene.room.outcome == outcome


@pytest.mark.parametrize("story", ENDINGS)
def test_the_host_is_told_once_unless_it_cancelled_or_moved_it(story: str, scene: Scene) -> None:
    history, reason, number, outcome = ENDINGS[story]
    scene.plays(history)
    scene.ends(reason, number)
    for later in range(3):
        effects.run_due(at=minute(number + later))
    told = [(call.ref, call.outcome, call.previous) for call in scene.host.told]
    if reason in {EndReason.CANCELLED, EndReason.MOVED}:
        assert told == []
    else:
        assert told == [(scene.ref, outcome, None)]


def test_the_host_learns_who_attended(make_scene: MakeScene, host: MemoryHost) -> None:
    session = make_scene("session")
    session.plays([("nadia", 0, 50), ("jonas", 0, 50), ("guest_1", 0, 50)])
    session.ends(EndReason.EMPTY, 55)
    effects.run_due(at=minute(55))
    assert host.told[0].people == {JONAS.ref: True, MARA.ref: False}


def test_nobody_whose_booking_was_cancelled_is_expected(make_scene: MakeScene, host: MemoryHost) -> None:
    session = make_scene("session")
    session.plays([("nadia", 0, 50), ("jonas", 0, 50), ("mara", 0, 50)])
    host.booked["session", session.ref] = [JONAS]
    session.ends(EndReason.EMPTY, 55)
    effects.run_due(at=minute(55))
    assert host.told[0].people == {JONAS.ref: True}


def test_the_host_gets_the_statement(scene: Scene, host: MemoryHost) -> None:
    scene.plays([("nadia", 0, 50), ("jonas", 10, 50)])
    scene.ends(EndReason.EMPTY, 55)
    effects.run_due(at=minute(55))
    statement = host.told[0].statement
    assert (statement.outcome, statement.took_place) == ("completed", True)
    assert statement.together_seconds == 40 * 60
    assert {person.side: person.total_seconds for person in statement.people} == {
        "practitioner": 50 * 60,
        "client": 40 * 60,
    }


def test_in_a_room_without_a_start_no_client_is_late(scene: Scene) -> None:
    scene.comes("nadia", 20)
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(25)
    scene.ends(EndReason.HOST, 30)
    assert scene.room.outcome == "completed"
