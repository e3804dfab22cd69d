"""What is no line: it is refused with words, and never a crash."""

from typing import Any

import pytest
from django.test import Client

from rooms.models import ChatMessage, Room, RoomParticipant
from tests.api.calling import Caller
from tests.api.chat.chatting import say
from tests.site import User


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "x" * 2001, None, 5, True, ["Hello"], {"a": 1}])
def test_a_text_that_is_none_or_too_long(
    text: Any, room: Room, jonas: RoomParticipant, client_user: User
) -> None:
    assert say(Caller(client_user), room, text) == (400, "invalid")
    assert not ChatMessage.objects.exists()


def test_it_says_what_is_wrong_in_words(room: Room, jonas: RoomParticipant, client_user: User) -> None:
    caller = Caller(client_user)
    assert say(caller, room, " ").body["detail"] == "Write something first."
    caller.headers["accept-language"] = "de"
    assert say(caller, room, " ").body["detail"] == "Schreiben Sie zuerst etwas."
    assert "2.000 Zeichen" in say(caller, room, "x" * 2001).body["detail"]


@pytest.mark.parametrize("key", ["", "1", 5, True, [], "6f0e8c5a-0000-4000-8000"])
def test_a_key_that_is_none(key: Any, room: Room, jonas: RoomParticipant, client_user: User) -> None:
    assert say(Caller(client_user), room, "Hello", client_key=key) == (400, "invalid")


@pytest.mark.parametrize("body", ["", "null", "[]", '"Hello"', "{", '{"text"', "\xff"])
def test_a_body_that_is_no_object(body: str, room: Room, jonas: RoomParticipant, client_user: User) -> None:
    assert Caller(client_user).post(f"{room.pk}/messages/", body) == (400, "invalid")


def test_half_an_emoji_is_dropped_not_a_crash(room: Room, jonas: RoomParticipant, client_user: User) -> None:
    body = b'{"text": "Hello \\ud83d\\u0000!"}'

    assert Caller(client_user).post(f"{room.pk}/messages/", body).body["text"] == "Hello !"


def test_one_that_is_larger_than_anything_sent_here(
    room: Room, jonas: RoomParticipant, client_user: User
) -> None:
    assert say(Caller(client_user), room, "x" * 70_000) == (413, "too_large")


def test_other_methods(room: Room, jonas: RoomParticipant, client_user: User) -> None:
    caller = Caller(client_user)
    for method in (Client.put, Client.patch, Client.delete):
        answer = method(caller.client, f"/api/v1/rooms/{room.pk}/messages/", headers=caller.headers)
        assert answer.status_code == 405
