"""Which rooms an operator sees first."""

from datetime import datetime

from django.db.models import Case, DurationField, F, IntegerField, OrderBy, Q, Value, When

from rooms.models import Status


def is_open(at: datetime) -> Q:
    """Rooms that one may enter, whoever is inside."""
    return Q(opens_at__lte=at, last_moment_at__gt=at) & ~Q(status=Status.ENDED)


def nearest_first(at: datetime) -> list[OrderBy]:
    """Where somebody is inside, then what is open, then the rest.

    In each of the three it is the start that is nearest to now, before or after; rooms without a time come last.
    """
    place = Case(
        When(participant_count__gt=0, then=0),
        When(is_open(at), then=1),
        default=2,
        output_field=IntegerField(),
    )
    start = F("scheduled_start")
    away = Case(
        When(scheduled_start__lt=at, then=Value(at) - start),
        default=start - Value(at),
        output_field=DurationField(),
    )
    return [place.asc(), away.asc(nulls_last=True), F("created_at").desc()]
