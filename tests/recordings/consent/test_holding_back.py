"""Who has not agreed is inside without being published, whatever their token says; afterwards all are as before."""

import pytest

from rooms.models import RecordingStatus, Role
from rooms.recordings import consent
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import minute
from tests.recordings.consent.recorded import EVERYTHING, Recorded

pytestmark = pytest.mark.django_db


def test_who_declined_and_who_said_nothing_publishes_nothing_and_is_marked(
    recorded: Recorded, livekit: FakeLiveKit
) -> None:
    assert recorded.held_back() == recorded.muted(6) == {"jonas", "mara"}

    people = livekit.rooms[recorded.scene.room.name].people
    marked = {who for who, person in people.items() if person.attributes.get("held_back") == "1"}
    assert marked == {recorded.person("jonas").identity, recorded.person("mara").identity}


def test_while_all_are_only_asked_nobody_is_held_back(workshop: Recorded) -> None:
    workshop.presses("nadia", 5)
    workshop.says("jonas", False, 5.1)

    assert workshop.held_back() == workshop.muted(5.2) == set()


def test_who_agrees_later_is_let_go_at_once(recorded: Recorded, livekit: FakeLiveKit) -> None:
    assert recorded.muted(6) == {"jonas", "mara"}

    recorded.says("mara", True, 7)

    assert recorded.held_back() == recorded.muted(7) == {"jonas"}
    mara = recorded.person("mara").identity
    room = recorded.scene.room.name
    assert livekit.rights[room, mara] == EVERYTHING
    assert "held_back" not in livekit.rooms[room].people[mara].attributes


def test_who_takes_it_back_is_held_back_from_then_on(recorded: Recorded) -> None:
    recorded.says("mara", True, 7)
    recorded.says("mara", False, 8)

    assert recorded.held_back() == recorded.muted(8) == {"jonas", "mara"}
    assert recorded.recording.status == RecordingStatus.ACTIVE, "the others go on"


def test_when_it_is_over_everybody_may_speak_again(recorded: Recorded) -> None:
    assert recorded.muted(6) == {"jonas", "mara"}
    recorded.stops(8)
    assert recorded.held_back() == {"jonas", "mara"}, "the file is not closed yet"

    recorded.is_over(8.1)

    assert recorded.held_back() == recorded.muted(8.1) == set()


def test_who_was_away_when_it_ended_speaks_again_when_they_come_back_with_their_old_token(
    recorded: Recorded, livekit: FakeLiveKit
) -> None:
    """LiveKit refreshes tokens with the rights of that moment: theirs says no."""
    recorded.goes("mara", 7)
    recorded.is_over(8)
    assert recorded.muted(8) == set()

    recorded.comes("mara", 9)
    recorded.muted(9)

    assert livekit.rights[recorded.scene.room.name, recorded.person("mara").identity] == EVERYTHING


def test_who_comes_back_with_an_old_token_is_held_back_again(recorded: Recorded) -> None:
    recorded.goes("jonas", 7)
    recorded.comes("jonas", 7.1)

    assert recorded.muted(7.1) == {"jonas", "mara"}


def test_who_comes_with_a_token_of_before_the_recording_is_held_back_unasked(recorded: Recorded) -> None:
    recorded.comes("priya", 7)

    assert recorded.held_back() == recorded.muted(7) == {"jonas", "mara", "priya"}


def test_a_track_of_somebody_who_is_held_back_is_taken_away_each_time(
    recorded: Recorded, livekit: FakeLiveKit
) -> None:
    recorded.muted(6)
    room, jonas = recorded.scene.room, recorded.person("jonas").identity
    for number in (7, 7.1):
        livekit.rights.clear()
        consent.somebody_published(room, jonas, at=minute(number))
        assert recorded.muted(number) == {"jonas"}


def test_a_track_of_somebody_who_agreed_is_nobodys_business(recorded: Recorded, livekit: FakeLiveKit) -> None:
    recorded.muted(6)
    livekit.calls.clear()

    consent.somebody_published(recorded.scene.room, recorded.person("nadia").identity, at=minute(7))
    recorded.muted(7)

    assert livekit.asked("set_rights") == []


def test_viewers_are_as_they_were(recorded: Recorded, livekit: FakeLiveKit) -> None:
    recorded.scene.room.participants.filter(user_ref="priya").delete()
    recorded.person("priya")
    recorded.scene.room.participants.filter(user_ref="priya").update(role=Role.VIEWER)
    identity = recorded.scene.room.participants.get(user_ref="priya").identity
    livekit.enters(recorded.scene.room.name, identity)
    consent.somebody_came(recorded.scene.room, identity, sid="PA_viewer", at=minute(7))

    recorded.muted(7)

    assert (recorded.scene.room.name, identity) not in livekit.rights


def test_who_is_held_back_is_seen_so_in_the_room(recorded: Recorded) -> None:
    before = recorded.scene.room.revision
    recorded.says("mara", True, 7)

    assert recorded.scene.room.revision > before, "pages that follow the room look again"
    assert recorded.as_seen_by("jonas", 7)["held_back"]
    assert not recorded.as_seen_by("mara", 7)["held_back"]
