"""What is known of a person, as one JSON document."""

import json
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from rooms.models import (
    ConsentRule,
    ConsentWay,
    RecordingConsent,
    Room,
    RoomParticipant,
    WebhookEvent,
)
from rooms.privacy import export, find
from rooms.recordings.consent import texts
from tests.privacy.everything import run
from tests.site import User


def exported(wanted: str) -> Any:
    said, code = run("rooms_export", wanted)
    assert code == 0
    return json.loads(said)


def test_all_that_is_known_of_a_person(over: Room, jonas: RoomParticipant, client_user: User) -> None:
    told = exported("jonas@example.org")
    assert told["person"]["ref"] == str(client_user.pk)
    assert (told["person"]["names"], told["person"]["emails"]) == (["Jonas Weber"], ["jonas@example.org"])
    (found,) = told["rooms"]
    assert found["room"]["name"] == over.name
    (own,) = found["participants"]
    assert (own["identity"], own["name"], own["is_client"]) == (jonas.identity, "Jonas Weber", True)
    (visit,) = own["visits"]
    assert (visit["joined_known_by"], visit["left_known_by"], visit["medium"]) == (
        "webhook",
        "webhook",
        "video",
    )
    assert datetime.fromisoformat(visit["left_at"]).utcoffset() is not None
    assert [line["text"] for line in found["messages"]] == ["My knee hurts again"]
    assert [row["text"] for row in found["objections"]] == ["Jonas Weber was there."]
    assert [row["reason"] for row in found["overrides"]] == ["Jonas Weber came for the form only"]
    assert [row["version"] for row in found["statements"]] == [1, 2]
    assert {row["event"] for row in found["events"]} == {"participant_joined", "participant_left"}
    assert {row["payload"]["name"] for row in found["effects"]} >= {"participant_joined", "session_ended"}


def test_also_what_they_agreed_to_and_with_which_words(
    over: Room, jonas: RoomParticipant, nadia: RoomParticipant, now: datetime
) -> None:
    text = texts.store(texts.compose(over, None, ConsentRule.INFORM, language="en"))
    for person, agreed in ((jonas, False), (nadia, True)):
        RecordingConsent.objects.create(
            room=over, participant=person, text=text, agreed=agreed, way=ConsentWay.ASKED, given_at=now
        )

    (found,) = exported("jonas@example.org")["rooms"]

    assert [(row["agreed"], row["way"], row["text"]) for row in found["consents"]] == [
        (False, "asked", text.body)
    ]


def test_nothing_of_what_others_wrote_or_did(over: Room, nadia: RoomParticipant) -> None:
    (found,) = exported("jonas@example.org")["rooms"]
    plain = json.dumps({key: part for key, part in found.items() if key not in {"effects", "room"}})
    assert nadia.identity not in plain
    assert "Welcome" not in plain


def test_only_events_that_still_have_their_payload(over: Room) -> None:
    WebhookEvent.objects.update(payload={}, stripped_at=timezone.now())
    (found,) = exported("jonas@example.org")["rooms"]
    assert found["events"] == []


def test_into_a_file_that_only_its_owner_reads(over: Room, tmp_path: Path) -> None:
    file = tmp_path / "jonas.json"
    said, _ = run("rooms_export", "jonas@example.org", "--output", str(file))
    assert said == f"1 rooms written to {file}.\n"
    assert json.loads(file.read_text(encoding="utf-8"))["rooms"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="cannot be written"):
        run("rooms_export", "jonas@example.org", "--output", str(file))


def test_of_whom_nothing_is_known_it_is_empty(second_client: User) -> None:
    assert exported("mara@example.org")["rooms"] == []


def test_it_comes_in_parts(over: Room, client_user: User) -> None:
    parts = list(export(find(str(client_user.pk), client_user), at=timezone.now()))
    assert len(parts) > 3
    assert json.loads("".join(parts))["rooms"]


def test_after_forgetting_there_is_nothing_to_tell(over: Room) -> None:
    run("rooms_forget", "jonas@example.org", "--yes")
    assert exported("jonas@example.org")["rooms"] == []
