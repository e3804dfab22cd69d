"""What must never be is refused by the database, whatever the code does."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction

from rooms.models import (
    Beat,
    ChatMessage,
    Effect,
    RecordingAccess,
    RecordingStatus,
    Room,
    RoomParticipant,
    RoomRecording,
    RoomTemplate,
    RoomTransition,
    Visit,
    WebhookEvent,
)
from tests.fakes.scene import MakeScene, Scene, minute


def refuses(row: models.Model, constraint: str = "") -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def another_room(of: Room, **facts: Any) -> Room:
    values = {
        "name": "individual-aaaaaaaaaaaa",
        "room_type": "individual",
        "subject_kind": of.subject_kind,
        "subject_ref": of.subject_ref,
        "max_participants": 2,
    }
    return Room(**{**values, **facts})


def test_a_subject_has_one_open_room(scene: Scene) -> None:
    refuses(another_room(scene.room), "subject")


def test_beside_an_ended_one_there_may_be_another(scene: Scene) -> None:
    Room.objects.update(status="ended", ended_at=minute(0))
    another_room(scene.room).save(force_insert=True)
    assert Room.objects.count() == 2


def test_a_booking_and_a_session_of_one_number_are_two_subjects(scene: Scene) -> None:
    another_room(scene.room, subject_kind="session").save(force_insert=True)


def test_a_name_is_given_once(scene: Scene) -> None:
    refuses(another_room(scene.room, subject_ref="other", name=scene.room.name), "name")


def test_a_pin_is_unique_among_open_rooms_only(make_scene: MakeScene) -> None:
    one, other = make_scene().room, make_scene().room
    Room.objects.filter(pk=one.pk).update(dial_in_pin="4711")
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.filter(pk=other.pk).update(dial_in_pin="4711")
    Room.objects.filter(pk=one.pk).update(status="ended", ended_at=minute(0))
    Room.objects.filter(pk=other.pk).update(dial_in_pin="4711")


def test_many_open_rooms_may_have_no_pin(make_scene: MakeScene) -> None:
    make_scene()
    make_scene()
    assert Room.objects.filter(dial_in_pin="").count() == 2


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"status": "ended"}, id="ended without a moment"),
        pytest.param({"ended_at": minute(0)}, id="a moment of end while open"),
    ],
)
def test_ended_goes_with_its_moment(facts: dict[str, Any], scene: Scene) -> None:
    with pytest.raises(IntegrityError, match="rooms_ended_at_goes_with_ended"), transaction.atomic():
        Room.objects.update(**facts)


def test_there_is_no_fifth_status(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.update(status="open")


def test_a_transitions_number_is_used_once_in_a_room(scene: Scene) -> None:
    row = RoomTransition(room=scene.room, number=1, to_status="active", at=minute(0), reason="")
    refuses(row, "number")


def test_an_identity_is_one_person_in_a_room(make_scene: MakeScene) -> None:
    one, other = make_scene(), make_scene()
    jonas = one.person("jonas")
    refuses(RoomParticipant(room=one.room, identity=jonas.identity, role="viewer"), "identity")
    RoomParticipant(room=other.room, identity=jonas.identity, role="viewer").save(force_insert=True)


def test_a_user_is_once_in_a_room_guests_are_not_counted(scene: Scene) -> None:
    scene.person("jonas")
    refuses(RoomParticipant(room=scene.room, identity="x", user_ref="jonas", role="viewer"), "user_ref")
    for number in (1, 2):
        RoomParticipant(room=scene.room, identity=f"guest_{number}", role="viewer").save(force_insert=True)


def test_a_connection_is_one_visit(scene: Scene) -> None:
    scene.comes("jonas", 0, sid="PA_one")
    refuses(_visit(scene, livekit_sid="PA_one"), "livekit_sid")


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        pytest.param(
            {"left_at": minute(-1), "left_known_by": "webhook"},
            "rooms_visit_ends_after_it_begins",
            id="left before they joined",
        ),
        pytest.param({"left_at": minute(1)}, "rooms_visit_end_says_how_known", id="an end nobody knows of"),
        pytest.param({"left_known_by": "webhook"}, "rooms_visit_end_says_how_known", id="known, but no end"),
    ],
)
def test_a_visit_makes_sense(facts: dict[str, Any], constraint: str, scene: Scene) -> None:
    refuses(_visit(scene, **facts), constraint)


def test_an_effects_key_is_used_once(scene: Scene) -> None:
    key = Effect.objects.values_list("key", flat=True)[0]
    refuses(Effect(kind="signal", key=key, due_at=minute(0)), "key")


def test_an_event_is_kept_once(db: None) -> None:
    def event() -> WebhookEvent:
        return WebhookEvent(event_id="EV_1", event="room_started", created_at=minute(0), payload={})

    event().save()
    refuses(event(), "event_id")


def test_a_type_has_one_default_template(db: None) -> None:
    values = {"room_type": "group", "max_participants": 3}
    refuses(RoomTemplate(name="Another", is_default=True, **values), "room_type")
    RoomTemplate(name="Another", is_default=False, **values).save(force_insert=True)


def test_a_process_kind_has_one_beat(db: None) -> None:
    Beat.objects.create(kind="worker", seen_at=minute(0), since=minute(0))
    refuses(Beat(kind="worker", seen_at=minute(1), since=minute(1)), "kind")


def _visit(scene: Scene, **facts: Any) -> Visit:
    values = {
        "room": scene.room,
        "participant": scene.person("jonas"),
        "livekit_sid": "PA_other",
        "joined_at": minute(0),
        "joined_known_by": "webhook",
    }
    return Visit(**{**values, **facts})


class TestChat:
    def message(self, scene: Scene, number: int, **facts: Any) -> ChatMessage:
        sender = facts.pop("sender", None) or scene.person("jonas")
        values = {"text": "Hello", "sent_at": minute(5), **facts}
        return ChatMessage(room=scene.room, sender=sender, number=number, **values)

    def test_a_number_is_given_once_in_a_room(self, scene: Scene, make_scene: MakeScene) -> None:
        self.message(scene, 1).save()
        self.message(make_scene(), 1).save()
        refuses(self.message(scene, 1), "number")

    def test_a_key_is_used_once_by_each_sender(self, scene: Scene) -> None:
        key = uuid4()
        self.message(scene, 1, client_key=key).save()
        self.message(scene, 2, client_key=key, sender=scene.person("mara")).save()
        refuses(self.message(scene, 3, client_key=key), "client_key|said_once")

    def test_no_key_is_not_a_key(self, scene: Scene) -> None:
        self.message(scene, 1).save()
        self.message(scene, 2).save()
        assert ChatMessage.objects.count() == 2

    def test_nothing_is_no_message(self, scene: Scene) -> None:
        refuses(self.message(scene, 1, text=""), "has_text")


# --- Recordings
def a_recording(of: Room, status: str, **facts: Any) -> RoomRecording:
    key = f"recordings/{uuid4()}/recording.mp4"
    values = {"room": of, "status": status, "consent": "ask", "storage_key": key, "requested_at": minute(0)}
    return RoomRecording(**{**values, **facts})


@pytest.mark.parametrize("first", ["asking", "starting", "active", "ending"])
@pytest.mark.parametrize("second", ["asking", "starting", "active", "ending"])
def test_a_room_has_one_running_recording(scene: Scene, first: str, second: str) -> None:
    a_recording(scene.room, first).save()
    refuses(a_recording(scene.room, second), "recording")


@pytest.mark.parametrize("past", ["processing", "ready", "failed"])
def test_a_room_is_recorded_again_after_what_has_ended(scene: Scene, past: str) -> None:
    a_recording(scene.room, past).save()
    a_recording(scene.room, past).save()
    a_recording(scene.room, "starting").save()
    assert scene.room.recordings.count() == 3


def test_two_rooms_are_recorded_at_once(make_scene: MakeScene) -> None:
    for scene in (make_scene(), make_scene("session")):
        a_recording(scene.room, RecordingStatus.ACTIVE).save()
    assert RoomRecording.objects.count() == 2


def test_a_recording_has_a_status_that_is_known(scene: Scene) -> None:
    refuses(a_recording(scene.room, "paused"), "recording_status")


def test_an_egress_and_a_key_belong_to_one_recording(scene: Scene) -> None:
    first = a_recording(scene.room, "ready", egress_id="EG_1")
    first.save()
    refuses(a_recording(scene.room, "ready", egress_id="EG_1"), "egress_id")
    refuses(a_recording(scene.room, "ready", storage_key=first.storage_key), "storage_key")
    # Those that never reached LiveKit have none, and are not each other's.
    a_recording(scene.room, "failed").save()
    a_recording(scene.room, "failed").save()


def test_access_is_given_once_a_person(scene: Scene, django_user_model: Any) -> None:
    recording = a_recording(scene.room, "ready")
    recording.save()
    user = django_user_model.objects.create_user("mara@example.org", "Mara")
    RecordingAccess(recording=recording, user=user, granted_at=minute(1)).save()
    refuses(RecordingAccess(recording=recording, user=user, granted_at=minute(2)), "access")
