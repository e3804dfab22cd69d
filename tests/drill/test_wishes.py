"""What can be asked of a drill, and what somebody reads who asks for something else."""

import pytest

from dev.failure import Problem
from drill.wishes import Wishes


def test_without_a_wish_a_seed_is_chosen() -> None:
    seeds = {Wishes.from_environment({}).seed for _ in range(5)}
    assert len(seeds) > 1


def test_a_drill_says_how_to_run_it_again() -> None:
    wishes = Wishes.from_environment({"SEED": "7", "DRILL_DATABASE": "postgresql", "REPORT": "1"})
    assert wishes == Wishes(7, "postgresql", writes_report=True)
    assert wishes.command == "make drill SEED=7 DRILL_DATABASE=postgresql"
    assert Wishes(7).command == "make drill SEED=7"


@pytest.mark.parametrize("seed", ["abc", "-1", "7.5", "٣"])
def test_a_seed_is_a_number(seed: str) -> None:
    with pytest.raises(Problem, match=f"SEED={seed} is not a number"):
        Wishes.from_environment({"SEED": seed})
