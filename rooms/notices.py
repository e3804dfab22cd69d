"""What the server says into a running call: small JSON on topics of ours.

It arrives without a sender, and that is how a page knows it from what a participant sends on the same topic.
Whoever is not inside hears nothing; what must not be missed is in the API, too.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from rooms import effects, livekit
from rooms.conf import conf
from rooms.exceptions import WAS_REMOVED
from rooms.models import ChatMessage, Effect, RecordingStatus, Room, RoomRecording, RoomType, StreamStatus

#: A new line of the chat: a Message, as the API gives it.
CHAT = "rooms.chat"
#: How many are inside, in rooms whose crowd sees nobody of itself: `{"count": …}`.
PEOPLE = "rooms.people"
#: A recording is asked about, or somebody has answered: `{"recording_id", "asked_until", "answered"}`. No names.
CONSENT = "rooms.consent"

#: How the recording is: `recording_state`.
RECORDING = "rooms.recording"

#: Whether the room is streamed live: `streaming_state`.
STREAMING = "rooms.streaming"

#: A line that comes later than this would seem new; who missed it finds it in the API.
WORTH_SAYING = timedelta(seconds=10)
#: A crowd comes and goes by the second: its number is said at most once in so many.
BETWEEN_COUNTS = timedelta(seconds=2)
WORTH_COUNTING = timedelta(minutes=1)
#: What is said of a recording is looked up when it is said, so it may come late.
WORTH_TELLING = timedelta(minutes=10)


def line_of(message: ChatMessage) -> dict[str, Any]:
    """A Message, in the API and in the call alike; its sender's row is looked at."""
    sender = message.sender
    return {
        "id": str(message.id),
        "number": message.number,
        "text": str(WAS_REMOVED) if message.forgotten_at else message.text,
        "sender": {"id": str(sender.id), "name": sender.name, "role": sender.role},
        "sent_at": message.sent_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }


def queue_line(message: ChatMessage, *, at: datetime) -> None:
    """Queue a line of the chat for those inside, in the transaction that stores it."""
    effects.queue(
        "say_line",
        str(message.id),
        room=message.room,
        due_at=at,
        expires_at=at + WORTH_SAYING,
        payload={"message_id": str(message.id)},
    )


def line_key(message: ChatMessage) -> str:
    """The key of that effect, for `effects.run_now`."""
    return f"say_line:{message.id}"


def queue_count(room: Room, *, at: datetime) -> None:
    """Queue the number of people inside, where a crowd watches; what changes within two seconds is said once.

    The caller holds the room's lock, and saves a new revision of it. `at` may be older than the last number that was
    said: whoever waited for the lock took it before.
    """
    if room.room_type != RoomType.BROADCAST or room.has_ended or not room.participant_count:
        return
    if effects.join_waiting("say_count", room=room, expires_at=at + BETWEEN_COUNTS + WORTH_COUNTING):
        return
    said_at = room.effects.filter(kind="say_count").aggregate(last=Max("done_at"))["last"]
    due_at = max(at, said_at or at) + BETWEEN_COUNTS
    effects.queue(
        "say_count",
        f"{room.id}:{room.revision}",
        room=room,
        due_at=due_at,
        expires_at=due_at + WORTH_COUNTING,
    )


def recording_state(room: Room, recording: RoomRecording | None) -> dict[str, Any]:
    """How the recording of a room is, for everyone in it; in the API and in the call alike.

    Args:
        recording: its newest; one that runs no more counts as none.
    """
    now = recording if recording is not None and recording.runs else None
    return {
        "active": now is not None and now.status == RecordingStatus.ACTIVE,
        "since": _told(now.started_at) if now is not None else None,
        "status": str(now.status) if now is not None else None,
        "id": str(now.id) if now is not None else None,
        "consent": str(now.consent if now is not None else room.recording_consent),
        "audio_only": now.audio_only if now is not None else room.recording_audio_only,
        "starts_itself": room.recording_enabled and room.recording_starts_itself,
        "asked_until": _told(now.asked_until) if now is not None and now.status == "asking" else None,
        "ended_by": (recording.ended_by or None) if recording is not None and now is None else None,
    }


