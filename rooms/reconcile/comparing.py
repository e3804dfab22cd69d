"""One room: LiveKit's listing against the ledger. Only differences are kept, as events in the inbox.

LiveKit's own listings may be wrong. They are older than what webhooks told since; with Redis they still name people and
rooms of a server that died; sometimes they leave somebody out. `docs/rules.md`, "The ledger".
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from rooms import attendance, beats, inbox, lifecycle, tallies
from rooms.attendance import LISTING_SLACK, Connection, Incarnation, Lives
from rooms.attendance.incarnations import SAME_MOMENT
from rooms.inbox import Finding, findings
from rooms.models import KnownBy, Room, Visit
from rooms.reconcile import report
from rooms.recordings import consent

logger = logging.getLogger("rooms.reconcile")


@dataclass(frozen=True)
class Listing:
    """What LiveKit said of one room, its moments by our clock.

    Attributes:
        asked_at, answered_at: it was so at some moment in between.
        people: who is connected; no helpers, and nobody who is only half in.
        is_proof: whom it names was inside then; not so where LiveKit may have died and names people of before.
    """

    room_sid: str
    made_at: datetime
    asked_at: datetime
    answered_at: datetime
    people: Collection[Connection]
    is_proof: bool = True


def compare(room: Room, listing: Listing, *, at: datetime) -> Counter[str]:
    """Bring one room that LiveKit lists in line. The caller holds the lock.

    Returns:
        What was put right, by the names in `rooms.reconcile.report`.
    """
    lives = attendance.lives_of(room)
    repairs: Counter[str] = Counter()
    if room.has_ended:
        # Deleted once already, or about to be: the minute makes every further look another occasion.
        lifecycle.delete_again(room, room_sid=listing.room_sid, at=at)
        repairs[report.ZOMBIE] += 1
    elif _is_stale(room, lives, listing):
        return repairs
    for kind, finding in _differences(room, lives, listing):
        _keep(room, finding, kind, at=at)
        repairs[kind] += 1
    if not room.has_ended:
        _put_out_unwelcome(room, listing, at=at)
        consent.hold_back_again(room, {who.identity for who in listing.people}, at=at)
        if listing.is_proof:
            lifecycle.note_listed(room, listed_at=listing.asked_at)
    return _counted(repairs)


def compare_missing(room: Room, *, asked_at: datetime, answered_at: datetime, at: datetime) -> Counter[str]:
    """Bring one room in line that LiveKit does not list. The caller holds the lock."""
    inside = room.visits.filter(left_at__isnull=True, joined_at__lt=asked_at - LISTING_SLACK).count()
    life = attendance.lives_of(room).get(room.livekit_sid)
    began_at = life.began_at
    is_new = began_at is not None and began_at > asked_at - LISTING_SLACK
    if room.has_ended or is_new or not (inside or room.livekit_sid):
        return Counter()
    down_at = _down_at(since=room.listed_at, until=answered_at)
    finding = Finding(
        findings.ROOM_MISSING if down_at is None else findings.SERVER_DIED,
        room.livekit_sid,
        answered_at,
        since=room.listed_at,
        down_at=down_at,
    )
    kind = report.MISSED_END if down_at is None else report.SERVER_DIED
    _keep(room, finding, kind, at=at)
    return _counted(Counter({kind: 1}) + Counter({report.MISSED_LEAVE: inside}))


def _is_stale(room: Room, lives: Lives, listing: Listing) -> bool:
    """Whether more is known than this listing says: another worker's is newer, or that incarnation is over."""
    if room.listed_at is not None and listing.asked_at < room.listed_at:
        return True
    if lives.get(listing.room_sid).finished_at is not None:
        return True
    running = lives.get(room.livekit_sid).made_at if room.livekit_sid != listing.room_sid else None
    return running is not None and running > listing.made_at


