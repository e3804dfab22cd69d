"""An ended room whose statement was given out, and what was said about it."""

from typing import Any

from rooms import effects, lifecycle
from rooms.lifecycle import GATHERED_FOR
from rooms.models import Effect, Room
from rooms.statement import Statement
from rooms.statement.expected import expected_in
from rooms.statement.storage import from_json
from tests.fakes.scene import Scene, minute


def finalise(scene: Scene, number: float) -> bool:
    """Two reconciles have passed, and the worker looks."""
    Room.objects.filter(pk=scene.room.pk).update(reconciles_after_end=2)
    expected = expected_in(scene.room)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        return lifecycle.finalise(room, at=minute(number), expected=expected)


def take_in(scene: Scene, number: float) -> None:
    """The worker looks, some seconds after what came late."""
    effects.run_due(at=minute(number) + GATHERED_FOR)


def override(scene: Scene, outcome: str, number: float, *, reason: str = "They were on the phone.") -> None:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.override_outcome(
            room, outcome, reason=reason, by=None, by_name="Sam Patel", at=minute(number)
        )


def versions(scene: Scene) -> list[Statement]:
    """As they were given out, the first one first."""
    return [from_json(row.statement) for row in scene.room.statement_versions.order_by("number")]


def announced(scene: Scene, name: str) -> list[dict[str, Any]]:
    rows = Effect.objects.filter(room=scene.room, kind="signal", key__startswith=f"signal:{name}:")
    return [row.payload["facts"] for row in rows.order_by("id")]
