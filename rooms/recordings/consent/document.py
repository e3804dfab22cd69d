"""The whole of it as one person sees it: what is recorded, with which words they are asked, who has answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from rooms.models import (
    ConsentRule,
    ConsentWay,
    RecordingConsent,
    Role,
    Room,
    RoomParticipant,
    RoomRecording,
)
from rooms.recordings.consent import texts
from rooms.recordings.consent.entering import is_told, rule_for
from rooms.recordings.consent.running import (
    ASKS_AT_THE_DOOR,
    answer_of,
    answers_to,
    people_asked,
    running,
)


def consent_as_seen(
    room: Room, participant: RoomParticipant | None, role: Role | str, *, at: datetime
) -> dict[str, Any]:
    """What `GET consent/` answers. Not for a transaction that may be rolled back: the words are kept.

    Args:
        participant: their row in the room, if they have one.
        role: what they are there, or would be.
    """
    recording = running(room)
    rule = rule_for(room, recording, role)
    asked_about = recording if rule == ConsentRule.ASK else None
    mine = _mine(room, asked_about, participant)
    waits = asked_about is not None and asked_about.status in ASKS_AT_THE_DOOR
    has_words = asked_about is not None or is_told(room, recording, role)
    return {
        "required": waits and mine is None,
        "recording": _of_recording(recording),
        "text": _text(room, asked_about, rule) if has_words else None,
        "mine": mine and {"agree": mine.agreed, "at": mine.given_at, "text_id": str(mine.text_id)},
        "held_back": participant is not None and participant.held_back_at is not None,
        "answers": _answers(room, asked_about, at=at) if role == Role.HOST else [],
    }


def _of_recording(recording: RoomRecording | None) -> dict[str, Any] | None:
    if recording is None:
        return None
    return {
        "id": str(recording.pk),
        "status": recording.status,
        "asked_until": recording.asked_until,
    }


def _text(room: Room, recording: RoomRecording | None, rule: str) -> dict[str, str]:
    """The words in which somebody is asked about this recording; None: told that there may be one."""
    words = texts.compose(room, recording, rule)
    return {
        "id": str(texts.store(words).pk),
        "language": words.language,
        "title": texts.title_of(recording),
        "said_by_host": words.said_by_host,
        "contains": words.contains,
        "seen_by": words.seen_by,
        "kept_until": words.kept_until,
        "if_declined": words.if_declined,
        "body": words.body,
    }


def _mine(
    room: Room, recording: RoomRecording | None, participant: RoomParticipant | None
) -> RecordingConsent | None:
    if participant is None:
        return None
    if recording is not None:
        return answer_of(recording, participant)
    told = RecordingConsent.objects.filter(room=room, participant=participant, way=ConsentWay.INFORMED)
    return told.order_by("-given_at", "-pk").first()


def _answers(room: Room, recording: RoomRecording | None, *, at: datetime) -> list[dict[str, Any]]:
    """Everybody who is asked, and everybody who has answered, in the order they came."""
    if recording is None:
        return []
    answers = answers_to(recording)
    asked = people_asked(room, recording, at=at)
    people = {row.pk: row for row in [*asked, *room.participants.filter(pk__in=answers)]}
    in_order = sorted(people.values(), key=lambda row: (row.created_at, row.pk))
    return [_answer(row, answers) for row in in_order if not row.may_not_be_inside]


def _answer(row: RoomParticipant, answers: Mapping[UUID, RecordingConsent]) -> dict[str, Any]:
    given = answers.get(row.pk)
    said = "waiting" if given is None else "agreed" if given.agreed else "declined"
    return {
        "participant_id": str(row.pk),
        "name": row.name,
        "answer": said,
        "way": given.way if given is not None else None,
        "held_back": row.held_back_at is not None,
    }
