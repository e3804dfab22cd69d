"""What is given out is kept as it was given out, and followed by the next version when it is no longer so."""

from importlib import import_module

import pytest
from django.apps import apps
from pytest_django import Settings

from rooms.models import EndReason, Room, RoomParticipant, StatementVersion
from rooms.statement.ledger import fold_ledger, get_statement
from rooms.statement.storage import to_json
from tests.fakes.host import MARA, MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute
from tests.lifecycle.closing_the_books import announced, finalise, take_in, versions


@pytest.fixture
def ended(scene: Scene) -> Scene:
    scene.plays([("nadia", 0, 60), ("jonas", 10, 50)])
    scene.ends(EndReason.EMPTY, 65)
    return scene


def test_until_it_is_final_it_is_version_zero(ended: Scene) -> None:
    statement = get_statement(ended.room, at=minute(66))
    assert (statement.version, statement.final_at, versions(ended)) == (0, None, [])


def test_the_first_that_is_final_is_version_one(ended: Scene) -> None:
    finalise(ended, 66)
    (first,) = versions(ended)
    assert get_statement(ended.room, at=minute(90)) == first
    assert (first.version, first.final_at, first.together_seconds) == (1, minute(66), 40 * 60)
    assert StatementVersion.objects.get().made_at == minute(66)


def test_numbers_count_up_and_earlier_versions_stay_as_they_were(ended: Scene) -> None:
    finalise(ended, 66)
    (first,) = versions(ended)
    ended.comes("priya", 55, told=70)
    take_in(ended, 70)
    ended.comes("guest_1", 56, told=71)
    take_in(ended, 71)
    assert [one.version for one in versions(ended)] == [1, 2, 3]
    assert versions(ended)[0] == first
    assert get_statement(ended.room, at=minute(90)).version == 3


def test_other_rules_do_not_change_what_was_given_out(ended: Scene, settings: Settings) -> None:
    finalise(ended, 66)
    settings.ROOMS = {**settings.ROOMS, "MIN_TOGETHER_SECONDS": 3000}
    assert get_statement(ended.room, at=minute(90)).took_place is True
    assert fold_ledger(ended.room, at=minute(90)).took_place is False


def test_a_new_name_is_no_correction(ended: Scene) -> None:
    finalise(ended, 66)
    RoomParticipant.objects.filter(name="Jonas Weber").update(name="Jonas Weber-Stern")
    Room.objects.update(title="Another title")
    ended.goes(ended.comes("jonas", 10, told=70, sid=_sid_of(ended, "jonas")), 50, told=70)
    take_in(ended, 70)
    assert len(versions(ended)) == 1
    assert announced(ended, "statement_corrected") == []


# --- Who was absent
def test_who_was_expected_when_it_became_final_stays_in_it(make_scene: MakeScene, host: MemoryHost) -> None:
    session = make_scene("session")
    session.plays([("nadia", 0, 60), ("jonas", 10, 50)])
    session.ends(EndReason.EMPTY, 65)
    finalise(session, 66)
    host.booked["session", session.ref] = []
    absent = get_statement(session.room, at=minute(90)).absent
    assert [(one.name, one.role, one.side) for one in absent] == [
        ("Priya Nair", "host", "practitioner"),
        ("Mara Lindgren", "participant", "client"),
    ]


def test_until_then_the_host_says_who_is_missing(make_scene: MakeScene, host: MemoryHost) -> None:
    session = make_scene("session")
    session.plays([("nadia", 0, None)])
    absent = get_statement(session.room, at=minute(5)).absent
    assert [one.name for one in absent] == ["Priya Nair", "Jonas Weber", "Mara Lindgren"]
    host.booked["session", session.ref] = [MARA]
    assert [one.name for one in get_statement(session.room, at=minute(5)).absent] == [
        "Priya Nair",
        "Mara Lindgren",
    ]


def test_who_turns_out_to_have_come_is_absent_no_more(make_scene: MakeScene, host: MemoryHost) -> None:
    session = make_scene("session", practitioners=(host.cast["nadia"],))
    session.plays([("nadia", 0, 60), ("jonas", 10, 50)])
    session.ends(EndReason.EMPTY, 65)
    finalise(session, 66)
    host.booked["session", session.ref] = []
    session.comes("mara", 30, told=70)
    take_in(session, 70)
    assert [[one.name for one in version.absent] for version in versions(session)] == [["Mara Lindgren"], []]


@pytest.mark.parametrize("reason", [EndReason.CANCELLED, EndReason.MOVED])
def test_the_host_is_not_asked_who_is_missing_from_what_was_called_off(
    reason: EndReason, scene: Scene, host: MemoryHost
) -> None:
    scene.comes("nadia", 0)
    scene.ends(reason, 0.5)
    host.asked.clear()
    assert get_statement(scene.room, at=minute(5)).absent == ()
    assert host.asked == []


# --- What was given out by an earlier release
def test_what_was_given_out_before_there_were_versions_is_the_first(ended: Scene) -> None:
    finalise(ended, 66)
    (first,) = versions(ended)
    old = _as_an_earlier_release_kept_it(ended)
    room = ended.room

    StatementVersion.objects.all().delete()
    room.final_statement = old  # type: ignore[attr-defined]
    import_module("rooms.migrations.0006_statements").carry_over_one(apps, room)

    (carried,) = versions(ended)
    assert (carried.version, carried.final_at, carried.outcome) == (1, minute(66), "completed")
    assert (carried.ledger_outcome, carried.together_seconds) == ("completed", 40 * 60)
    assert [(one.name, one.visits) for one in carried.people] == [
        (one.name, one.visits) for one in first.people
    ]
    ended.comes("guest_1", 30, told=70)
    take_in(ended, 70)
    assert [one.version for one in versions(ended)] == [1, 2]


def _as_an_earlier_release_kept_it(scene: Scene) -> dict[str, object]:
    now = to_json(fold_ledger(scene.room, at=minute(90)))
    return {
        "room": {key: value for key, value in now["room"].items() if key != "title"},
        "outcome": now["outcome"],
        "together_seconds": now["together_seconds"],
        "took_place": now["took_place"],
        "version": 1,
        "people": [
            {
                "person": one["person"],
                "side": one["side"],
                "total_seconds": one["total_seconds"],
                "first_joined_at": one["first_joined_at"],
                "last_left_at": one["last_left_at"],
                "connections": len(one["visits"]),
            }
            for one in now["people"]
        ],
    }


def _sid_of(scene: Scene, name: str) -> str:
    return str(scene.room.visits.get(participant__user_ref=name).livekit_sid)
