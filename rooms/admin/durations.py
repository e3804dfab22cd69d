"""How long something took, in words for a column."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.admin.columns import NONE
from rooms.models import RoomParticipant, Visit
from rooms.statement.intervals import total, union


def spell(span: timedelta | None) -> str:
    """`46 min 02 s`; minutes also beyond an hour, so that a column can be compared.

    Half a second and more is one, as on the statement: two pages must not differ about what is billed.
    """
    if span is None:
        return NONE
    seconds = max(math.floor(span.total_seconds() + 0.5), 0)
    return f"{minutes(timedelta(seconds=seconds))} {seconds % 60:02d}\u00a0s"


def minutes(span: timedelta) -> str:
    """`60 min`; number and unit stay on one line."""
    return f"{max(span, timedelta()) // timedelta(minutes=1)}\u00a0min"


def time_inside(visits: Iterable[Visit], *, at: datetime) -> timedelta | None:
    """How long one person was inside: moments on two devices count once. None for somebody who never was."""
    spans = [(visit.joined_at, visit.left_at or max(at, visit.joined_at)) for visit in visits]
    return total(union(spans)) if spans else None


class TimeOfPerson:
    """The column `inside_for`, of a list of people whose visits are fetched ahead."""

    @admin.display(description=_("inside for"))
    def inside_for(self, participant: RoomParticipant) -> str:
        return spell(time_inside(participant.visits.all(), at=timezone.now()))


class TimeOfVisit:
    """The column `duration`, of a list of visits."""

    @admin.display(description=_("duration"))
    def duration(self, visit: Visit) -> str:
        return spell(time_inside([visit], at=timezone.now()))
