"""Staff decide what an outcome is: with a reason, for everyone to see, and whatever evidence comes later."""

import pytest

from rooms import effects
from rooms.exceptions import Refused, RoomsError
from rooms.models import EndReason, OutcomeOverride
from rooms.statement.ledger import get_statement
from rooms.statement.storage import from_json
from tests.fakes.host import MemoryHost
from tests.fakes.scene import Scene, minute
from tests.lifecycle.closing_the_books import announced, finalise, override, take_in, versions


@pytest.fixture
def missed(scene: Scene) -> Scene:
    """Nadia waited an hour for Jonas, as far as LiveKit saw; the host was told."""
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    effects.run_due(at=minute(65))
    return scene


def test_it_is_the_outcome_of_the_room_and_the_host_hears_of_both(missed: Scene, host: MemoryHost) -> None:
    override(missed, "completed", 70)
    effects.run_due(at=minute(70))
    assert missed.room.outcome == "completed"
    assert [(told.outcome, told.previous) for told in host.told] == [
        ("no_show_client", None),
        ("completed", "no_show_client"),
    ]
    assert host.told[1].statement.outcome == "completed"


def test_the_statement_shows_who_decided_what_and_why(missed: Scene) -> None:
    override(missed, "completed", 70, reason="He called\nher on the phone.")
    override(missed, "no_show_both", 71, reason="Neither did.")
    statement = get_statement(missed.room, at=minute(72))
    assert (statement.outcome, statement.ledger_outcome) == ("no_show_both", "no_show_client")
    assert [(made.previous, made.outcome, made.reason) for made in statement.overrides] == [
        ("no_show_client", "completed", "He called her on the phone."),
        ("completed", "no_show_both", "Neither did."),
    ]
    assert {(made.by, made.made_at) for made in statement.overrides} == {
        ("Sam Patel", minute(70)),
        ("Sam Patel", minute(71)),
    }


def test_before_the_statement_is_final_nothing_was_given_out_to_correct(missed: Scene) -> None:
    override(missed, "completed", 65)
    assert (versions(missed), announced(missed, "statement_corrected")) == ([], [])
    finalise(missed, 66)
    (first,) = versions(missed)
    assert (first.outcome, first.ledger_outcome, len(first.overrides)) == ("completed", "no_show_client", 1)
    assert announced(missed, "no_show") == [], "the outcome that holds is what is announced"


def test_afterwards_it_makes_the_next_version_and_the_correction_is_announced(missed: Scene) -> None:
    finalise(missed, 66)
    override(missed, "completed", 70)
    first, second = versions(missed)
    assert (first.outcome, second.outcome) == ("no_show_client", "completed")
    assert list(missed.room.statement_versions.values_list("why", flat=True)) == ["final", "override"]
    (correction,) = announced(missed, "statement_corrected")
    assert (from_json(correction["old"]), from_json(correction["new"])) == (first, second)


def test_later_evidence_does_not_undo_it_but_shows(missed: Scene, host: MemoryHost) -> None:
    finalise(missed, 66)
    override(missed, "no_show_both", 70, reason="It was her assistant.")
    missed.comes("jonas", 5, told=71)
    take_in(missed, 71)
    assert missed.room.outcome == "no_show_both"
    last = versions(missed)[-1]
    assert (last.version, last.outcome, last.ledger_outcome) == (3, "no_show_both", "completed")
    assert last.together_seconds == 55 * 60
    assert [told.outcome for told in host.told] == ["no_show_client", "no_show_both"]


def test_it_can_be_taken_back_by_another(missed: Scene, host: MemoryHost) -> None:
    override(missed, "completed", 70)
    effects.run_due(at=minute(70))
    override(missed, "no_show_client", 71, reason="It was another day.")
    effects.run_due(at=minute(71))
    assert [(told.outcome, told.previous) for told in host.told][1:] == [
        ("completed", "no_show_client"),
        ("no_show_client", "completed"),
    ]
    assert OutcomeOverride.objects.count() == 2, "what was decided before stays to be read"


def test_a_late_cancellation_may_be_called_a_no_show_but_the_host_that_cancelled_is_told_nothing(
    scene: Scene, host: MemoryHost
) -> None:
    scene.ends(EndReason.CANCELLED, -5)
    finalise(scene, -4)
    override(scene, "no_show_client", 0, reason="Called off five minutes before.")
    override(scene, "cancelled", 5, reason="She was ill, we let it pass.")
    effects.run_due(at=minute(6))
    assert (scene.room.outcome, host.told) == ("cancelled", [])
    assert [one.outcome for one in versions(scene)] == ["cancelled", "no_show_client", "cancelled"]


@pytest.mark.parametrize("outcome", ["no_show_client", "cancelled", "", "splendid"])
def test_only_another_outcome_that_the_host_knows_can_be_chosen(outcome: str, missed: Scene) -> None:
    with pytest.raises(RoomsError) as refused:
        override(missed, outcome, 70)
    assert refused.value.code == "invalid"
    assert not OutcomeOverride.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n ", "\u202e", "x" * 501])
def test_no_reason_no_decision(reason: str, missed: Scene) -> None:
    with pytest.raises(RoomsError) as refused:
        override(missed, "completed", 70, reason=reason)
    assert refused.value.code == "invalid"
    assert missed.room.outcome == "no_show_client"


def test_an_open_room_has_no_outcome_to_decide_on(scene: Scene) -> None:
    with pytest.raises(Refused):
        override(scene, "completed", 30)


def test_nor_has_one_that_was_moved(scene: Scene) -> None:
    scene.comes("nadia", 0)
    scene.ends(EndReason.MOVED, 5)
    with pytest.raises(Refused):
        override(scene, "completed", 30)
