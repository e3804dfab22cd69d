"""What follows from visits for a person's row: when they were seen first and last, and that their seat is free.

Of one person where one visit changed; of everybody, in one query each, where a crowd may have left at once.
"""

from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rooms.conf import conf
from rooms.models import KnownBy, Room, RoomParticipant, Visit

_FIRST, _LAST = Min("joined_at"), Max(Coalesce("left_at", "joined_at"))


def note_seen(participant: RoomParticipant) -> None:
    """By the visits and not by the news: better evidence may take back what an estimate said."""
    seen = participant.visits.aggregate(first=_FIRST, last=_LAST)
    participant.first_seen_at, participant.last_seen_at = seen["first"], seen["last"]
    participant.save(update_fields=["first_seen_at", "last_seen_at"])


def note_all_seen(room: Room) -> None:
    """The same for everybody with a connection of whose end LiveKit did not tell."""
    seen = _theirs().values("participant")
    room.participants.filter(Exists(_not_told())).update(
        first_seen_at=Subquery(seen.annotate(seen=_FIRST).values("seen")),
        last_seen_at=Subquery(seen.annotate(seen=_LAST).values("seen")),
    )


def release_seat(visit: Visit) -> None:
    """Their seat is free at once, unless a token minted since holds it for the next connection (a page that was
    loaded again)."""
    RoomParticipant.objects.filter(
        pk=visit.participant_id, seat_until__lte=visit.joined_at + conf.seat_lifetime
    ).update(seat_until=None)


def release_seats_of_gone(room: Room) -> None:
    """The same for everybody with a connection that ended, and of whose end LiveKit did not tell."""
    gone = _not_told().filter(
        left_at__isnull=False, joined_at__gte=OuterRef("seat_until") - conf.seat_lifetime
    )
    room.participants.filter(Exists(gone), seat_until__isnull=False).update(seat_until=None)


def _theirs() -> QuerySet[Visit]:
    # By the person alone: with the room, too, SQLite looks through the whole room for each of them.
    return Visit.objects.filter(participant=OuterRef("pk")).order_by()


def _not_told() -> QuerySet[Visit]:
    return _theirs().exclude(left_known_by=KnownBy.WEBHOOK)
