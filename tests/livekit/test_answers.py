from datetime import UTC, datetime
from typing import Any

import pytest
from livekit.protocol.models import ParticipantInfo, ParticipantPermission, Room

from rooms.livekit import LiveKitParticipant, LiveKitRoom

AT_NOON = datetime(2026, 3, 4, 12, 0, 0, 125_000, tzinfo=UTC)
SECONDS, MILLISECONDS = 1_772_625_600, 1_772_625_600_125


def participant(**fields: Any) -> LiveKitParticipant:
    return LiveKitParticipant.read(ParticipantInfo(sid="PA_jonas", identity="7-jonas@example.org", **fields))


def test_a_room_keeps_its_milliseconds() -> None:
    room = Room(
        sid="RM_1", name="individual-829b8d608f60", creation_time=SECONDS, creation_time_ms=MILLISECONDS
    )

    assert LiveKitRoom.read(room) == LiveKitRoom("RM_1", "individual-829b8d608f60", AT_NOON, 0)


def test_an_old_server_knows_whole_seconds() -> None:
    room = Room(sid="RM_1", name="individual-829b8d608f60", creation_time=SECONDS)

    assert LiveKitRoom.read(room).created_at == AT_NOON.replace(microsecond=0)


def test_a_person_is_told_in_our_words() -> None:
    jonas = participant(
        name="Jonas Weber",
        state=ParticipantInfo.ACTIVE,
        joined_at=SECONDS,
        joined_at_ms=MILLISECONDS,
        attributes={"role": "participant"},
    )

    assert jonas == LiveKitParticipant(
        sid="PA_jonas",
        identity="7-jonas@example.org",
        name="Jonas Weber",
        joined_at=AT_NOON,
        state="ACTIVE",
        kind="STANDARD",
        attributes={"role": "participant"},
    )


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (ParticipantInfo.JOINING, "JOINING"),
        (ParticipantInfo.JOINED, "JOINED"),
        (ParticipantInfo.ACTIVE, "ACTIVE"),
        (ParticipantInfo.DISCONNECTED, "DISCONNECTED"),
    ],
)
def test_its_state_is_a_word(state: ParticipantInfo.State, word: str) -> None:
    assert participant(state=state).state == word


@pytest.mark.parametrize(
    ("kind", "word", "is_helper"),
    [
        (ParticipantInfo.STANDARD, "STANDARD", False),
        (ParticipantInfo.SIP, "SIP", False),
        (ParticipantInfo.INGRESS, "INGRESS", False),
        (ParticipantInfo.EGRESS, "EGRESS", True),
        (ParticipantInfo.AGENT, "AGENT", True),
    ],
)
def test_recorders_and_agents_are_helpers_and_phones_are_people(
    kind: ParticipantInfo.Kind, word: str, is_helper: bool
) -> None:
    found = participant(kind=kind)

    assert (found.kind, found.is_helper) == (word, is_helper)


def test_somebody_of_a_kind_that_we_do_not_know_is_a_person() -> None:
    found = participant(kind=77)

    assert (found.kind, found.is_helper) == ("KIND_77", False)


def test_a_recorder_is_a_helper_and_a_hidden_viewer_is_a_person() -> None:
    recorder = participant(permission=ParticipantPermission(recorder=True, hidden=True))
    viewer = participant(permission=ParticipantPermission(hidden=True))

    assert recorder.is_helper
    assert viewer.hidden
    assert not viewer.is_helper
