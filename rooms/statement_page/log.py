"""What was said against a statement, and what was changed about it, in the order of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from rooms.models import Outcome, StatementVersion, VersionReason
from rooms.statement import ObjectionMade, Override, Statement
from rooms.statement.storage import from_json
from rooms.statement_page.figures import outcome_words
from rooms.statement_page.words import day_and_time, exact_words


@dataclass(frozen=True)
class Line:
    at: datetime
    when: str
    words: str


def log_of(statement: Statement, versions: Sequence[StatementVersion] = ()) -> list[Line]:
    """Args:
    versions: all that were given out, in their order.
    """
    lines = [
        *(_objection(objection) for objection in statement.objections),
        *(_override(override) for override in statement.overrides),
        *_corrections(versions),
    ]
    return sorted(lines, key=lambda line: line.at)


def own_log_of(statement: Statement) -> list[Line]:
    """The same for a client, about themselves: their own objections, and what staff decided.

    Args:
        statement: with what a client is told of that (`rooms.statement.said.decided_for_clients`).
    """
    lines = [
        *(_objection(objection) for objection in statement.objections),
        *(_own_override(override, statement) for override in statement.overrides),
    ]
    return sorted(lines, key=lambda line: line.at)


def outcome_name(outcome: str) -> str:
    return str(Outcome(outcome).label) if outcome else _("none")


def _objection(objection: ObjectionMade) -> Line:
    words = _("%(name)s: “%(text)s”") % {"name": objection.name, "text": objection.text}
    return _line(objection.made_at, words)


def _override(override: Override) -> Line:
    words = _("%(name)s changed the outcome from “%(previous)s” to “%(outcome)s”: %(reason)s") % {
        "name": override.by,
        "previous": outcome_name(override.previous),
        "outcome": outcome_name(override.outcome),
        "reason": override.reason,
    }
    return _line(override.made_at, words)


def _own_override(override: Override, statement: Statement) -> Line:
    facts = {
        "previous": outcome_words(override.previous, statement.room, is_own=True),
        "outcome": outcome_words(override.outcome, statement.room, is_own=True),
        "reason": override.reason,
    }
    if override.reason:
        words = _("Staff changed the outcome from “%(previous)s” to “%(outcome)s”: %(reason)s") % facts
    else:
        words = _("Staff changed the outcome from “%(previous)s” to “%(outcome)s”.") % facts
    return _line(override.made_at, words)


def _corrections(versions: Sequence[StatementVersion]) -> Iterable[Line]:
    read = [(version, from_json(version.statement)) for version in versions]
    for (_earlier, old), (version, new) in pairwise(read):
        facts = {"number": version.number, "changes": "; ".join(changes_between(old, new))}
        if version.why == VersionReason.OVERRIDE:
            words = _("Version %(number)d, by what staff decided: %(changes)s.") % facts
        else:
            words = _("Version %(number)d, by better evidence: %(changes)s.") % facts
        yield _line(version.made_at, words)


def changes_between(old: Statement, new: Statement) -> list[str]:
    """What another version says otherwise, the weightiest first."""
    found = []
    if new.outcome != old.outcome:
        found.append(
            _("“%(new)s” instead of “%(old)s”")
            % {"new": outcome_name(new.outcome), "old": outcome_name(old.outcome)}
        )
    if new.together_seconds != old.together_seconds:
        found.append(
            _("together %(new)s instead of %(old)s")
            % {"new": exact_words(new.together_seconds), "old": exact_words(old.together_seconds)}
        )
    before = {person.person: person for person in old.people}
    for person in new.people:
        earlier = before.pop(person.person, None)
        if earlier is None:
            found.append(_("%(name)s was inside, too") % {"name": person.name})
        elif earlier.total_seconds != person.total_seconds:
            times = {
                "name": person.name,
                "new": exact_words(person.total_seconds),
                "old": exact_words(earlier.total_seconds),
            }
            found.append(_("%(name)s %(new)s instead of %(old)s") % times)
    found += [_("%(name)s was not inside") % {"name": person.name} for person in before.values()]
    return found or [_("how its times are known")]


def _line(at: datetime, words: str) -> Line:
    return Line(at, day_and_time(at), words)
