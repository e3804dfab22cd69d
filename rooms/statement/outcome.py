"""The outcome of a room, by docs/rules.md, "Outcome"; and what staff decided instead."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from rooms.statement.shapes import Override, RoomFacts, Rules, Side, Statement


def outcome_of(room: RoomFacts, sides: Collection[Side], *, took_place: bool, rules: Rules) -> str:
    """The first line that matches; guests never count. Empty while the room is open, and where it was moved.

    Args:
        sides: of everybody who was inside.
        took_place: asked only of a room that was cancelled.
    """
    if room.ended_at is None or room.end_reason == "moved":
        return ""
    if room.end_reason == "cancelled" and not took_place:
        return "cancelled"
    practitioner_came, client_came = "practitioner" in sides, "client" in sides
    if practitioner_came and client_came:  # so were all who were together
        return "completed"
    if practitioner_came:
        return "completed" if _ended_within_grace(room, rules) else "no_show_client"
    return "no_show_practitioner" if client_came else "no_show_both"


def overridden(statement: Statement, overrides: Sequence[Override]) -> Statement:
    """The statement as staff left it: the last of what they decided holds, whatever the ledger says."""
    if not overrides:
        return replace(statement, outcome=statement.ledger_outcome, overrides=())
    return replace(statement, outcome=overrides[-1].outcome, overrides=tuple(overrides))


def _ended_within_grace(room: RoomFacts, rules: Rules) -> bool:
    """A practitioner who ends early leaves the client no time to come: nobody missed anything.

    Without a scheduled start (the host took it away) no client could be late.
    """
    if room.end_reason != "host" or room.ended_at is None:
        return False
    return room.scheduled_start is None or room.ended_at < room.scheduled_start + rules.grace
