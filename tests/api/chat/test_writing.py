"""Writing into the chat of a room."""

import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from rooms import lifecycle
from rooms.models import Effect, EndReason, Room, RoomParticipant, Visit
from tests.api.calling import Caller
from tests.api.chat.chatting import read, say, texts
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit
from tests.site import MakeBooking, MakeSession, Session, Site, User
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


class TestALine:
    def test_is_answered_with_everything_a_page_shows(
        self, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        said = say(Caller(client_user), room, "  Is there a handout? \n")

        assert said.status == 201
        assert said.body["text"] == "Is there a handout?"
        assert said.body["sender"] == {"id": str(jonas.pk), "name": jonas.name, "role": "participant"}
        assert said.body["number"] == 1
        assert read(Caller(client_user), room).body["results"] == [said.body]

    def test_is_sent_into_the_call_before_the_answer_and_is_the_same_there(
        self, room: Room, jonas: RoomParticipant, client_user: User, livekit: FakeLiveKit
    ) -> None:
        said = say(Caller(client_user), room, "Grüße 👋")

        [(name, topic, data)] = livekit.said
        assert (name, topic) == (room.name, "rooms.chat")
        assert json.loads(data) == said.body

    def test_is_stored_though_livekit_is_away(
        self,
        room: Room,
        jonas: RoomParticipant,
        client_user: User,
        livekit: FakeLiveKit,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        livekit.is_down = True

        with caplog.at_level(logging.DEBUG):
            said = say(Caller(client_user), room, "between us")

        assert said.status == 201
        assert texts(read(Caller(client_user), room)) == ["between us"]
        assert Effect.objects.get(kind="say_line").done_at is None  # the worker's, now
        assert livekit.asked("send_data")
        assert "between us" not in caplog.text

    def test_is_said_once_however_often_it_is_sent(
        self, room: Room, jonas: RoomParticipant, client_user: User, livekit: FakeLiveKit
    ) -> None:
        key = str(uuid4())
        first = say(Caller(client_user), room, "Hello", client_key=key)
        again = say(Caller(client_user), room, "Hello", client_key=key)

        assert (again.status, again.body) == (201, first.body)
        assert len(livekit.said) == 1

    def test_a_second_try_says_it_into_the_call_if_the_first_could_not(
        self, room: Room, jonas: RoomParticipant, client_user: User, livekit: FakeLiveKit
    ) -> None:
        key = str(uuid4())
        livekit.is_down = True
        say(Caller(client_user), room, "Hello", client_key=key)
        livekit.is_down = False

        say(Caller(client_user), room, "Hello", client_key=key)

        assert len(livekit.said) == 1

    def test_a_second_try_is_told_of_the_first_after_the_end_too(
        self, room: Room, jonas: RoomParticipant, client_user: User, practitioner: User
    ) -> None:
        key = str(uuid4())
        first = say(Caller(client_user), room, "Thank you", client_key=key)
        Caller(practitioner).end(room)

        assert say(Caller(client_user), room, "Thank you", client_key=key).body == first.body
        assert say(Caller(client_user), room, "And bye", client_key=str(uuid4())) == (410, "room_ended")

    @pytest.mark.parametrize("key", [None, "6F0E8C5A-0000-4000-8000-000000000000"])
    def test_its_key_may_be_left_out_or_in_capitals(
        self, key: str | None, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        assert say(Caller(client_user), room, "Hello", client_key=key).status == 201


class TestWho:
    def test_whoever_is_inside(
        self, workshop: Session, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        now = timezone.now()
        deliver(Telling(room, made_at=now).joined(jonas, now))
        RoomParticipant.objects.update(seat_until=None)

        assert say(Caller(client_user), room).status == 201

    def test_a_client_who_has_not_joined_is_asked_to(self, room: Room, client_user: User) -> None:
        refused = say(Caller(client_user), room)

        assert refused == (403, "not_allowed")
        assert refused.body["detail"] == "Only people in the call can write. Join first."
        assert not room.participants.exists()

    def test_who_has_left_is_asked_to_come_back(
        self, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        RoomParticipant.objects.update(seat_until=timezone.now() - timedelta(seconds=1))

        assert say(Caller(client_user), room) == (403, "not_allowed")

    def test_a_practitioner_from_outside_the_call(
        self, room: Room, jonas: RoomParticipant, practitioner: User, livekit: FakeLiveKit
    ) -> None:
        said = say(Caller(practitioner), room, "We begin in five minutes")

        assert said.body["sender"]["role"] == "host"
        assert [topic for _, topic, _ in livekit.said] == ["rooms.chat"]
        assert room.participants.get(pk=said.body["sender"]["id"]).first_seen_at is None

    def test_an_assistant_likewise(self, room: Room, assistant: User) -> None:
        assert say(Caller(assistant), room).body["sender"]["name"] == "Priya Nair"

    @pytest.mark.parametrize("kind", ["webinar", "broadcast"])
    def test_a_viewer(self, kind: str, make_session: MakeSession, client_user: User) -> None:
        session = make_session(kind)
        seat(session, client_user)

        assert say(Caller(client_user), room_of(session)).body["sender"]["role"] == "viewer"

    @pytest.mark.parametrize("who", ["stranger", "staff"])
    def test_nobody_else(self, who: str, room: Room, request: pytest.FixtureRequest) -> None:
        caller = Caller(request.getfixturevalue(who))

        assert say(caller, room) == (403, "not_a_participant")
        assert read(caller, room) == (403, "not_a_participant")

    def test_nobody_without_an_account(self, room: Room) -> None:
        assert say(Caller(), room) == (401, "not_authenticated")
        assert read(Caller(), room) == (401, "not_authenticated")

    def test_a_page_needs_its_csrf_token(
        self, room: Room, jonas: RoomParticipant, client_user: User, site: Site
    ) -> None:
        page = Caller(client_user, by="session")
        assert say(page, room).status == 201
        page.headers.pop("x-csrftoken")

        assert say(page, room) == (403, "csrf_failed")

    def test_who_was_removed_neither_writes_nor_reads(
        self, room: Room, jonas: RoomParticipant, client_user: User, practitioner: User
    ) -> None:
        caller = Caller(client_user)
        say(caller, room)
        Caller(practitioner).remove(jonas)

        assert say(caller, room) == (403, "removed")
        assert read(caller, room) == (403, "removed")
        Caller(practitioner).readmit(jonas)
        assert texts(read(caller, room)) == ["Hello"]

    def test_nor_does_who_cancelled(
        self, workshop: Session, room: Room, jonas: RoomParticipant, client_user: User, site: Site
    ) -> None:
        site.cancel(site.place_of(workshop, client_user))

        assert say(Caller(client_user), room) == (403, "booking_cancelled")
        assert read(Caller(client_user), room) == (403, "booking_cancelled")

    def test_nor_whose_place_is_not_paid(
        self, make_session: MakeSession, client_user: User, site: Site
    ) -> None:
        session = make_session(clients=())
        site.book_place(session, client_user, "not_confirmed")
        room = room_of(session)

        assert say(Caller(client_user), room) == (403, "booking_not_confirmed")
        assert read(Caller(client_user), room) == (403, "booking_not_confirmed")

    def test_whoever_is_inside_when_the_times_are_cleared_goes_on_talking(
        self, make_booking: MakeBooking, client_user: User, site: Site
    ) -> None:
        booking = make_booking()
        jonas = seat(booking, client_user)
        room = room_of(booking)
        Room.objects.update(config={"chat": True})
        now = timezone.now()
        deliver(Telling(room, made_at=now).joined(jonas, now))
        site.move(booking, None, None)

        assert Caller(client_user).join(booking) == (403, "not_allowed")
        assert say(Caller(client_user), room).status == 201
        RoomParticipant.objects.update(seat_until=now)
        Visit.objects.update(left_at=now + timedelta(minutes=1), left_known_by="webhook")
        assert say(Caller(client_user), room) == (403, "not_allowed")


class TestWhere:
    def test_not_where_there_is_no_chat(
        self, make_booking: MakeBooking, client_user: User, practitioner: User
    ) -> None:
        booking = make_booking()
        seat(booking, client_user)
        room = room_of(booking)

        for caller in (Caller(client_user), Caller(practitioner)):
            for answer in (say(caller, room), read(caller, room)):
                assert answer == (403, "not_allowed")
                assert answer.body["detail"] == "This room has no chat."
        assert Caller(client_user).look(booking).body["features"]["chat"] is False

    @pytest.mark.parametrize("kind", ["workshop", "webinar", "broadcast"])
    def test_pages_are_told_where_there_is_one(
        self, kind: str, make_session: MakeSession, client_user: User
    ) -> None:
        session = make_session(kind)
        room_of(session)

        assert Caller(client_user).look(session).body["features"]["chat"] is True

    def test_not_before_the_room_opens_not_even_practitioners(
        self, make_session: MakeSession, practitioner: User
    ) -> None:
        room = room_of(make_session(starts_at=timezone.now() + timedelta(days=3)))

        refused = say(Caller(practitioner), room)

        assert refused == (403, "too_early")
        assert refused.body["retry_at"]

    def test_not_after_the_end(
        self, room: Room, jonas: RoomParticipant, client_user: User, practitioner: User
    ) -> None:
        say(Caller(client_user), room, "Thank you")
        with lifecycle.locked_room(pk=room.pk) as locked:
            now = timezone.now()
            lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)

        for user in (client_user, practitioner):
            assert say(Caller(user), room) == (410, "room_ended")
            assert texts(read(Caller(user), room)) == ["Thank you"]

    @pytest.mark.parametrize("path", ["6f0e8c5a-0000-4000-8000-000000000000", "x", "%00"])
    def test_not_in_a_room_that_does_not_exist(self, path: str, client_user: User) -> None:
        caller = Caller(client_user)

        assert caller.post(f"{path}/messages/", json.dumps({"text": "Hello"})) == (404, "not_found")
        assert caller.get(f"{path}/messages/") == (404, "not_found")
