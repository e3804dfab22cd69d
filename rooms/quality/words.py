"""What a reason says to people, in the language of the request and the time zone of whoever reads."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.quality.reasons import Ending, Reason


def level_words(level: str | None) -> str:
    """Good, Fair or Weak; empty where nothing was measured."""
    words = {
        "good": _("Good"),
        "fair": _("Fair"),
        "weak": _("Weak"),
    }
    return words.get(level or "", "")


def title_of(reason: Reason, *, viewer: str = "") -> str:
    """Whose network it was, in a few words.

    Args:
        viewer: id of the participant who reads; empty for staff.
    """
    if reason.code == "everybody":
        return _("Not the network of one person")
    if reason.code == "weak":  # LiveKit's word alone: nothing was measured that would say what it was
        own = reason.person == viewer
        return (
            _("Your network or device") if own else _("%(name)s: network or device") % {"name": reason.name}
        )
    if reason.person == viewer:
        return _("Your network")
    named = {"name": reason.name}
    return (_("%(name)s: their network, not yours") if viewer else _("%(name)s: their network")) % named


def sentences_of(reason: Reason, *, viewer: str = "") -> str:
    """What was wrong from when, and how it ended."""
    parts = [_what(reason, own=reason.person == viewer and viewer != "")]
    if reason.ending is not None:
        parts.append(_how(reason.ending, own=reason.person == viewer and viewer != ""))
    return " ".join(parts)


def render_reason(reason: Reason, *, viewer: str = "") -> dict[str, Any]:
    """A reason as JSON: codes and numbers for programs, words for people; times are datetimes."""
    ending = reason.ending
    return {
        "code": reason.code,
        "participant_id": reason.person or None,
        "name": reason.name or None,
        "from": reason.began_at,
        "until": reason.until,
        "loss_percent": reason.loss_percent,
        "rtt_ms": reason.rtt_ms,
        "lost_seconds": reason.lost_seconds,
        "ending": None if ending is None else {"code": ending.how, "at": ending.at},
        "title": title_of(reason, viewer=viewer),
        "text": sentences_of(reason, viewer=viewer),
    }


def _what(reason: Reason, *, own: bool) -> str:
    facts = {
        "time": _clock(reason.began_at),
        "until": _clock(reason.until),
        "loss": round(reason.loss_percent),
        "rtt": reason.rtt_ms,
        "lost": reason.lost_seconds,
    }
    if reason.code == "everybody":
        return (
            _(
                "From %(time)s to %(until)s everybody had a bad connection at the same time. That points to the "
                "video service or the way to it."
            )
            % facts
        )
    ours = {
        "sending": _("From %(time)s your connection lost %(loss)d %% of what you sent."),
        "receiving": _("From %(time)s your connection lost %(loss)d %% of what was sent to you."),
        "slow": _("From %(time)s your connection was slow: %(rtt)d ms there and back."),
        "cut": _("From %(time)s your connection was cut for %(lost)d s in all."),
        "weak": _(
            "From %(time)s your connection was weak. Neither loss nor delay was measured, so a busy "
            "device may be the cause."
        ),
    }
    theirs = {
        "sending": _("From %(time)s their connection lost %(loss)d %% of what they sent."),
        "receiving": _("From %(time)s their connection lost %(loss)d %% of what was sent to them."),
        "slow": _("From %(time)s their connection was slow: %(rtt)d ms there and back."),
        "cut": _("From %(time)s their connection was cut for %(lost)d s in all."),
        "weak": _(
            "From %(time)s their connection was weak. Neither loss nor delay was measured, so a busy "
            "device may be the cause."
        ),
    }
    return (ours if own else theirs)[reason.code] % facts


def _how(ending: Ending, *, own: bool) -> str:
    facts = {"time": _clock(ending.at), "times": ending.times}
    if ending.how == "reconnected":
        if own:
            words = ngettext(
                "You reconnected %(times)d time, last at %(time)s.",
                "You reconnected %(times)d times, last at %(time)s.",
                ending.times,
            )
        else:
            words = ngettext(
                "They reconnected %(times)d time, last at %(time)s.",
                "They reconnected %(times)d times, last at %(time)s.",
                ending.times,
            )
        return words % facts
    ours = {
        "phone": _("You came back by phone at %(time)s."),
        "came_back": _("You came back at %(time)s."),
        "left": _("You left at %(time)s and did not come back."),
        "camera_off": _("You turned the camera off at %(time)s."),
        "to_end": _("It stayed so until the end."),
        "passed": _("From %(time)s it was steady."),
    }
    theirs = {
        "phone": _("They came back by phone at %(time)s."),
        "came_back": _("They came back at %(time)s."),
        "left": _("They left at %(time)s and did not come back."),
        "camera_off": _("They turned the camera off at %(time)s."),
        "to_end": _("It stayed so until the end."),
        "passed": _("From %(time)s it was steady."),
    }
    return (ours if own else theirs)[ending.how] % facts


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")