def queue_recording(room: Room, recording: RoomRecording, *, at: datetime) -> str:
    """Queue how its recording is now, for those inside. The caller holds the room's lock.

    Returns:
        The key of the effect, for `effects.run_now`.
    """
    return effects.queue(
        "say_recording",
        f"{recording.id}:{recording.status}:{at.isoformat()}",
        room=room,
        due_at=at,
        expires_at=at + WORTH_TELLING,
    )


def streaming_state(room: Room) -> dict[str, Any]:
    """Whether the room is on air, since when, and at how many places, for everyone in it; one query at most.

    What is being taken off is on air until LiveKit says that it is not.
    """
    if not (room.streaming_enabled or conf.can_stream):
        return {"active": False, "since": None, "targets": 0}
    live = room.stream_targets.filter(
        status__in=(StreamStatus.LIVE, StreamStatus.ENDING), started_at__isnull=False
    )
    since = list(live.values_list("started_at", flat=True))
    return {
        "active": bool(since),
        "since": _told(min((moment for moment in since if moment is not None), default=None)),
        "targets": len(since),
    }


def queue_streaming(room: Room, *, at: datetime) -> None:
    """Queue whether the room is on air, for those inside. The caller holds the room's lock, and grew its revision."""
    effects.queue(
        "say_streaming", f"{room.id}:{room.revision}", room=room, due_at=at, expires_at=at + WORTH_TELLING
    )


def _told(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment is not None else None


def queue_consent(recording: RoomRecording, *, occasion: str, answered: bool, at: datetime) -> str:
    """Queue the news that everybody is being asked, or that somebody has answered.

    Args:
        occasion: `asked`, or which answer.

    Returns:
        The key of the effect, for `effects.run_now`.
    """
    return effects.queue(
        "say_consent",
        f"{recording.pk}:{occasion}",
        room=recording.room,
        due_at=at,
        expires_at=at + WORTH_SAYING,
        payload={
            "recording_id": str(recording.pk),
            "asked_until": _told(recording.asked_until),
            "answered": answered,
        },
    )


@effects.handler("say_consent")
def _say_consent(effect: Effect) -> None:
    _say(effect.room, CONSENT, effect.payload)


@effects.handler("say_line")
def _say_line(effect: Effect) -> None:
    # The text is looked up, not kept in the outbox: it is stored once, and deleted once.
    message = ChatMessage.objects.select_related("sender").filter(pk=effect.payload["message_id"]).first()
    if message is not None:
        _say(effect.room, CHAT, line_of(message))


@effects.handler("say_count")
def _say_count(effect: Effect) -> None:
    if effect.room is not None:
        _say(effect.room, PEOPLE, {"count": effect.room.participant_count})


@effects.handler("say_streaming")
def _say_streaming(effect: Effect) -> None:
    if effect.room is not None:
        _say(effect.room, STREAMING, streaming_state(effect.room))


@effects.handler("say_recording")
def _say_recording(effect: Effect) -> None:
    if effect.room is not None:
        _say(effect.room, RECORDING, recording_state(effect.room, effect.room.recordings.first()))


def _say(room: Room | None, topic: str, payload: dict[str, Any]) -> None:
    if room is not None and _somebody_may_hear(room):
        livekit.send_data(room.name, json.dumps(payload, ensure_ascii=False).encode(), topic=topic)


def _somebody_may_hear(room: Room) -> bool:
    """A room that LiveKit does not have costs three seconds to say so. Who holds a seat may be inside already: the
    webhook that tells is on its way."""
    return not room.has_ended and (
        room.visits.filter(left_at__isnull=True).exists()
        or room.participants.filter(seat_until__gt=timezone.now()).exists()
    )
