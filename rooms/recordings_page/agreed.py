"""What the people in a recording were asked, and what they answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.models import ConsentRule, ConsentWay, RecordingConsent, RoomRecording
from rooms.recordings_page import words


@dataclass(frozen=True)
class Answer:
    """Attributes:
    said: "Agreed", and how.
    when: "Thu 12 Nov, 18:02".
    text: the words that they were asked with.
    """

    name: str
    said: str
    has_agreed: bool
    when: str
    text: str


@dataclass(frozen=True)
class Agreed:
    """Attributes:
    sentence: for everybody who may watch; names nobody.
    answers: for practitioners, oldest first; else empty.
    """

    sentence: str
    answers: tuple[Answer, ...] = ()


def agreed_of(recording: RoomRecording, *, with_names: bool, at: datetime) -> Agreed:
    """One query. Of somebody who answered more than once the newest counts; all are listed."""
    if recording.consent == ConsentRule.OFF:
        return Agreed(_("Recorded without asking: this site does not ask for sessions of this kind."))
    given = list(
        RecordingConsent.objects.filter(recording_ref=recording.pk)
        .select_related("participant", "text")
        .order_by("given_at", "pk")
    )
    sentence = (
        _sentence(given, recording.started_at)
        if recording.consent == ConsentRule.ASK
        else _("Everybody was told before they entered.")
    )
    answers = (
        (_answer(one, before=before, at=at) for one, before in _with_before(given)) if with_names else ()
    )
    return Agreed(sentence, tuple(answers))


def _sentence(given: list[RecordingConsent], began: datetime | None) -> str:
    if not given:
        return _("No answers are kept.")
    newest = {one.participant_id: one.agreed for one in given}
    yes = sum(newest.values())
    # Whoever said yes until it ran has been recorded, whatever they say now.
    back = len(_recorded_before(given, began) & {who for who, agreed in newest.items() if not agreed})
    no = len(newest) - yes - back
    parts = [ngettext("%(count)d person agreed", "%(count)d people agreed", yes) % {"count": yes}]
    if no:
        parts.append(
            ngettext("%(count)d did not and is not in it", "%(count)d did not and are not in it", no)
            % {"count": no}
        )
    if back:
        parts.append(
            ngettext(
                "%(count)d took it back and is in it until then",
                "%(count)d took it back and are in it until then",
                back,
            )
            % {"count": back}
        )
    return f"{', '.join(parts)}."


def _recorded_before(given: list[RecordingConsent], began: datetime | None) -> set[UUID]:
    """Who answered otherwise after a yes that held while it ran."""
    return {
        one.participant_id
        for one, before in _with_before(given)
        if before and began is not None and one.given_at > began
    }


def _with_before(given: list[RecordingConsent]) -> Iterator[tuple[RecordingConsent, bool]]:
    """Each answer, and whether whoever gave it had agreed until then."""
    last: dict[UUID, bool] = {}
    for one in given:
        yield one, last.get(one.participant_id, False)
        last[one.participant_id] = one.agreed


def _answer(one: RecordingConsent, *, before: bool, at: datetime) -> Answer:
    return Answer(
        name=one.participant.name,
        said=_said(one, before=before),
        has_agreed=one.agreed,
        when=f"{words.day(one.given_at, at=at)}, {words.clock(one.given_at)}",
        text=one.text.body,
    )


def _said(one: RecordingConsent, *, before: bool) -> str:
    """`before`: had they agreed until now?"""
    if not one.agreed:
        return _("Took it back") if before else _("Did not agree")
    return {
        ConsentWay.STARTED: _("Agreed by starting it"),
        ConsentWay.ENTERING: _("Agreed before entering"),
        ConsentWay.INFORMED: _("Was told before entering"),
    }.get(ConsentWay(one.way), _("Agreed"))
