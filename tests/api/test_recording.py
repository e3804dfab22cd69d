"""Starting and stopping a recording by the API, and what the room says of it."""

from datetime import datetime

import pytest
from django.utils import timezone

from rooms import lifecycle
from rooms.models import (
    ConsentRule,
    Effect,
    RecordingEnd,
    RecordingStatus,
    Room,
    RoomParticipant,
    RoomRecording,
)
from rooms.recordings.status import move
from tests.api.calling import Answer, Caller
from tests.fakes.recording import can_record
from tests.site import User

__all__ = ["can_record"]


def start(caller: Caller, room: Room | str, **body: object) -> Answer:
    ref = room.pk if isinstance(room, Room) else room
    return caller.post(f"{ref}/start_recording/", body)


def stop(caller: Caller, room: Room | str) -> Answer:
    ref = room.pk if isinstance(room, Room) else room
    return caller.post(f"{ref}/stop_recording/")


def allow(room: Room, **changes: object) -> Room:
    """This room may be recorded, and nobody is asked."""
    for name, value in {"recording_enabled": True, "recording_consent": ConsentRule.OFF, **changes}.items():
        setattr(room, name, value)
    room.save()
    return room


def moved(room: Room, to: RecordingStatus, *, at: datetime | None = None) -> RoomRecording:
    with lifecycle.locked_room(pk=room.pk) as locked:
        recording = locked.recordings.get()
        move(locked, recording, to, at=at or timezone.now())
    return recording


@pytest.fixture
def nadias(practitioner: User) -> Caller:
    return Caller(practitioner)


@pytest.fixture
def recorded_room(room: Room, nadia: RoomParticipant, can_record: object) -> Room:
    """Nadia is on her way in."""
    return allow(room)


class TestStarting:
    def test_it_is_asked_for_and_begins_later(self, recorded_room: Room, nadias: Caller) -> None:
        answer = start(nadias, recorded_room)

        recording = recorded_room.recordings.get()
        assert answer.status == 202
        assert answer.body == {"id": str(recording.pk), "status": "starting"}
        waiting = Effect.objects.get(kind="start_recording")
        assert waiting.attempts == 0, "LiveKit must not be asked in the request: that may take 23 s"
        assert waiting.payload == {"recording_id": str(recording.pk)}

    def test_by_the_name_of_the_room_too(self, recorded_room: Room, nadias: Caller) -> None:
        assert start(nadias, recorded_room.name).status == 202

    def test_it_is_she_who_started_it(
        self, recorded_room: Room, nadia: RoomParticipant, nadias: Caller
    ) -> None:
        start(nadias, recorded_room)

        assert recorded_room.recordings.get().started_by == nadia

    @pytest.mark.parametrize(("asked", "stored"), [({}, True), ({"audio_only": False}, False)])
    @pytest.mark.parametrize("consent", [ConsentRule.ASK, ConsentRule.OFF])
    def test_sound_only_as_the_room_has_it_or_as_she_says(
        self, recorded_room: Room, nadias: Caller, asked: dict[str, bool], stored: bool, consent: str
    ) -> None:
        allow(recorded_room, recording_audio_only=True, recording_consent=consent)

        start(nadias, recorded_room, **asked)

        assert recorded_room.recordings.get().audio_only is stored

    @pytest.mark.parametrize(
        ("of_room", "asked", "stored"), [(True, False, True), (False, True, True), (False, False, False)]
    )
    def test_where_people_were_told_that_it_is_sound_alone_it_never_is_more(
        self, recorded_room: Room, nadias: Caller, of_room: bool, asked: bool, stored: bool
    ) -> None:
        allow(recorded_room, recording_audio_only=of_room, recording_consent=ConsentRule.INFORM)

        start(nadias, recorded_room, audio_only=asked)

        assert recorded_room.recordings.get().audio_only is stored

    def test_where_the_room_wants_consent_it_is_asked_for_first(
        self, recorded_room: Room, nadias: Caller
    ) -> None:
        allow(recorded_room, recording_consent=ConsentRule.ASK)

        before = timezone.now()
        start(nadias, recorded_room)

        recording = recorded_room.recordings.get()
        assert recording.asked_until is not None
        assert 29 < (recording.asked_until - before).total_seconds() < 40
        assert recording.check_at is not None

    @pytest.mark.parametrize("nonsense", ["yes", 1, {}])
    def test_nonsense_is_refused(self, recorded_room: Room, nadias: Caller, nonsense: object) -> None:
        assert start(nadias, recorded_room, audio_only=nonsense) == (400, "invalid")
        assert not recorded_room.recordings.exists()