def _differences(room: Room, lives: Lives, listing: Listing) -> Iterator[tuple[str, Finding]]:
    life = lives.get(listing.room_sid)
    if not room.has_ended and room.livekit_sid != listing.room_sid:
        yield _new_incarnation(room, listing)
    # Read when that has been handled: it may have ended some.
    visits = {visit.livekit_sid: visit for visit in room.visits.all()}
    present = [who for who in listing.people if not _is_ghost(who, life)]
    for who in present:
        if _is_news(room, who, visits.get(who.sid), listing):
            seen_at = listing.asked_at if listing.is_proof else who.joined_at
            yield report.MISSED_JOIN, _finding(findings.LISTED, listing, who, seen_at=seen_at)
    if room.has_ended:
        return
    listed = {who.sid for who in present}
    for visit in visits.values():
        has_come = visit.joined_at < listing.asked_at - LISTING_SLACK
        if visit.left_at is None and has_come and visit.livekit_sid not in listed:
            who = Connection(visit.livekit_sid, "", visit.room_sid, visit.joined_at)
            yield (
                report.MISSED_LEAVE,
                _finding(
                    findings.MISSING, listing, who, seen_at=listing.answered_at, since=_listed_at(room, visit)
                ),
            )


def _new_incarnation(room: Room, listing: Listing) -> tuple[str, Finding]:
    """A start that we missed; with people inside the one before, its server died."""
    inside = room.visits.filter(left_at__isnull=True, joined_at__lt=listing.made_at)
    is_death = inside.exclude(room_sid=listing.room_sid).exists()
    kind = report.SERVER_DIED if is_death else report.MISSED_START
    return kind, Finding(
        findings.SERVER_DIED if is_death else findings.ROOM_LISTED,
        listing.room_sid,
        listing.asked_at,
        since=room.listed_at,
        made_at=listing.made_at,
        down_at=_down_at(since=room.listed_at, until=listing.made_at),
    )


def _is_ghost(who: Connection, life: Incarnation) -> bool:
    """Of a server that died; with Redis they stay listed for ever."""
    return life.restarted_at is not None and who.joined_at < life.restarted_at - SAME_MOMENT


def _is_news(room: Room, who: Connection, visit: Visit | None, listing: Listing) -> bool:
    if visit is None:
        # Who came after the end is no matter of the ledger: the room is deleted.
        return room.closed_since is None or who.joined_at <= room.closed_since + lifecycle.CLOCK_SLACK
    if visit.left_at is None or room.has_ended or visit.left_known_by == KnownBy.WEBHOOK:
        return False  # LiveKit told that they left: then it is the listing that is late
    return listing.is_proof and visit.left_at < listing.asked_at


def _put_out_unwelcome(room: Room, listing: Listing, *, at: datetime) -> None:
    unwelcome = attendance.unwelcome_identities(room)
    if not unwelcome:
        return
    inside = set(room.visits.filter(left_at__isnull=True).values_list("livekit_sid", flat=True))
    for who in listing.people:
        if who.identity in unwelcome and who.sid in inside:
            lifecycle.put_out_again(room, who.identity, sid=who.sid, at=at)


def _listed_at(room: Room, visit: Visit) -> datetime | None:
    """When they were last listed: each listing since the ledger has them agreed with it."""
    if room.listed_at is None or visit.recorded_at > room.listed_at or visit.joined_at > room.listed_at:
        return None
    return room.listed_at


def _down_at(*, since: datetime | None, until: datetime) -> datetime | None:
    """When LiveKit was found dead in between."""
    beat = beats.get(beats.LIVEKIT)
    if beat is None or beat.down_at is None or beat.down_at > until:
        return None
    return beat.down_at if since is None or beat.down_at > since else None


def _finding(
    name: str, listing: Listing, who: Connection, *, seen_at: datetime, since: datetime | None = None
) -> Finding:
    return Finding(name, listing.room_sid, seen_at, since=since, connection=who)


def _counted(repairs: Counter[str]) -> Counter[str]:
    for kind, times in repairs.items():
        tallies.count(tallies.RECONCILE_REPAIR, kind, by=times)
    return repairs


def _keep(room: Room, finding: Finding, kind: str, *, at: datetime) -> None:
    inbox.record(room, finding, at=at)
    sid = finding.connection.sid if finding.connection else finding.room_sid
    logger.info("room %s: %s (%s)", room.name, kind, sid)
