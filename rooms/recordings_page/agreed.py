"""What the people in a recording were asked, and what they answered."""

from dataclasses import dataclass
from datetime import datetime

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
        _sentence(given)
        if recording.consent == ConsentRule.ASK
        else _("Everybody was told before they entered.")
    )
    return Agreed(sentence, tuple(_answer(one, at=at) for one in given) if with_names else ())


def _sentence(given: list[RecordingConsent]) -> str:
    if not given:
        return _("No answers are kept.")
    newest = {one.participant_id: one.agreed for one in given}
    yes = sum(newest.values())
    no = len(newest) - yes
    agreed = ngettext("%(count)d person agreed", "%(count)d people agreed", yes) % {"count": yes}
    if not no:
        return f"{agreed}."
    declined = ngettext("%(count)d did not and is not in it", "%(count)d did not and are not in it", no) % {
        "count": no
    }
    return f"{agreed}, {declined}."


def _answer(one: RecordingConsent, *, at: datetime) -> Answer:
    return Answer(
        name=one.participant.name,
        said=_said(one),
        has_agreed=one.agreed,
        when=f"{words.day(one.given_at, at=at)}, {words.clock(one.given_at)}",
        text=one.text.body,
    )


def _said(one: RecordingConsent) -> str:
    if not one.agreed:
        return _("Did not agree")
    return {
        ConsentWay.STARTED: _("Agreed by starting it"),
        ConsentWay.ENTERING: _("Agreed before entering"),
        ConsentWay.INFORMED: _("Was told before entering"),
    }.get(ConsentWay(one.way), _("Agreed"))
