from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from rooms import effects
from rooms.effects import running
from rooms.models import Effect
from tests.fakes.host import host
from tests.fakes.livekit import livekit
from tests.fakes.scene import make_scene, scene

__all__ = ["host", "livekit", "make_scene", "scene"]


@dataclass
class Errands:
    """A kind of effects of the test's own.

    Attributes:
        done: keys, in the order in which the handler ran to its end.
        trouble: what the handler raises, while it is set.
    """

    done: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    def run(self, effect: Effect) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.done.append(effect.key)


@pytest.fixture
def errands(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Errands]:
    """A pass takes no time: how long one really takes says more about the machine than about us."""
    monkeypatch.setattr(running, "monotonic", lambda: 0.0)
    errands = Errands()
    effects.handler("errand")(errands.run)
    yield errands
    del running._handlers["errand"]
