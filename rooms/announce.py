"""Queues the public signals as effects, and sends them."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.dispatch import Signal

from rooms import effects
from rooms.models import Effect, Room
from rooms.signals import BY_NAME
from rooms.statement import Statement
from rooms.statement.storage import from_json, to_json

logger = logging.getLogger("rooms.signals")

#: A receiver that fails this long is not asked again.
WORTH_SENDING = timedelta(days=1)

#: Bills are written from these: whose receiver broke on Friday, and is mended on Monday, has lost none.
STATEMENTS = frozenset({"session_ended", "statement_corrected", "no_show"})
WORTH_BILLING = timedelta(days=14)


class ReceiverFailed(Exception):
    """At least one receiver of a signal raised; its name is in the message."""


def announce(name: str, occasion: str, room: Room, /, *, at: datetime, **facts: Any) -> None:
    """Queue a signal in the current transaction.

    Args:
        name: key of `rooms.signals.BY_NAME`.
        occasion: makes the effect's key unique (a participant SID, a version …).
        facts: JSON values, datetimes under names that end in `_at`, and statements.
    """
    announce_each(name, room, {occasion: facts}, at=at)


def announce_each(name: str, room: Room, told: Mapping[str, Mapping[str, Any]], *, at: datetime) -> None:
    """`announce` for many occasions at once: their facts, by the occasion."""
    effects.queue_each(
        "signal",
        {
            f"{name}:{room.id}:{occasion}": {
                "name": name,
                "event_id": uuid.uuid4().hex,
                "facts": {key: _store(value) for key, value in facts.items()},
            }
            for occasion, facts in told.items()
        },
        room=room,
        due_at=at,
        expires_at=at + (WORTH_BILLING if name in STATEMENTS else WORTH_SENDING),
    )


@effects.handler("signal", is_patient=True)
def _send(effect: Effect) -> None:
    name: str = effect.payload["name"]
    room = effect.room
    if room is None:
        return
    arguments = {
        "event_id": effect.payload["event_id"],
        "room_id": str(room.id),
        "kind": room.subject_kind,
        "ref": room.subject_ref,
        **_revive(effect.payload["facts"]),
    }
    done = set(effect.payload.get("received", []))
    failed = _ask_receivers(BY_NAME[name], name, arguments, done)
    if failed:
        # Who has received it is not asked again with those who failed.
        effects.keep(effect, received=sorted(done))
        raise ReceiverFailed(", ".join(failed))


def _ask_receivers(signal: Signal, name: str, arguments: Mapping[str, Any], done: set[str]) -> list[str]:
    """Call each receiver that has not had it; fills `done`, returns the labels of those that raised."""
    failed = set()
    had_it_before = frozenset(done)
    # Django's own `send_robust` calls everyone again; this is its loop over the same list.
    sync_receivers, async_receivers = signal._live_receivers(Room)
    calls = [(r, r) for r in sync_receivers] + [(r, async_to_sync(r)) for r in async_receivers]
    for receiver, call in calls:
        # Two receivers may bear one label (closures of one function, methods of two objects): they count as
        # one, so both are called now, and both again if either fails.
        label = f"{receiver.__module__}.{getattr(receiver, '__qualname__', type(receiver).__name__)}"
        if label in had_it_before:
            continue
        try:
            call(signal=signal, sender=Room, **arguments)
        except Exception:  # the host's code: whatever it raises must not break the room
            logger.exception("receiver %s of %s failed", label, name)
            failed.add(label)
        else:
            done.add(label)
    done -= failed
    return sorted(failed)


def _store(value: object) -> object:
    if isinstance(value, Statement):
        return to_json(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _revive(facts: Mapping[str, Any]) -> dict[str, Any]:
    revived = dict(facts)
    for key, value in facts.items():
        if key in {"statement", "old", "new"}:
            revived[key] = from_json(value)
        elif key.endswith("_at") and value is not None:
            revived[key] = datetime.fromisoformat(value)
    return revived
