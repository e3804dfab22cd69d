"""What comes late comes in crowds: it is taken in together, a few seconds later, and makes one version."""

import pytest

from rooms import effects, lifecycle
from rooms.lifecycle import GATHERED_FOR
from rooms.models import Effect, EndReason
from tests.fakes.host import MemoryHost
from tests.fakes.scene import Scene, minute
from tests.lifecycle.closing_the_books import announced, finalise, override, take_in, versions


@pytest.fixture
def ended(scene: Scene) -> Scene:
    """Nadia waited an hour for nobody, as far as anybody knows; the host was told, the statement is final."""
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    effects.run_due(at=minute(66))
    return scene


def waiting(scene: Scene) -> int:
    return Effect.objects.filter(room=scene.room, kind="take_in_evidence", done_at=None).count()


class TestACrowdOfLateEvents:
    def test_makes_one_version_and_one_correction(self, ended: Scene) -> None:
        for number in range(8):
            guest = ended.comes(f"guest_{number}", 5, told=70)
            ended.goes(guest, 40, told=70.01)
        ended.comes("jonas", 5, told=70.02)
        take_in(ended, 70)
        assert [one.version for one in versions(ended)] == [1, 2]
        assert len(versions(ended)[1].people) == 10
        assert len(announced(ended, "statement_corrected")) == 1

    def test_is_one_effect_until_it_is_taken_in(self, ended: Scene) -> None:
        ended.comes("guest_1", 5, told=70)
        ended.comes("guest_2", 5, told=70)
        assert waiting(ended) == 1
        effects.run_due(at=minute(70) + GATHERED_FOR / 2)
        assert (waiting(ended), len(versions(ended))) == (1, 1), "more may come"
        take_in(ended, 70)
        assert waiting(ended) == 0
        ended.comes("guest_3", 5, told=71)
        assert waiting(ended) == 1, "another occasion"

    def test_that_says_nothing_new_makes_none_and_what_follows_is_not_lost(self, ended: Scene) -> None:
        with lifecycle.locked_room(pk=ended.room.pk) as room:
            lifecycle.reconsider_outcome(room, at=minute(70))
        take_in(ended, 70)
        assert len(versions(ended)) == 1
        with lifecycle.locked_room(pk=ended.room.pk) as room:
            lifecycle.reconsider_outcome(room, at=minute(71))
        assert waiting(ended) == 1

    def test_is_taken_in_once_if_it_is_run_twice(self, ended: Scene) -> None:
        ended.comes("jonas", 5, told=70)
        take_in(ended, 70)
        Effect.objects.filter(kind="take_in_evidence").update(done_at=None)
        take_in(ended, 71)
        assert len(versions(ended)) == 2


class TestWhatFollowsFromIt:
    def test_comes_together(self, ended: Scene, host: MemoryHost) -> None:
        ended.comes("jonas", 5, told=70)
        assert (ended.room.outcome, versions(ended)[-1].outcome) == ("no_show_client", "no_show_client")
        take_in(ended, 70)
        assert (ended.room.outcome, versions(ended)[-1].outcome) == ("completed", "completed")
        effects.run_due(at=minute(71))
        told = host.told[-1]
        assert (told.outcome, told.previous, told.statement.version) == ("completed", "no_show_client", 2)

    def test_a_word_to_the_host_that_is_under_way_says_who_came_by_the_outcome_that_it_tells(
        self, scene: Scene, host: MemoryHost
    ) -> None:
        scene.plays([("nadia", 0, 60)])
        scene.ends(EndReason.EMPTY, 65)
        finalise(scene, 66)
        scene.comes("jonas", 5, told=66.01)
        effects.run_due(at=minute(66.02))
        effects.run_due(at=minute(66.01) + GATHERED_FOR)
        effects.run_due(at=minute(67))
        assert [(told.outcome, told.people, told.statement.version) for told in host.told] == [
            ("no_show_client", {"jonas": False}, 1),
            ("completed", {"jonas": True}, 2),
        ]

    def test_is_as_old_as_it_is(self, ended: Scene) -> None:
        ended.comes("jonas", 5, told=70)
        effects.run_due(at=minute(95))
        assert ended.room.statement_versions.get(number=2).made_at >= minute(95), "the worker was away"


class TestADecisionOfStaffMeanwhile:
    def test_has_a_version_of_its_own_after_what_had_come(self, ended: Scene) -> None:
        ended.comes("jonas", 5, told=70)
        override(ended, "no_show_both", 70.01)
        take_in(ended, 70)
        reasons = ended.room.statement_versions.order_by("number").values_list("why", flat=True)
        assert list(reasons) == ["final", "evidence", "override"]
        assert [one.outcome for one in versions(ended)] == ["no_show_client", "completed", "no_show_both"]
        assert [one.previous for one in versions(ended)[-1].overrides] == ["completed"]


def test_before_it_is_given_out_an_outcome_follows_at_once(scene: Scene) -> None:
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    scene.comes("jonas", 5, told=65.1)
    assert (scene.room.outcome, waiting(scene)) == ("completed", 0)
