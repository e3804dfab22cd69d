"""Reads everything that the page of one statement shows; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from rooms.models import EndReason, Room, RoomParticipant, StatementVersion
from rooms.quality import reasons_for
from rooms.statement import Confidence, PersonTimes, Statement
from rooms.statement.ledger import facts_of, get_statement, times_of
from rooms.statement.said import decided_for_clients, objections_to, overrides_of
from rooms.statement_page.figures import Figures, figures_of
from rooms.statement_page.log import Line, log_of, own_log_of
from rooms.statement_page.picture import Picture, picture_of
from rooms.statement_page.rows import Missing, Row, missing_of, rows_of
from rooms.statement_page.words import clock, short_clock, since_when

#: A broadcast has a thousand: its statement has pages.
PEOPLE_A_PAGE = 50


@dataclass(frozen=True)
class Trouble:
    """Why the picture was bad."""

    title: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """Attributes:
    page: the people of this page; None on a page about one person.
    planned: "14:00", "14:50"; None where nothing was planned.
    state: how final it is, in a sentence.
    """

    statement: Statement
    is_own: bool
    planned: tuple[str, str] | None
    state: str
    figures: Figures
    picture: Picture | None
    rows: list[Row]
    missing: list[Missing]
    troubles: list[Trouble]
    log: list[Line]
    page: Page[PersonTimes] | None = None


def sheet_of(room: Room, *, at: datetime, viewer_ref: str = "", page: object = 1) -> Sheet:
    """All of it: for practitioners and staff.

    Args:
        viewer_ref: who reads, so that their own network is called theirs; empty for staff.
        page: which fifty people; anything that is no number is the first.
    """
    statement = get_statement(room, at=at)
    people = _practitioners_first(statement.people)
    shown = Paginator(people, PEOPLE_A_PAGE).get_page(page)  # type: ignore[arg-type]
    versions = list(room.statement_versions.order_by("number")) if room.final_at is not None else []
    return Sheet(
        statement=statement,
        is_own=False,
        planned=_planned(statement),
        state=_state(statement, versions[-1] if versions else None, at=at),
        figures=figures_of(
            statement,
            label=_("Together, the billable time"),
            seconds=statement.together_seconds,
            confidence=statement.confidence,
            is_own=False,
            ended_by=_ended_by(room, statement, viewer_ref=viewer_ref),
        ),
        picture=picture_of(statement, list(shown), at=at),
        rows=rows_of(shown, statement.room, at=at),
        missing=missing_of(statement.absent, statement.room) if not shown.has_next() else [],
        troubles=[
            Trouble(reason["title"], reason["text"]) for reason in reasons_for(statement, user_ref=viewer_ref)
        ],
        log=log_of(statement, versions),
        page=shown,
    )


def own_sheet_of(room: Room, *, user_ref: str, at: datetime) -> Sheet:
    """One person's own times, the outcome, what staff decided about it, and what they said themselves.

    Nothing of anybody else: of what staff decided not who, and where several clients met not why, which may be about
    another one.
    """
    participant = RoomParticipant.objects.filter(room=room, user_ref=user_ref).first()
    times = times_of(room, participant, at=at) if participant is not None else None
    said = objections_to([room]).get(room.pk, ())
    versions = room.statement_versions.defer("statement") if room.final_at is not None else None
    newest = versions.order_by("number").last() if versions is not None else None
    statement = Statement(
        room=facts_of(room),
        outcome=room.outcome,
        together_seconds=0,
        took_place=False,
        version=newest.number if newest is not None else 0,
        final_at=room.final_at,
        people=() if times is None else (times,),
        overrides=decided_for_clients(overrides_of([room]).get(room.pk, ()), facts_of(room)),
        objections=tuple(one for one in said if one.user_ref == user_ref),
    )
    confidence = times.confidence if times is not None else Confidence()
    return Sheet(
        statement=statement,
        is_own=True,
        planned=_planned(statement),
        state=_state(statement, newest, at=at),
        figures=_own_figures(statement, times, confidence),
        picture=picture_of(statement, statement.people, at=at, is_own=True),
        rows=rows_of(statement.people, statement.room, at=at),
        missing=[],
        troubles=[],
        log=own_log_of(statement),
    )


def _own_figures(statement: Statement, times: PersonTimes | None, confidence: Confidence) -> Figures:
    figures = figures_of(
        statement,
        label=_("You were inside for"),
        seconds=times.total_seconds if times is not None else 0,
        confidence=confidence,
        is_own=True,
    )
    if times is None:
        words = _("You were not inside.") if statement.room.is_over else _("You have not been inside yet.")
        return replace(figures, sure_note=words)
    return figures


def _ended_by(room: Room, statement: Statement, *, viewer_ref: str) -> str:
    """Which of the practitioners ended it; empty where none did, or who did was never inside."""
    if room.end_reason != EndReason.HOST or not room.ended_by_ref:
        return ""
    if room.ended_by_ref == viewer_ref:
        return _("By you")
    names = [person.name for person in statement.people if person.user_ref == room.ended_by_ref]
    return _("By %(name)s") % {"name": names[0]} if names else ""


def _practitioners_first(people: Sequence[PersonTimes]) -> list[PersonTimes]:
    """Otherwise in the order in which they came."""
    return sorted(people, key=lambda person: person.side != "practitioner")


def _planned(statement: Statement) -> tuple[str, str] | None:
    planned = statement.room.planned
    return None if planned is None else (short_clock(planned[0]), short_clock(planned[1]))


def _state(statement: Statement, newest: StatementVersion | None, *, at: datetime) -> str:
    if statement.final_at is not None:
        of = statement.room.scheduled_start or statement.room.started_at
        facts = {"number": statement.version, "time": since_when(statement.final_at, at=at, of=of)}
        if newest is None or newest.number == 1:
            return _("Version %(number)d, final since %(time)s.") % facts
        facts["made"] = since_when(newest.made_at, at=at, of=of)
        return _("Version %(number)d of %(made)s, final since %(time)s.") % facts
    if statement.room.ended_at is not None:
        return _("Not final yet: the last reports are waited for.")
    return _("It is not over: this is how it stands at %(time)s.") % {"time": clock(at)}
