"""Asks LiveKit to start, change and end the egress behind a room's targets.

A start is asked for once: LiveKit's server writes the keys in it into its log where no recorder answers
(seen with 1.13.5), so the recorder is asked first how it is, and a lost answer is looked up, not repeated.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeGuard

from rooms import effects, lifecycle, livekit
from rooms.conf import conf
from rooms.exceptions import EgressOver, EgressRefused, LiveKitNotFound, LiveKitUnavailable, NoRecorder
from rooms.livekit import EgressReport
from rooms.models import STREAM_RUNS, Effect, Room, RoomStream, StreamStatus, StreamTarget
from rooms.recordings.answering import OK, recorder_takes_orders
from rooms.streaming import events
from rooms.streaming.addresses import Address
from rooms.streaming.sealing import Unreadable, unseal
from rooms.streaming.status import move_stream, move_target, targets_of

logger = logging.getLogger("rooms.streaming")


@effects.handler("start_stream", is_slow=True)
def _start(effect: Effect) -> None:
    at = effects.began_at(effect)
    addresses = _to_ask_for(effect, at=at)
    if not (addresses and _ask(effect, addresses, at=at)):
        _look_up(effect, at=at)


def _to_ask_for(effect: Effect, *, at: datetime) -> list[Address]:
    """What LiveKit is asked for, now and not again; empty where it was asked before, or is not to be."""
    health = recorder_takes_orders()
    with _locked(effect) as stream:
        if not _is_without_egress(stream) or stream.start_asked_at or stream.status != StreamStatus.STARTING:
            return []
        addresses = _addresses(targets_of(stream, wanted=True), at=at)
        if health != OK or not addresses:
            _fail(stream, "no_recorder" if health != OK else "", f"recorder: {health}", at=at)
            return []
        stream.start_asked_at = at
        stream.save(update_fields=["start_asked_at"])
    return list(addresses.values())


def _ask(effect: Effect, addresses: list[Address], *, at: datetime) -> bool:
    """Whether LiveKit answered."""
    room = _room_of(effect)
    try:
        egress = livekit.start_egress(
            room.name,
            page_url=conf.recorder_page_url,
            stream_urls=[address.full for address in addresses],
            size=conf.recording_size,
        )
    except (LiveKitNotFound, NoRecorder, EgressRefused) as error:
        with _locked(effect) as stream:
            if stream is not None:
                _fail(stream, "no_recorder" if isinstance(error, NoRecorder) else "not_begun", "", at=at)
    except LiveKitUnavailable as error:
        logger.warning("room %s: the start of a stream was not answered: %s", room.name, error.code)
        return False
    else:
        _take(room, [egress], at=at)
    return True


def _look_up(effect: Effect, *, at: datetime) -> None:
    """Whether a start whose answer was lost has begun all the same."""
    with _locked(effect) as stream:
        if not _is_without_egress(stream) or stream.start_asked_at is None:
            return
    room = _room_of(effect)
    if _take(room, livekit.list_egresses(room_name=room.name, only_active=True), at=at):
        return
    with _locked(effect) as stream:
        if stream is not None and not stream.egress_id:
            _fail(stream, "no_recorder", "LiveKit did not answer, and lists no such egress", at=at)


@effects.handler("update_stream", is_slow=True)
def _update(effect: Effect) -> None:
    """Each target by itself: the recorder does all that it is asked at once, or nothing of it."""
    at = effects.began_at(effect)
    with _locked(effect) as stream:
        if stream is None or stream.status != StreamStatus.LIVE or not stream.egress_id:
            return  # it is over, or will be brought in line when it is live
        egress_id = stream.egress_id
    # What an earlier try did, or what has ended by itself, is not asked for again.
    _take(_room_of(effect), livekit.list_egresses(egress_id=egress_id), at=at)
    with _locked(effect) as stream:
        if stream is None or stream.status != StreamStatus.LIVE:
            return
        removed = _addresses(targets_of(stream, wanted=False, status=StreamStatus.ENDING), at=at)
        added = _addresses(targets_of(stream, wanted=True, status=StreamStatus.STARTING), at=at)
    for target, address in removed.items():
        _remove(effect, egress_id, target, address, at=at)
    for target, address in added.items():
        _add(effect, egress_id, target, address, at=at)


def _remove(effect: Effect, egress_id: str, target: StreamTarget, address: Address, *, at: datetime) -> None:
    try:
        egress = livekit.update_stream(egress_id, remove=[address.full])
    except LiveKitNotFound:
        with _unchanged(effect, target) as found:
            if found is not None:
                move_target(found, StreamStatus.IDLE, at=at)
    except EgressOver:
        return  # all of it ends; it is told
    else:
        _take(_room_of(effect), [egress], at=at)


def _add(effect: Effect, egress_id: str, target: StreamTarget, address: Address, *, at: datetime) -> None:
    try:
        egress = livekit.update_stream(egress_id, add=[address.full])
    except EgressRefused as error:
        with _unchanged(effect, target) as found:
            if found is not None:
                move_target(
                    found, StreamStatus.FAILED, at=at, error_code="refused", error_detail=error.reason
                )
    except (EgressOver, LiveKitNotFound):
        return
    else:
        _take(_room_of(effect), [egress], at=at)


@effects.handler("stop_stream")
def _stop(effect: Effect) -> None:
    """Whatever we call it by now: what LiveKit still runs is ended."""
    at = effects.began_at(effect)
    with _locked(effect) as stream:
        if stream is None:
            return
        if not stream.egress_id:
            if stream.start_asked_at is None and stream.status in STREAM_RUNS:
                events.end_targets(targets_of(stream), at=at)
                move_stream(stream, StreamStatus.IDLE, at=at)
            return  # its start is being asked for: who hears the answer stops it
        room, egress_id = stream.room, stream.egress_id
    try:
        reports = [livekit.stop_egress(egress_id)]
    except (EgressOver, LiveKitNotFound):
        reports = livekit.list_egresses(egress_id=egress_id)
    with lifecycle.locked_room(pk=room.pk) as locked:
        for egress in reports:
            events.apply(locked, egress, at=at)
        stream = locked.streams.filter(egress_id=egress_id, status__in=STREAM_RUNS).first()
        if stream is not None and not reports:
            stream.room = locked
            events.end_targets(targets_of(stream), at=at)
            move_stream(stream, StreamStatus.IDLE, at=at)


def _room_of(effect: Effect) -> Room:
    assert effect.room is not None, "a stream has a room"
    return effect.room


def _take(room: Room, reports: Iterable[EgressReport], *, at: datetime) -> bool:
    """Take over what LiveKit says; whether any of it is ours."""
    with lifecycle.locked_room(pk=room.pk) as locked:
        ours = [report for report in reports if events.apply(locked, report, at=at)]
    return bool(ours)


@contextmanager
def _locked(effect: Effect) -> Iterator[RoomStream | None]:
    """The stream of an effect, and the lock of its room; None where it was deleted."""
    with lifecycle.locked_room(pk=_room_of(effect).pk) as room:
        stream = room.streams.filter(pk=effect.payload["stream_id"]).first()
        if stream is not None:
            stream.room = room
        yield stream


def _is_without_egress(stream: RoomStream | None) -> TypeGuard[RoomStream]:
    return stream is not None and stream.status in STREAM_RUNS and not stream.egress_id


@contextmanager
def _unchanged(effect: Effect, target: StreamTarget) -> Iterator[StreamTarget | None]:
    """A target, and the lock of its room, if it is still as it was when LiveKit was asked."""
    with _locked(effect) as stream:
        found = [] if stream is None else targets_of(stream, pk=target.pk, status=target.status)
        yield next(iter(found), None)


def _addresses(targets: Iterable[StreamTarget], *, at: datetime) -> dict[StreamTarget, Address]:
    """Of those whose keys can be read; the others have failed."""
    found: dict[StreamTarget, Address] = {}
    for target in targets:
        try:
            found[target] = Address(target.url, unseal(target.sealed_key))
        except Unreadable as error:
            move_target(target, StreamStatus.FAILED, at=at, error_code=error.code)
    return found


def _fail(stream: RoomStream, code: str, detail: str, *, at: datetime) -> None:
    events.end_targets(targets_of(stream), at=at, error_code=code, error_detail=detail)
    move_stream(stream, StreamStatus.FAILED, at=at, error_code=code, error_detail=detail)
