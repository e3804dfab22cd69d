"""One event → one function of the lifecycle. Database only: no network, no host code."""

from collections.abc import Callable
from datetime import datetime

from rooms import lifecycle, livekit, recordings, streaming
from rooms.inbox import findings
from rooms.inbox.context import Context, freeze
from rooms.inbox.events import Event, parse
from rooms.inbox.findings import Finding
from rooms.models import EventSource, KnownBy, Room, WebhookEvent
from rooms.recordings import consent


def handle(row: WebhookEvent, *, at: datetime) -> None:
    """Apply one event; events and rooms that we do not know are none of our business.

    What it was understood by is left on the row, in memory. The caller has begun a transaction, and holds the row.
    """
    if not row.room_name or not is_known(row):
        return
    room = lifecycle.lock_room(name=row.room_name)
    if room is not None:
        handle_in(room, row, at=at)
        # Not where events are handled again: what began then began.
        recordings.consider(room, at)


def is_known(row: WebhookEvent) -> bool:
    """Whether an event of this name, from this source, means anything to us."""
    return row.event in (_FINDINGS if row.source == EventSource.RECONCILE else _EVENTS)


def handle_in(room: Room, row: WebhookEvent, *, at: datetime) -> None:
    """Apply one event to its room, which the caller has locked."""
    if row.source == EventSource.RECONCILE:
        _FINDINGS[row.event](room, Finding.from_payload(row.payload), at)
        return
    context = freeze(row, room)
    event = parse(row.payload).by_our_clock(context.ahead, slack=context.slack)
    _EVENTS[row.event](room, event, context, at)


# --- LiveKit's own
def _room_started(room: Room, event: Event, context: Context, at: datetime) -> None:
    lifecycle.incarnation_started(
        room,
        room_sid=event.room_sid,
        made_at=event.room_made_at or event.created_at,
        started_at=event.started(received_at=context.received_at),
        at=at,
        around=context.around,
    )


def _room_finished(room: Room, event: Event, context: Context, at: datetime) -> None:
    when = event.happened(received_at=context.received_at)
    half = (when.latest - when.earliest) / 2
    lifecycle.incarnation_finished(
        room,
        room_sid=event.room_sid,
        finished_at=when.earliest + half,
        precision=half.total_seconds() + when.slack,
        at=at,
        around=context.around,
    )
    lifecycle.close_with_incarnation(room, at=at)


def _participant_joined(room: Room, event: Event, context: Context, at: datetime) -> None:
    if event.connection is None or event.is_helper:
        return
    lifecycle.person_joined(
        room,
        event.connection,
        known_by=KnownBy.WEBHOOK,
        at=at,
        room_made_at=event.room_made_at,
        around=context.around,
    )
    consent.somebody_came(room, event.connection.identity, sid=event.connection.sid, at=at)


def _participant_left(room: Room, event: Event, context: Context, at: datetime) -> None:
    if event.connection is None or event.is_helper:
        return
    lifecycle.person_left(
        room,
        event.connection,
        event.happened(received_at=context.received_at),
        at=at,
        room_made_at=event.room_made_at,
        around=context.around,
    )
    consent.somebody_left(room, at=at)


def _track(room: Room, event: Event, context: Context, at: datetime) -> None:
    if event.connection is None or context.is_of_stranger:
        return
    lifecycle.track_seen(
        room,
        event.connection,
        happened_at=event.created_at,
        is_own_act=event.name == "track_published",
        at=at,
        around=context.around,
    )
    if event.name == "track_published":
        consent.somebody_published(room, event.connection.identity, at=at)


def _egress(room: Room, event: Event, context: Context, at: datetime) -> None:
    report = livekit.read_egress(event.egress)
    if not recordings.apply(room, report, at):
        streaming.apply(room, report, at=at)


# --- What reconcile found
def _listed(room: Room, found: Finding, at: datetime) -> None:
    if found.connection is not None:
        lifecycle.person_listed(room, found.connection, listed_at=found.seen_at, at=at)
        consent.somebody_came(room, found.connection.identity, sid=found.connection.sid, at=at)


def _missing(room: Room, found: Finding, at: datetime) -> None:
    if found.connection is not None:
        lifecycle.person_missing(
            room, found.connection.sid, since=found.since, missing_at=found.seen_at, at=at
        )
        consent.somebody_left(room, at=at)


def _room_listed(room: Room, found: Finding, at: datetime) -> None:
    lifecycle.incarnation_started(
        room,
        room_sid=found.room_sid,
        made_at=found.made_at or found.seen_at,
        at=at,
        seen_at=found.seen_at,
        around=lifecycle.Circumstances(listed_at=found.since, down_at=found.down_at),
    )


def _room_missing(room: Room, found: Finding, at: datetime) -> None:
    lifecycle.incarnation_missing(
        room, listed_at=found.seen_at, since=found.since, down_at=found.down_at, at=at
    )


def _server_died(room: Room, found: Finding, at: datetime) -> None:
    if found.made_at is not None:
        _room_listed(room, found, at)
    else:
        _room_missing(room, found, at)


_EVENTS: dict[str, Callable[[Room, Event, Context, datetime], None]] = {
    "room_started": _room_started,
    "room_finished": _room_finished,
    "participant_joined": _participant_joined,
    "participant_left": _participant_left,
    "track_published": _track,
    "track_unpublished": _track,
    "egress_started": _egress,
    "egress_updated": _egress,
    "egress_ended": _egress,
}
_FINDINGS: dict[str, Callable[[Room, Finding, datetime], None]] = {
    findings.LISTED: _listed,
    findings.MISSING: _missing,
    findings.ROOM_LISTED: _room_listed,
    findings.ROOM_MISSING: _room_missing,
    findings.SERVER_DIED: _server_died,
}
