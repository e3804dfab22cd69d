"""Takes from a room, its statements and what was said of them what says who a person was. No number changes."""

from datetime import datetime
from typing import Any

from rooms.models import Objection, OutcomeOverride, Room, StatementVersion
from rooms.pseudonyms import REMOVED_TEXT, Rewriting


def forget(room: Room, rewriting: Rewriting, *, user: Any, at: datetime) -> int:
    """Versions keep their numbers, and nothing is announced. The caller holds the lock.

    Args:
        user: their account, if there still is one.

    Returns:
        How many rows changed, beside the room's.
    """
    traces, stand_in = rewriting.traces, rewriting.pseudonym
    room.title = rewriting.text(room.title)[:300]
    room.consent_words = rewriting.text(room.consent_words)
    if room.ended_by_ref == traces.ref:
        room.ended_by_ref = stand_in.ref
    # Every page that shows the room shows it anew.
    room.revision += 1
    room.save(update_fields=["title", "consent_words", "ended_by_ref", "revision"])
    return (
        _versions(room, rewriting)
        + _objections(room, rewriting, at=at)
        + _overrides(room, rewriting, user=user)
    )


def _versions(room: Room, rewriting: Rewriting) -> int:
    changed = []
    for version in room.statement_versions.all():
        statement = rewriting.json(version.statement)
        if statement != version.statement:
            version.statement = statement
            changed.append(version)
    return StatementVersion.objects.bulk_update(changed, ["statement"], batch_size=100)


def _objections(room: Room, rewriting: Rewriting, *, at: datetime) -> int:
    stand_in, changed = rewriting.pseudonym, []
    for row in room.objections.all():
        if row.user_ref == rewriting.traces.ref:
            row.user, row.user_ref, row.name = None, stand_in.ref, stand_in.name
            row.text, row.forgotten_at = REMOVED_TEXT, at
        elif (text := rewriting.text(row.text)[: Objection.LONGEST_TEXT]) != row.text:
            row.text = text
        else:
            continue
        changed.append(row)
    return Objection.objects.bulk_update(
        changed, ["user", "user_ref", "name", "text", "forgotten_at"], batch_size=100
    )


def _overrides(room: Room, rewriting: Rewriting, *, user: Any) -> int:
    """Why staff decided stays: a bill rests on it."""
    changed = []
    for row in room.outcome_overrides.all():
        before = (row.made_by_name, row.reason)
        is_theirs = user is not None and row.made_by_id == user.pk
        if is_theirs or (row.made_by_id is None and row.made_by_name in rewriting.traces.names):
            row.made_by, row.made_by_name = None, rewriting.pseudonym.name
        row.reason = rewriting.text(row.reason)[: OutcomeOverride.LONGEST_REASON]
        if (row.made_by_name, row.reason) != before:
            changed.append(row)
    return OutcomeOverride.objects.bulk_update(changed, ["made_by", "made_by_name", "reason"], batch_size=100)
