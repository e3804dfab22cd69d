"""A crowd that comes while workers say how many it is."""

from functools import partial

import pytest

from rooms import effects
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, minute
from tests.joining.at_once import at_once
from tests.notices.test_count import SECOND, counts

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_number_is_that_of_all(make_scene: MakeScene, livekit: FakeLiveKit) -> None:
    """All came in the same two seconds; some are entered before a worker says the number, some after it."""
    broadcast = make_scene("session", room_type="broadcast")
    livekit.create_room(broadcast.room.name, 300, 300, 0)
    broadcast.comes("nadia", 0)
    come = [partial(broadcast.comes, f"guest_{number}", SECOND) for number in range(8)]
    work = [partial(effects.run_due, at=minute(2 * SECOND))] * 2

    results = at_once(*come[:4], *work, *come[4:])
    effects.run_due(at=minute(5 * SECOND))

    assert not any(isinstance(result, Exception) for result in results), results
    assert counts(livekit)[-1] == broadcast.room.participant_count == 9
