"""Asks LiveKit to start, change and end the egress behind a room's targets.

A start is asked for once: LiveKit's server writes the keys in it into its log where no recorder answers
(seen with 1.13.5), so the recorder is asked first how it is, and a lost answer is looked up, not repeated.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rooms import effects, lifecycle, livekit
from rooms.conf import conf
from rooms.exceptions import EgressOver, EgressRefused, LiveKitNotFound, LiveKitUnavailable, NoRecorder
from rooms.models import STREAM_RUNS, Effect, RoomStream, StreamStatus, StreamTarget
from rooms.recordings.answering import OK, recorder_takes_orders
from rooms.streaming import events
from rooms.streaming.addresses import Address
from rooms.streaming.sealing import Unreadable, unseal
from rooms.streaming.status import move_stream, move_target, targets_of

logger = logging.getLogger("rooms.streaming")


@effects.handler("start_stream", is_slow=True)
def _start(effect: Effect) -> None:
    at = effects.began_at(effect)
    health = recorder_takes_orders()
    with _locked(effect) as stream:
        if stream is None or stream.status != StreamStatus.STARTING or stream.egress_id:
            return
        was_asked = stream.start_asked_at is not None
        addresses = [] if was_asked else _addresses(targets_of(stream, wanted=True), at=at)
        if not was_asked and (health != OK or not addresses):
            _fail(stream, "no_recorder" if health != OK else "", f"recorder: {health}", at=at)
            return
        if not was_asked:
            stream.start_asked_at = at
            stream.save(update_fields=["start_asked_at"])
        room = stream.room
    if not was_asked:
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
                    code = "no_recorder" if isinstance(error, NoRecorder) else "not_begun"
                    _fail(stream, code, "", at=at)
            return
        except LiveKitUnavailable as error:
            logger.warning("room %s: the start of a stream was not answered: %s", room.name, error.code)
        else:
            with lifecycle.locked_room(pk=room.pk) as locked:
                events.apply(locked, egress, at=at)
            return
    _look_up(effect, at=at)


def _look_up(effect: Effect, *, at: datetime) -> None:
    """Whether a start whose answer was lost has begun all the same."""
    room = effect.room
    assert room is not None, "a stream has a room"
    for egress in livekit.list_egresses(room_name=room.name, only_active=True):
        with lifecycle.locked_room(pk=room.pk) as locked:
            if events.apply(locked, egress, at=at):
                return
    with _locked(effect) as stream:
        if stream is not None and not stream.egress_id:
            _fail(stream, "no_recorder", "LiveKit did not answer, and lists no such egress", at=at)


@effects.handler("update_stream", is_slow=True)
def _update(effect: Effect) -> None:
    at = effects.began_at(effect)
    with _locked(effect) as stream:
        if stream is None or stream.status != StreamStatus.LIVE or not stream.egress_id:
            return  # it is over, or will be brought in line when it is live
        added = _addresses(targets_of(stream, wanted=True, status=StreamStatus.STARTING), at=at)
        removed = _addresses(targets_of(stream, wanted=False, status=StreamStatus.ENDING), at=at)
        room, egress_id = stream.room, stream.egress_id
    if not added and not removed:
        return
    egress = livekit.update_stream(
        egress_id,
        add=[address.full for address in added],
        remove=[address.full for address in removed],
    )
    with lifecycle.locked_room(pk=room.pk) as locked:
        events.apply(locked, egress, at=at)


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


@contextmanager
def _locked(effect: Effect) -> Iterator[RoomStream | None]:
    """The stream of an effect, and the lock of its room; None where it was deleted."""
    assert effect.room_id is not None, "a stream has a room"
    with lifecycle.locked_room(pk=effect.room_id) as room:
        stream = room.streams.filter(pk=effect.payload["stream_id"]).first()
        if stream is not None:
            stream.room = room
        yield stream


def _addresses(targets: Iterable[StreamTarget], *, at: datetime) -> list[Address]:
    """Of those whose keys can be read; the others have failed."""
    found: list[Address] = []
    for target in targets:
        try:
            found.append(Address(target.url, unseal(target.sealed_key)))
        except Unreadable as error:
            move_target(target, StreamStatus.FAILED, at=at, error_code=error.code)
    return found


def _fail(stream: RoomStream, code: str, detail: str, *, at: datetime) -> None:
    events.end_targets(targets_of(stream), at=at, error_code=code, error_detail=detail)
    move_stream(stream, StreamStatus.FAILED, at=at, error_code=code, error_detail=detail)
