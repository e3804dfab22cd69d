"""What LiveKit reports of a streaming egress, in webhooks, lists and answers: any order, any number of times.

Reports name targets without their keys (`addresses.redact`); two targets that look alike then are told apart by
their order, which LiveKit keeps.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from rooms.livekit import EgressReport, EgressStream
from rooms.models import STREAM_RUNS, Room, RoomStream, StreamStatus, StreamTarget
from rooms.streaming.addresses import Address, redact
from rooms.streaming.orders import ask_to_stop, ask_to_update
from rooms.streaming.sealing import Unreadable, unseal
from rooms.streaming.status import move_stream, move_target, targets_of

#: What did not begin in time.
START_TIMEOUT = "start_timeout"


def stream_of(room: Room, egress: EgressReport) -> RoomStream | None:
    """The row of an egress; one whose answer was lost is that of the start that waits for it, or has in vain."""
    known = room.streams.filter(egress_id=egress.egress_id).first()
    if known is not None or egress.path or not egress.streams:
        return known
    asked = room.streams.filter(egress_id__isnull=True, start_asked_at__isnull=False)
    return asked.filter(status__in=STREAM_RUNS).first() or asked.first()


def apply(room: Room, egress: EgressReport, *, at: datetime) -> bool:
    """Take over one report. The caller holds the room's lock.

    Returns:
        Whether the egress is a stream of ours.
    """
    stream = stream_of(room, egress)
    if stream is None:
        return False
    stream.room = room
    if stream.egress_id is None:
        stream.egress_id = egress.egress_id
        stream.save(update_fields=["egress_id"])
        if stream.status == StreamStatus.ENDING:
            # Taken off air before we knew what to stop.
            ask_to_stop(stream, occasion=egress.egress_id, at=at)
    if stream.status not in STREAM_RUNS:
        if egress.status in {"STARTING", "ACTIVE"}:
            # For us it is off air, whatever kept LiveKit from hearing of that: nobody may watch on.
            ask_to_stop(stream, occasion=f"again:{egress.updated_ns}", at=at)
        return True
    if egress.updated_ns < stream.reported_ns:
        return True
    stream.reported_ns = egress.updated_ns
    stream.save(update_fields=["reported_ns"])
    targets = targets_of(stream)
    came_late = False
    if egress.status != "STARTING":  # until then each target is called active, and none is
        for target, report in _matched(targets, egress.streams):
            if egress.status == report.status == "ACTIVE" and may_come_late(target):
                # It is on air all the same, and nobody may watch on.
                target.started_at = at
                move_target(target, StreamStatus.ENDING, at=at)
                came_late = True
            _apply_to_target(target, report, at=at)
    if egress.is_over:
        _end(stream, targets, egress, at=at)
    elif egress.status == "ACTIVE" and stream.status == StreamStatus.STARTING:
        move_stream(stream, StreamStatus.LIVE, at=at)
        if any(not target.wanted or target.status == StreamStatus.STARTING for target in targets):
            ask_to_update(stream, at=at)  # put on or taken off while it started
    elif came_late:
        ask_to_update(stream, at=at)
    return True


def _matched(
    targets: Iterable[StreamTarget], reports: Iterable[EgressStream]
) -> Iterable[tuple[StreamTarget, EgressStream]]:
    """Each target with the newest report of it. One that was taken off and put on again has several."""
    by_name: dict[str, list[EgressStream]] = defaultdict(list)
    for report in reports:
        by_name[report.url].append(report)
    alike: dict[str, list[StreamTarget]] = defaultdict(list)
    for target in targets:
        alike[_reported_name(target)].append(target)
    for name, several in alike.items():
        found = by_name.get(name, [])
        yield from zip(several, found[-len(several) :], strict=False)


def _reported_name(target: StreamTarget) -> str:
    try:
        return redact(Address(target.url, unseal(target.sealed_key)).full)
    except Unreadable:
        return f"{target.url}/{{...}}"


def may_come_late(target: StreamTarget) -> bool:
    """It was given up beside others that are live, and LiveKit may have heard of it all the same."""
    is_live = target.stream is not None and target.stream.status == StreamStatus.LIVE
    return is_live and target.error_code == START_TIMEOUT


def _is_of_an_earlier_try(target: StreamTarget, report: EgressStream) -> bool:
    """It failed, was put on again, and the recorder has not heard of that yet: its last word is still the old one."""
    if target.status != StreamStatus.STARTING or target.requested_at is None or report.ended_at is None:
        return False
    return report.ended_at < target.requested_at


def _apply_to_target(target: StreamTarget, report: EgressStream, *, at: datetime) -> None:
    if target.status not in STREAM_RUNS:
        return
    if report.status == "ACTIVE":
        # Of one that is being taken off this is an old word.
        if target.wanted:
            move_target(target, StreamStatus.LIVE, at=at)
    elif report.status == "FAILED":
        if _is_of_an_earlier_try(target, report):
            return
        code = "refused" if target.status == StreamStatus.STARTING else "broken_off"
        move_target(target, StreamStatus.FAILED, at=at, error_code=code, error_detail=report.error)
    elif target.status == StreamStatus.ENDING:
        move_target(target, StreamStatus.IDLE, at=at)
    elif target.status == StreamStatus.LIVE:
        # It finished, and nobody here took it off.
        move_target(target, StreamStatus.FAILED, at=at, error_code="broken_off", error_detail=report.error)


def _end(stream: RoomStream, targets: list[StreamTarget], egress: EgressReport, *, at: datetime) -> None:
    well = egress.status in {"COMPLETE", "LIMIT_REACHED"} or stream.status == StreamStatus.ENDING
    end_targets(
        targets,
        at=at,
        error_code="" if well else ("recorder_lost" if stream.started_at else "not_begun"),
        error_detail="" if well else egress.error,
    )
    to = StreamStatus.IDLE if well else StreamStatus.FAILED
    move_stream(stream, to, at=at, error_detail="" if well else egress.error)


def end_targets(
    targets: Iterable[StreamTarget], *, at: datetime, error_code: str = "", error_detail: str = ""
) -> None:
    """Whatever was on air no longer is: failed where there is an error and nobody wanted it off."""
    for target in targets:
        if target.status not in STREAM_RUNS:
            continue
        if error_code and target.status != StreamStatus.ENDING:
            move_target(target, StreamStatus.FAILED, at=at, error_code=error_code, error_detail=error_detail)
        else:
            move_target(target, StreamStatus.IDLE, at=at)
