"""What an operator types to find rooms, people and what they did."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from rooms.models import RoomParticipant, Visit
from rooms.searching import has_part


class Searchable:
    """Mixed into a ModelAdmin that says by a condition which rows a search is for."""

    def found_by(self, words: str) -> Q:
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        return (queryset.filter(self.found_by(words)) if words else queryset), False


def room_known_by(words: str) -> Q:
    """Rooms by their subject, name or title, or by a person or connection that they know.

    People and connections are looked up for themselves: joined, hundreds of each would multiply.

    Args:
        words: one search, such as a number, a name, an e-mail address or an SID.
    """
    by_person = RoomParticipant.objects.filter(person_named(words)).values("room")
    by_connection = Visit.objects.filter(livekit_sid=words).values("room")
    return (
        Q(subject_ref=words)
        | Q(name__startswith=words)
        | has_part("title", words)
        | Q(livekit_sid=words)
        | Q(pk__in=by_person)
        | Q(pk__in=by_connection)
    )


def person_named(words: str) -> Q:
    """People of a room whose name has each of the words, or whose user reference or e-mail address it is."""
    found = has_all_parts("name", words) | Q(user_ref=words)
    users = get_user_model()
    email = users.get_email_field_name()
    if any(field.name == email for field in users._meta.get_fields()):  # not every host's people have one
        found |= Q(**{f"user__{email}__iexact": words})
    return found


def in_room_of(words: str) -> Q:
    """Rows of the rooms of one booking or session, or of one LiveKit name."""
    return Q(room__subject_ref=words) | Q(room__name__startswith=words)


def has_all_parts(field: str, words: str) -> Q:
    """Rows whose field has each of the words, anywhere and in any order."""
    found = Q()
    for word in words.split():
        found &= has_part(field, word)
    return found
