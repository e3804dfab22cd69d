"""The short form of `make drill`: a minute of people who come, go and crash while webhooks get lost and LiveKit dies.

The bounds are those of the whole drill. What the planner, the log and the comparison do is tested in tests/drill.
"""

import pytest

from dev.stack import Stack
from drill.comparison import Class
from drill.planner import SHORT, make_plan
from drill.report import write_report
from drill.run import run_drill
from tests.database import MakeStack

#: What happens in it to people, webhooks and LiveKit has tests of its own; this takes a minute and a half.
pytestmark = pytest.mark.long

#: Of its plan and faults: crashes that LiveKit notices, a reconnect, a freeze, lost joins and lost leaves.
SEED = 21132
INTERVAL = 5.0
#: LiveKit and seven clients share two cores with the other tests.
HEARD_SECONDS = 1.5


@pytest.fixture
def stack(make_stack: MakeStack) -> Stack:
    """Not running: the drill starts it, kills parts of it, and ends it."""
    return make_stack("drill", {"ROOMS_RECONCILE_SECONDS": f"{INTERVAL:g}"})


def test_the_ledger_is_right_whatever_gets_lost(stack: Stack) -> None:
    plan = make_plan(SEED, SHORT)

    result = run_drill(
        plan, stack, interval=INTERVAL, fewest_people=len(plan.people), heard_seconds=HEARD_SECONDS
    )

    assert result.passed, write_report(result, command="pytest tests/live/test_drill.py")
    assert {Class.LEAVE_TOLD, Class.LIVEKIT_DIED} <= {end.kind for end in result.comparison.ends}
    assert [outage.server for outage in result.outages] == ["LiveKit"]
    assert result.counts["refused"] > 0
