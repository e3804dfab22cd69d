"""What both a room's page and the lists show of a person, and of a connection."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rooms.admin.columns import MINUTES, NONE, moment, moment_of, two_lines
from rooms.models import ParticipantKind, RoomParticipant, Visit


class StandingOfPerson:
    """The columns `standing`, `first_inside`, and `last_inside` with what keeps somebody out."""

    first_inside = staticmethod(moment_of(RoomParticipant, "first_seen_at", MINUTES, words=_("first")))

    @admin.display(description=_("role"), ordering="role")
    def standing(self, participant: RoomParticipant) -> SafeString:
        is_ordinary = participant.kind == ParticipantKind.USER
        return two_lines(
            participant.get_role_display(),
            _("client") if participant.is_client else "",
            "" if is_ordinary else participant.get_kind_display(),
        )

    @admin.display(description=_("last"), ordering="last_seen_at")
    def last_inside(self, participant: RoomParticipant) -> SafeString:
        return two_lines(
            moment(participant.last_seen_at, MINUTES),
            _("removed") if participant.removed_at else "",
            _("booking withdrawn") if participant.barred_at else "",
        )


class EndsOfVisit:
    """The columns `joined` and `left`: when, and how that is known."""

    @admin.display(description=_("joined"), ordering="joined_at")
    def joined(self, visit: Visit) -> SafeString:
        return two_lines(moment(visit.joined_at), visit.get_joined_known_by_display())

    @admin.display(description=_("left"), ordering="left_at")
    def left(self, visit: Visit) -> SafeString:
        if visit.left_at is None:
            return two_lines(NONE)
        return two_lines(moment(visit.left_at), visit.get_left_known_by_display(), visit.leave_reason)