class TestWhoMayNot:
    @pytest.mark.parametrize(
        ("who", "status", "code"),
        [
            (None, 401, "not_authenticated"),
            ("client_user", 403, "not_allowed"),
            ("stranger", 403, "not_a_participant"),
            ("staff", 403, "not_a_participant"),
        ],
    )
    def test_only_practitioners_start_and_stop(
        self, who: str | None, status: int, code: str, recorded_room: Room, request: pytest.FixtureRequest
    ) -> None:
        caller = Caller(request.getfixturevalue(who) if who else None)

        assert start(caller, recorded_room) == (status, code)
        assert stop(caller, recorded_room) == (status, code)
        assert not recorded_room.recordings.exists()

    def test_a_second_one_has_to_wait(self, recorded_room: Room, nadias: Caller) -> None:
        start(nadias, recorded_room)

        assert start(nadias, recorded_room) == (409, "recording_active")

    def test_a_room_that_is_not_recorded(self, recorded_room: Room, nadias: Caller) -> None:
        allow(recorded_room, recording_enabled=False)

        refused = start(nadias, recorded_room)

        assert refused == (403, "not_allowed")
        assert "switched off" in refused.body["detail"]

    def test_a_site_that_cannot(self, room: Room, nadia: RoomParticipant, nadias: Caller) -> None:
        allow(room)

        assert start(nadias, room) == (503, "recording_unavailable")

    def test_a_room_that_is_over(self, recorded_room: Room, nadias: Caller) -> None:
        nadias.end(recorded_room)

        assert start(nadias, recorded_room) == (410, "room_ended")

    def test_from_outside_of_the_call(self, room: Room, can_record: object, nadias: Caller) -> None:
        """Nadia was never in it, and has no token either."""
        allow(room)

        assert start(nadias, room) == (409, "room_empty")

    def test_after_she_has_left(self, recorded_room: Room, nadia: RoomParticipant, nadias: Caller) -> None:
        RoomParticipant.objects.filter(pk=nadia.pk).update(seat_until=None)

        assert start(nadias, recorded_room) == (409, "room_empty")

    @pytest.mark.parametrize("ref", ["x", "individual-000000000000", "6e2b1c1e-0000-4000-8000-000000000000"])
    def test_an_unknown_room(self, ref: str, nadias: Caller, can_record: object) -> None:
        assert start(nadias, ref) == (404, "not_found")


class TestStopping:
    def test_before_livekit_was_asked_it_never_began(self, recorded_room: Room, nadias: Caller) -> None:
        start(nadias, recorded_room)

        answer = stop(nadias, recorded_room)

        recording = recorded_room.recordings.get()
        assert answer.status == 202
        assert answer.body == {"id": str(recording.pk), "status": "failed"}
        assert recording.ended_by == RecordingEnd.CANCELLED

    def test_one_that_records_ends(self, recorded_room: Room, nadias: Caller) -> None:
        start(nadias, recorded_room)
        moved(recorded_room, RecordingStatus.ACTIVE)

        answer = stop(nadias, recorded_room)

        assert answer.body["status"] == "ending"
        assert recorded_room.recordings.get().ended_by == RecordingEnd.STOP

    def test_again_changes_nothing(self, recorded_room: Room, nadias: Caller) -> None:
        start(nadias, recorded_room)
        moved(recorded_room, RecordingStatus.ACTIVE)
        first = stop(nadias, recorded_room)
        asked_at = recorded_room.recordings.get().stop_requested_at

        again = stop(nadias, recorded_room)

        assert again.status == 202
        assert again.body == first.body
        assert recorded_room.recordings.get().stop_requested_at == asked_at

    def test_where_nothing_is_recorded(self, recorded_room: Room, nadias: Caller) -> None:
        assert stop(nadias, recorded_room) == (404, "not_recording")


