"""What somebody writes, and what the server counts, is heard in the call: over a real LiveKit server."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from estuary.accounts.models import User
from rooms.models import Effect
from tests.hosts.estuary_site import make_user
from tests.live.call import Call
from tests.live.caller import Caller, wait_until

SessionCall = Callable[..., Call]


def wait_until_heard(person: Caller, what: dict[str, Any], topic: str = "rooms.chat") -> None:
    """It is the last that this client heard."""
    wait_until(lambda: heard(person, topic)[-1:] == [what], what=f"{person.name} hears {what}")


def heard(person: Caller, topic: str = "rooms.chat") -> list[dict[str, Any]]:
    """What the server has said to this client: nobody's name is on the packet."""
    return [
        json.loads(message.data)
        for message in person.messages
        if message.topic == topic and not message.sender
    ]


@pytest.mark.parametrize("kind", ["workshop", "webinar", "broadcast"])
def test_a_line_is_heard_by_everybody_as_the_api_has_it(
    kind: str, session_call: SessionCall, practitioner: User, client_user: User, second_client: User
) -> None:
    call = session_call(kind)
    people = [call.enter(user) for user in (practitioner, client_user, second_client)]

    line = call.write(client_user, "Is the pause in minute 20? <b>Thanks</b> 🙂")

    for person in people:
        wait_until_heard(person, line)
    assert [heard(person) for person in people] == [[line]] * 3
    assert call.read_chat(second_client) == [line]
    assert (line["sender"]["name"], line["text"]) == (
        "Jonas Weber",
        "Is the pause in minute 20? <b>Thanks</b> 🙂",
    )


def test_it_is_said_before_the_writer_has_the_answer(
    session_call: SessionCall, client_user: User, second_client: User
) -> None:
    """The worker is the safety net, not the delay."""
    call = session_call("workshop")
    call.enter(client_user)

    line = call.write(client_user, "Hello")

    assert Effect.objects.get(kind="say_line", key=f"say_line:{line['id']}").done_at is not None


def test_a_practitioner_who_is_not_in_the_call_writes_into_it(
    session_call: SessionCall, practitioner: User, client_user: User
) -> None:
    call = session_call("workshop")
    jonas = call.enter(client_user)

    line = call.write(practitioner, "We begin in five minutes.")

    wait_until_heard(jonas, line)
    assert line["sender"] == {
        "id": str(call.participant(practitioner).id),
        "name": "Dr. Nadia Rahman",
        "role": "host",
    }
    assert call.room.participant_count == 1


def test_who_comes_late_reads_what_was_said(
    session_call: SessionCall, practitioner: User, client_user: User, second_client: User
) -> None:
    call = session_call("workshop")
    call.enter(client_user)
    lines = [call.write(user, f"Line of {user.name}") for user in (client_user, practitioner, client_user)]

    mara = call.enter(second_client)

    assert call.read_chat(second_client) == lines
    assert heard(mara) == []


def test_a_retry_says_nothing_twice(session_call: SessionCall, client_user: User, practitioner: User) -> None:
    call = session_call("workshop")
    nadia = call.enter(practitioner)
    call.enter(client_user)
    key = str(uuid4())

    first, again = (call.write(client_user, "Once", client_key=key) for _ in range(2))
    after = call.write(client_user, "After that")

    assert first == again
    wait_until_heard(nadia, after)
    assert heard(nadia) == [first, after]


def test_whoever_was_put_out_neither_writes_nor_reads(
    session_call: SessionCall, practitioner: User, client_user: User
) -> None:
    call = session_call("workshop")
    nadia, jonas = call.enter(practitioner), call.enter(client_user)
    call.act_on(call.participant(client_user), "remove", by=practitioner)
    jonas.wait_until_put_out()

    refused = call.post(client_user, f"{call.room.id}/messages/", text="One more thing")

    assert (refused.status_code, refused.json()["code"]) == (403, "removed")
    line = call.write(practitioner, "Let us go on.")
    wait_until_heard(nadia, line)
    assert heard(nadia) == [line]


def test_a_chat_before_anybody_came_waits_for_them(
    session_call: SessionCall, practitioner: User, client_user: User
) -> None:
    """LiveKit has no such room yet: it would take three seconds to say so, and is not asked."""
    call = session_call("workshop")

    line = call.write(practitioner, "Bring something to write with.")

    assert Effect.objects.get(key=f"say_line:{line['id']}").last_error == ""
    call.enter(client_user)
    assert call.read_chat(client_user) == [line]


def test_a_crowd_that_does_not_see_itself_hears_how_many_it_is(
    session_call: SessionCall, practitioner: User
) -> None:
    audience = tuple(make_user(f"Viewer {number}", f"viewer.{number}@example.org") for number in range(12))
    call = session_call("broadcast", clients=audience)
    nadia = call.enter(practitioner)

    viewers = call.enter_together(audience)

    # Smaller numbers come first, and are as true while they are said.
    call.wait_for_room(lambda room: room.participant_count == 13, what="thirteen are counted")
    for person in (nadia, viewers[0]):
        wait_until_heard(person, {"count": 13}, "rooms.people")
    # Twelve came at once: that is not worth twelve messages to everybody.
    assert len(heard(nadia, "rooms.people")) < 12
    viewers[0].leave()
    wait_until_heard(nadia, {"count": 12}, "rooms.people")
