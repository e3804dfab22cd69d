"""Who may write, and what is stored."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from rooms import attendance, chat, effects, lifecycle, notices
from rooms.exceptions import Refused
from rooms.models import ChatMessage, Effect, EndReason, Role, RoomParticipant
from tests.chat.saying import author, lines, says
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute


class TestWhatIsStored:
    def test_lines_are_numbered_in_the_order_in_which_they_came(self, workshop: Scene) -> None:
        says(workshop, "nadia", "Welcome")
        says(workshop, "jonas", "Good morning")
        says(workshop, "nadia", "Shall we begin?")

        assert lines(workshop) == [
            (1, "nadia", "Welcome"),
            (2, "jonas", "Good morning"),
            (3, "nadia", "Shall we begin?"),
        ]

    def test_each_room_counts_for_itself(self, workshop: Scene, make_scene: MakeScene) -> None:
        other = make_scene("session")
        other.comes("jonas", 0)
        says(workshop, "jonas", "Here")

        assert says(other, "jonas", "And there").number == 1

    def test_times_never_go_backwards(self, workshop: Scene) -> None:
        """Mara's request came first, and waited for the room's lock."""
        says(workshop, "jonas", "Quick", 5.1)

        assert says(workshop, "mara", "Slow", 5).sent_at == minute(5.1)

    def test_they_outlive_the_end_and_go_with_the_room(self, workshop: Scene) -> None:
        says(workshop, "jonas", "See you")
        workshop.ends(EndReason.HOST, 30)
        assert lines(workshop) == [(1, "jonas", "See you")]

        workshop.room.delete()

        assert not ChatMessage.objects.exists()

    def test_the_outbox_holds_no_word_of_it(self, workshop: Scene) -> None:
        message = says(workshop, "jonas", "between us")

        effect = Effect.objects.get(key=notices.line_key(message))
        assert "between us" not in json.dumps(effect.payload)
        assert effect.expires_at == minute(5) + timedelta(seconds=10)

    def test_nor_does_a_log(
        self, workshop: Scene, livekit: FakeLiveKit, caplog: pytest.LogCaptureFixture
    ) -> None:
        livekit.is_down = True
        with caplog.at_level(logging.DEBUG):
            message = says(workshop, "jonas", "between us")
            effects.run_now([notices.line_key(message)], at=minute(5))

        assert livekit.asked("send_data")
        assert "between us" not in caplog.text
        assert "between us" not in repr(message)
        assert "between us" not in Effect.objects.get(key=notices.line_key(message)).last_error


class TestTryingAgain:
    def test_the_same_key_says_nothing_twice(self, workshop: Scene) -> None:
        key = uuid4()
        first = says(workshop, "jonas", "Hello", key=key)

        assert says(workshop, "jonas", "Hello", 6, key=key) == first
        assert lines(workshop) == [(1, "jonas", "Hello")]
        assert Effect.objects.filter(kind="say_line").count() == 1

    def test_a_key_is_its_makers_own(self, workshop: Scene) -> None:
        key = uuid4()
        says(workshop, "jonas", "Hello", key=key)
        says(workshop, "mara", "Hi", key=key)

        assert lines(workshop) == [(1, "jonas", "Hello"), (2, "mara", "Hi")]

    def test_without_a_key_the_same_words_are_said_again(self, workshop: Scene) -> None:
        says(workshop, "jonas", "Hello?")
        says(workshop, "jonas", "Hello?")

        assert [number for number, _, _ in lines(workshop)] == [1, 2]

    def test_it_hears_of_the_first_try_after_the_end_too(self, workshop: Scene) -> None:
        key = uuid4()
        first = says(workshop, "jonas", "Bye", key=key)
        workshop.ends(EndReason.HOST, 30)

        assert says(workshop, "jonas", "Bye", 31, key=key) == first


class TestWhoMayWrite:
    def refusal(self, scene: Scene, name: str, number: float = 5) -> tuple[str, str]:
        with pytest.raises(Refused) as refused:
            says(scene, name, "May I?", number)
        assert lines(scene) == []
        return refused.value.code, refused.value.detail

    def test_who_never_came_may_not(self, make_scene: MakeScene) -> None:
        code, detail = self.refusal(make_scene("session"), "jonas")

        assert code == "not_allowed"
        assert detail == "Only people in the call can write. Join first."

    def test_nor_may_who_has_left(self, workshop: Scene) -> None:
        workshop.goes("jonas", 4)

        assert self.refusal(workshop, "jonas")[0] == "not_allowed"

    def test_who_has_a_fresh_token_may_before_livekit_tells_of_them(self, make_scene: MakeScene) -> None:
        workshop = make_scene("session")
        attendance.hold_seat(workshop.person("jonas"), at=minute(5))

        says(workshop, "jonas", "I am here", 5.9)

        assert self.lines_after(workshop, "jonas", 6.1) == [(1, "jonas", "I am here")]

    def lines_after(self, scene: Scene, name: str, number: float) -> list[tuple[int, str, str]]:
        with pytest.raises(Refused):
            says(scene, name, "Still here", number)
        return lines(scene)

    def test_a_practitioner_may_from_outside(self, make_scene: MakeScene) -> None:
        workshop = make_scene("session")

        says(workshop, "priya", "Nadia comes in a minute")

        priya = RoomParticipant.objects.get(room=workshop.room, user_ref="priya")
        assert (priya.role, priya.first_seen_at) == (Role.HOST, None)
        assert workshop.room.participant_count == 0

    def test_who_has_become_a_practitioner_writes_as_one(self, workshop: Scene) -> None:
        says(workshop, "mara", "I assist today", role=Role.HOST)

        assert workshop.person("mara").pk == workshop.room.messages.get().sender_id

    def test_who_was_removed_may_not(self, workshop: Scene) -> None:
        with lifecycle.locked_room(pk=workshop.room.pk) as room:
            lifecycle.remove(room, room.participants.get(user_ref="jonas"), at=minute(4))

        assert self.refusal(workshop, "jonas")[0] == "removed"

    def test_who_cancelled_may_not(self, workshop: Scene) -> None:
        with lifecycle.locked_room(pk=workshop.room.pk) as room:
            attendance.bar_all_but(room, {"mara"}, at=minute(4))

        assert self.refusal(workshop, "jonas")[0] == "booking_cancelled"

    def test_who_cancelled_and_leads_it_now_may_from_outside(self, workshop: Scene) -> None:
        with lifecycle.locked_room(pk=workshop.room.pk) as room:
            attendance.bar_all_but(room, {"jonas"}, at=minute(4))
        workshop.goes("mara", 4)
        mara = replace(author("mara", role=Role.HOST), is_client=False)

        message = chat.say(workshop.room, mara, "I take over", at=minute(5))

        assert (message.sender.role, message.sender.barred_at) == (Role.HOST, None)

    def test_leading_it_lets_nobody_back_who_was_removed(self, workshop: Scene) -> None:
        with lifecycle.locked_room(pk=workshop.room.pk) as room:
            lifecycle.remove(room, room.participants.get(user_ref="mara"), at=minute(4))

        with pytest.raises(Refused, match="removed"):
            says(workshop, "mara", "I take over", role=Role.HOST)

    @pytest.mark.parametrize("name", ["nadia", "jonas"])
    def test_nobody_may_after_the_end(self, workshop: Scene, name: str) -> None:
        workshop.ends(EndReason.HOST, 30)

        assert self.refusal(workshop, name, 31)[0] == "room_ended"

    def test_nor_from_the_last_possible_moment_on(self, workshop: Scene) -> None:
        assert self.refusal(workshop, "nadia", 60 + 120)[0] == "room_ended"

    @pytest.mark.parametrize("name", ["nadia", "jonas"])
    def test_nobody_may_where_there_is_no_chat(self, make_scene: MakeScene, name: str) -> None:
        appointment = make_scene("booking")
        appointment.comes(name, 0)

        assert self.refusal(appointment, name) == ("not_allowed", "This room has no chat.")

    def test_an_appointment_has_one_by_its_template(self, make_scene: MakeScene) -> None:
        appointment = make_scene("booking")
        type(appointment.room).objects.update(config={"chat": True})
        appointment.comes("jonas", 0)

        says(appointment, "jonas", "The address is …")

        assert lines(appointment) == [(1, "jonas", "The address is …")]

    def test_a_viewer_may(self, make_scene: MakeScene) -> None:
        webinar = make_scene("session", room_type="webinar")
        webinar.comes("jonas", 0)

        message = chat.say(webinar.room, author("jonas", role=Role.VIEWER), "A question", at=minute(5))

        assert message.sender.role == Role.VIEWER
