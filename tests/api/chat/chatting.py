"""People who read and write the chat of a room, through the API."""

import json
from typing import Any

from rooms.models import Room
from tests.api.calling import Answer, Caller, path_of


def say(caller: Caller, room: Room, text: object = "Hello", **more: Any) -> Answer:
    return caller.post(f"{path_of(room)}messages/", json.dumps({"text": text, **more}))


def read(caller: Caller, room: Room, query: str = "") -> Answer:
    return caller.get(f"{path_of(room)}messages/", query)


def texts(answer: Answer) -> list[str]:
    return [message["text"] for message in answer.body["results"]]


def follow(caller: Caller, link: str) -> Answer:
    """Where a link of a page leads."""
    path, _, query = link.partition("/api/v1/rooms/")[2].partition("?")
    return caller.get(path, f"?{query}")
