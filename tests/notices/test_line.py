"""A line of the chat, said into the call."""

import json
from datetime import timedelta

import pytest

from rooms import attendance, chat, effects, notices
from rooms.models import ChatMessage, Effect, EndReason, RoomParticipant
from tests.chat.saying import author, says
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute

AT = minute(5)


@pytest.fixture(autouse=True)
def _livekit_has_the_room(workshop: Scene, livekit: FakeLiveKit) -> None:
    livekit.create_room(workshop.room.name, 300, 300, 0)


def heard(livekit: FakeLiveKit, scene: Scene) -> list[tuple[str, str]]:
    """Topic and text of what was sent to those inside."""
    return [
        (topic, json.loads(data)["text"]) for name, topic, data in livekit.said if name == scene.room.name
    ]


def test_those_inside_get_the_message_as_the_api_gives_it(workshop: Scene, livekit: FakeLiveKit) -> None:
    message = says(workshop, "jonas", "Grüße aus Köln 👋")

    effects.run_now([notices.line_key(message)], at=AT)

    [(name, topic, data)] = livekit.said
    assert (name, topic) == (workshop.room.name, "rooms.chat")
    assert "Grüße aus Köln 👋".encode() in data
    assert json.loads(data) == {
        "id": str(message.pk),
        "number": 1,
        "text": "Grüße aus Köln 👋",
        "sender": {
            "id": str(workshop.person("jonas").pk),
            "name": "Jonas Weber",
            "role": "participant",
        },
        "sent_at": "2026-11-24T12:05:00Z",
    }


def test_it_is_said_once(workshop: Scene, livekit: FakeLiveKit) -> None:
    message = says(workshop, "jonas", "Hello")
    effects.run_now([notices.line_key(message)], at=AT)
    effects.run_now([notices.line_key(message)], at=AT)
    effects.run_due(at=AT)

    assert heard(livekit, workshop) == [("rooms.chat", "Hello")]


def test_what_the_request_could_not_say_the_worker_says(workshop: Scene, livekit: FakeLiveKit) -> None:
    livekit.is_down = True
    message = says(workshop, "jonas", "Hello")
    effects.run_now([notices.line_key(message)], at=AT)
    livekit.is_down = False

    effects.run_due(at=AT + timedelta(seconds=3))

    assert heard(livekit, workshop) == [("rooms.chat", "Hello")]


def test_after_ten_seconds_it_would_seem_new_and_is_left_to_the_api(
    workshop: Scene, livekit: FakeLiveKit
) -> None:
    message = says(workshop, "jonas", "Hello")

    effects.run_due(at=AT + timedelta(seconds=10))

    assert heard(livekit, workshop) == []
    assert Effect.objects.get(key=notices.line_key(message)).expired
    assert ChatMessage.objects.get() == message


class TestLiveKitIsNotAsked:
    """It takes three seconds to say that it does not know a room."""

    def after(self, livekit: FakeLiveKit, message: ChatMessage) -> list[tuple[str, str]]:
        effects.run_now([notices.line_key(message)], at=AT)
        assert Effect.objects.get(key=notices.line_key(message)).done_at is not None
        return livekit.asked("send_data")

    def test_where_nobody_is_inside(self, make_scene: MakeScene, livekit: FakeLiveKit) -> None:
        empty = make_scene("session")

        assert self.after(livekit, says(empty, "nadia", "Is anybody there?")) == []

    def test_nor_where_everybody_has_left(self, workshop: Scene, livekit: FakeLiveKit) -> None:
        for name in ("nadia", "jonas", "mara"):
            workshop.goes(name, 4)

        assert self.after(livekit, says(workshop, "nadia", "Is anybody there?")) == []

    def test_nor_where_it_has_ended_meanwhile(self, workshop: Scene, livekit: FakeLiveKit) -> None:
        message = says(workshop, "nadia", "That was all")
        workshop.ends(EndReason.HOST, 5)

        assert self.after(livekit, message) == []

    def test_nor_for_a_line_that_is_gone(self, workshop: Scene, livekit: FakeLiveKit) -> None:
        message = says(workshop, "nadia", "Not for you")
        ChatMessage.objects.filter(pk=message.pk).delete()

        assert self.after(livekit, message) == []

    def test_but_where_somebody_is_on_the_way_in(self, make_scene: MakeScene, livekit: FakeLiveKit) -> None:
        """The webhook that tells of them comes later than they do."""
        workshop = make_scene("session")
        livekit.create_room(workshop.room.name, 300, 300, 0)
        who = workshop.person("jonas")
        attendance.hold_seat(who, at=AT)
        RoomParticipant.objects.filter(pk=who.pk).update(seat_until="2999-01-01T00:00Z")

        assert self.after(livekit, says(workshop, "nadia", "Welcome")) == [(workshop.room.name, "")]


@pytest.mark.parametrize("text", ["😀" * 2000, '"' * 2000, "\\\n" * 999 + "x"])
def test_the_longest_line_of_the_longest_name_fits_into_one_packet(
    workshop: Scene, livekit: FakeLiveKit, text: str
) -> None:
    message = chat.say(workshop.room, author("jonas"), chat.clean(text), at=AT)
    RoomParticipant.objects.filter(pk=message.sender_id).update(name="😀" * 300)

    effects.run_now([notices.line_key(message)], at=AT)

    [(_, _, data)] = livekit.said
    assert len(data) < 15 * 1024
