"""What an operator wants to see of many rooms and people: who is inside now, what is over, what was unusual."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models import Room, RoomParticipant, Status, Visit, has_open_visit
from rooms.searching import has_part

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Choice(admin.SimpleListFilter):
    """A filter with fixed choices; each one is a condition."""

    choices_in_words: list[tuple[str, "StrOrPromise"]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.choices_in_words)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.condition(self.value(), timezone.now())
        return queryset if condition is None else queryset.filter(condition)

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        """Of the rows that are shown; None shows all."""
        raise NotImplementedError


class RoomSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("running", _("Somebody is inside")),
        ("empty", _("Open, nobody inside")),
        ("today", _("Ended today")),
        ("longer", _("Longer than planned")),
        ("nobody", _("Ended, nobody came")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        match value:
            case "running":
                return Q(participant_count__gt=0)
            case "empty":
                is_open = Q(opens_at__lte=at, last_moment_at__gt=at) & ~Q(status=Status.ENDED)
                return is_open & Q(participant_count=0)
            case "today":
                midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
                return Q(status=Status.ENDED, ended_at__gte=midnight)
            case "longer":
                # The last leave counts: a room waits empty before it closes.
                later = Visit.objects.filter(room=OuterRef("pk"), left_at__gt=OuterRef("scheduled_end"))
                return Q(Exists(later)) | Q(participant_count__gt=0, scheduled_end__lt=at)
            case "nobody":
                return Q(status=Status.ENDED, started_at__isnull=True)
        return None


class PersonSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("inside", _("Inside now")),
        ("came", _("Was inside")),
        ("never", _("Never came in")),
        ("out", _("Removed, or booking withdrawn")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        match value:
            case "inside":
                return has_open_visit()
            case "came":
                return Q(first_seen_at__isnull=False)
            case "never":
                return Q(first_seen_at__isnull=True)
            case "out":
                return Q(removed_at__isnull=False) | Q(barred_at__isnull=False)
        return None


class VisitSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("inside", _("Inside now")),
        ("ended", _("Ended")),
        ("late", _("After the planned end")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        match value:
            case "inside":
                return Q(left_at__isnull=True)
            case "ended":
                return Q(left_at__isnull=False)
            case "late":
                return Q(left_at__gt=F("room__scheduled_end")) | Q(
                    left_at__isnull=True, room__scheduled_end__lt=at
                )
        return None


def find_rooms(rooms: QuerySet[Room], words: str) -> QuerySet[Room]:
    """Rooms by their subject, name or title, or by a person or connection that they know.

    People and connections are looked up for themselves: joined, hundreds of each would multiply.

    Args:
        words: one search, such as a number, a name, an e-mail address or an SID.
    """
    by_person = RoomParticipant.objects.filter(person_named(words)).values("room")
    by_connection = Visit.objects.filter(livekit_sid=words).values("room")
    return rooms.filter(
        Q(subject_ref=words)
        | Q(name__startswith=words)
        | has_part("title", words)
        | Q(livekit_sid=words)
        | Q(pk__in=by_person)
        | Q(pk__in=by_connection)
    )


def person_named(words: str) -> Q:
    """People of a room whose name has each of the words, or whose user reference or e-mail address it is."""
    name = Q()
    for word in words.split():
        name &= has_part("name", word)
    found = name | Q(user_ref=words)
    users = get_user_model()
    email = users.get_email_field_name()
    if any(field.name == email for field in users._meta.get_fields()):  # not every host's people have one
        found |= Q(**{f"user__{email}__iexact": words})
    return found
