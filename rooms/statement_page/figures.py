"""What stands first on the page of a statement: the minutes, the outcome, the end, and how sure that is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.models import EndReason, Outcome
from rooms.statement import Confidence, RoomFacts, Statement
from rooms.statement_page.words import clock, exact_words, plus_minus_words


@dataclass(frozen=True)
class Figures:
    """Attributes:
    label, time: the billable minutes, or one person's own.
    plus_minus: "10 s"; empty where the time is exact.
    outcome: `rooms.models.Outcome`, or empty.
    tone: positive, danger, or empty.
    """

    label: str
    time: str
    plus_minus: str
    outcome: str
    outcome_words: str
    tone: str
    ended_words: str
    ended_at: str
    is_exact: bool
    sure_words: str
    sure_note: str


def figures_of(
    statement: Statement,
    *,
    label: str,
    seconds: float,
    confidence: Confidence,
    is_own: bool,
    ended_by: str = "",
) -> Figures:
    """Args:
    label: what the first figure is called.
    seconds, confidence: the first figure, and how sure it is.
    is_own: a client reads it, about themselves.
    ended_by: which practitioner ended it, in words; empty where that is not said.
    """
    room = statement.room
    return Figures(
        label=label,
        time=exact_words(seconds),
        plus_minus="" if _is_sure(confidence) else plus_minus_words(confidence.plus_minus_seconds),
        outcome=statement.outcome,
        outcome_words=outcome_words(statement.outcome, room, is_own=is_own),
        tone=tone_of(statement.outcome),
        ended_words=ended_by or _ended_words(room),
        ended_at=clock(room.ended_at) if room.ended_at is not None else "",
        is_exact=_is_sure(confidence),
        sure_words=_sure_words(confidence),
        sure_note=_sure_note(confidence, room),
    )


def outcome_words(outcome: str, room: RoomFacts, *, is_own: bool = False) -> str:
    """The outcome; until there is one, how far it is."""
    if not outcome:
        if room.end_reason == EndReason.MOVED:
            return str(EndReason.MOVED.label)
        return _("Still going on") if room.started_at is not None else _("Nobody was inside yet")
    if is_own and outcome == Outcome.NO_SHOW_CLIENT and room.kind == "booking":
        return _("You did not come")
    return str(Outcome(outcome).label)


def tone_of(outcome: str) -> str:
    if outcome == Outcome.COMPLETED:
        return "positive"
    return "danger" if outcome.startswith("no_show") else ""


def _ended_words(room: RoomFacts) -> str:
    words = {
        EndReason.EMPTY: _("When everybody had left"),
        EndReason.SCHEDULE: _("When its time was over"),
        EndReason.HOST: _("By the practitioner"),
        EndReason.CANCELLED: _("When it was cancelled"),
        EndReason.MOVED: _("When it was moved"),
        EndReason.OPERATOR: _("By an operator"),
    }
    return words[EndReason(room.end_reason)] if room.end_reason else _("Not yet")


def _is_sure(confidence: Confidence) -> bool:
    """Also where only ends were inferred that the time does not hang on: nobody was there to be together with."""
    return confidence.exact or confidence.plus_minus_seconds == 0


def _sure_words(confidence: Confidence) -> str:
    if confidence.ends and confidence.exact:
        return _("Exact, to the second")
    if _is_sure(confidence):
        return _("Exact")
    words = _("Estimated, ± %(seconds)s") % {"seconds": plus_minus_words(confidence.plus_minus_seconds)}
    return words.replace("± ", "±\u00a0")


def _sure_note(confidence: Confidence, room: RoomFacts) -> str:
    numbers = {"ends": confidence.ends, "estimated": confidence.estimated_ends}
    if confidence.ends == 0:
        return _("Nobody was inside.") if room.is_over else _("Nobody was inside yet.")
    if confidence.exact and confidence.ends == 1:
        return _("The one beginning so far was reported by the media server.")
    if confidence.exact:
        return _("Every beginning and end (%(ends)d in all) was reported by the media server.") % numbers
    inferred = (
        ngettext(
            "%(estimated)d of %(ends)d ends is not known to the second.",
            "%(estimated)d of %(ends)d ends are not known to the second.",
            confidence.estimated_ends,
        )
        % numbers
    )
    return f"{inferred} {_('This time does not depend on it.')}" if _is_sure(confidence) else inferred