class TestWhatTheRoomSays:
    def test_nothing_is_recorded(self, recorded_room: Room, nadias: Caller) -> None:
        body = nadias.look(recorded_room).body

        assert body["features"]["recording"] is True
        assert body["recording"] == {
            "active": False,
            "since": None,
            "status": None,
            "id": None,
            "consent": "off",
            "audio_only": False,
            "starts_itself": False,
            "asked_until": None,
            "ended_by": None,
            "unavailable": None,
            "failed": None,
        }

    def test_everybody_sees_that_it_is(
        self, recorded_room: Room, nadias: Caller, jonas: RoomParticipant, client_user: User
    ) -> None:
        start(nadias, recorded_room)
        recording = moved(recorded_room, RecordingStatus.ACTIVE)
        RoomRecording.objects.filter(pk=recording.pk).update(started_at=timezone.now())

        for caller in (nadias, Caller(client_user)):
            told = caller.look(recorded_room).body["recording"]
            assert (told["active"], told["status"], told["id"]) == (True, "active", str(recording.pk))
            assert told["since"] is not None

    def test_it_is_not_active_before_livekit_says_so(self, recorded_room: Room, nadias: Caller) -> None:
        start(nadias, recorded_room)

        told = nadias.look(recorded_room).body["recording"]
        assert (told["active"], told["status"]) == (False, "starting")

    def test_until_when_people_are_asked(self, recorded_room: Room, nadias: Caller) -> None:
        allow(recorded_room, recording_consent=ConsentRule.ASK)
        recording = RoomRecording(
            room=recorded_room,
            consent=ConsentRule.ASK,
            storage_key="recordings/1/a.mp4",
            requested_at=timezone.now(),
            asked_until=timezone.now(),
        )
        with lifecycle.locked_room(pk=recorded_room.pk) as locked:
            move(locked, recording, RecordingStatus.ASKING, at=timezone.now())

        told = nadias.look(recorded_room).body["recording"]
        assert (told["status"], told["consent"]) == ("asking", "ask")
        assert told["asked_until"] is not None

    def test_practitioners_are_told_why_it_failed_and_clients_are_not(
        self, recorded_room: Room, nadias: Caller, jonas: RoomParticipant, client_user: User
    ) -> None:
        start(nadias, recorded_room)
        stop(nadias, recorded_room)

        seen = nadias.look(recorded_room).body["recording"]
        assert seen["ended_by"] == "cancelled"
        failed = seen["failed"]
        assert failed["code"] == "cancelled"
        assert failed["detail"] == "It was cancelled before it began."
        theirs = Caller(client_user).look(recorded_room).body["recording"]
        assert (theirs["ended_by"], theirs["failed"]) == ("cancelled", None)

    def test_until_the_next_try(self, recorded_room: Room, nadias: Caller) -> None:
        start(nadias, recorded_room)
        stop(nadias, recorded_room)
        start(nadias, recorded_room)

        told = nadias.look(recorded_room).body["recording"]
        assert (told["status"], told["failed"]) == ("starting", None)

    def test_practitioners_are_told_why_there_is_nothing_to_press(
        self, recorded_room: Room, nadias: Caller, jonas: RoomParticipant, client_user: User
    ) -> None:
        allow(recorded_room, recording_enabled=False)

        body = nadias.look(recorded_room).body
        assert body["features"]["recording"] is False
        assert body["recording"]["unavailable"]["code"] == "recording_off"
        assert Caller(client_user).look(recorded_room).body["recording"]["unavailable"] is None

    def test_that_the_site_cannot_comes_first(
        self, room: Room, nadia: RoomParticipant, nadias: Caller
    ) -> None:
        body = nadias.look(room).body
        assert body["features"]["recording"] is False
        assert body["recording"]["unavailable"]["code"] == "recording_not_set_up"


def test_the_call_is_told_of_each_change(recorded_room: Room, nadias: Caller) -> None:
    start(nadias, recorded_room)
    moved(recorded_room, RecordingStatus.ACTIVE)
    stop(nadias, recorded_room)

    assert Effect.objects.filter(kind="say_recording", room=recorded_room).count() == 3
