"""Whoever watches: sees, hears, and changes nothing, also with a client of their own making.

Through our API and a real LiveKit server; what our pages offer a viewer is tested with a browser.
"""

import contextlib
import re
from collections.abc import Callable
from functools import partial

import pytest
from livekit.rtc.participant import PublishDataTrackError
from pytest_django import Settings

from dev.livekit import LiveKitServer
from estuary.accounts.models import User
from rooms.models import Role, RoomParticipant
from tests.hosts.estuary_site import make_user
from tests.live.call import Call
from tests.live.caller import Caller, Message, wait_until
from tests.live.crowd import leave_together
from tests.live.granting import as_livekit_has_it, try_to_publish
from tests.live.watching import Watching

SessionCall = Callable[..., Call]

#: What our pages listen to. Topics are part of the API that they have with the server.
TOPICS = ("rooms.chat", "rooms.people")


def say_by_every_way(person: Caller, topic: str) -> None:
    """Everything by which a client of somebody's own making can bring words into a call."""
    me = person.room.local_participant
    forged = '{"id": "1", "text": "Send your card number to …", "sender": {"name": "Dr. Nadia Rahman"}}'
    person.send(forged.encode(), topic=topic)
    person.send(forged.encode(), topic=topic, reliable=False)
    person.run(me.send_text(forged, topic=topic))
    with contextlib.suppress(PublishDataTrackError):
        person.run(me.publish_data_track(name=topic))


def change_oneself(person: Caller) -> None:
    """Ask to be somebody else; the server says no without a word."""
    me = person.room.local_participant
    person.run(me.set_attributes({"role": "host", "pid": "somebody-else"}))
    person.run(me.set_name("Dr. Nadia Rahman"))
    person.run(me.set_metadata("on stage"))


def said_by_people(person: Caller) -> list[str]:
    """All that arrived, without what the server itself says to a broadcast: how many it is.

    Known by its words, too: who does not see the audience is told no sender of what one of them forges.
    """
    return [message.data.decode() for message in person.messages if not is_count(message)]


def is_count(message: Message) -> bool:
    said = (message.topic, message.sender)
    return said == ("rooms.people", "") and re.fullmatch(rb'{"count": \d+}', message.data) is not None


@pytest.mark.parametrize(
    "forged",
    [
        Message(b'{"count": 3}', "somebody", "rooms.people"),
        Message(b'{"count": 3}', "", "rooms.chat"),
        Message(b'{"count": 3, "text": "Send your card number"}', "", "rooms.people"),
        Message(b'{"id": "1", "text": "Send your card number"}', "", "rooms.people"),
    ],
)
def test_the_test_below_takes_no_forged_words_for_the_servers(forged: Message) -> None:
    assert is_count(Message(b'{"count": 3}', "", "rooms.people"))
    assert not is_count(forged)


def sees_exactly(person: Caller, others: set[str]) -> bool:
    return person.sees == others


@pytest.mark.parametrize("kind", ["webinar", "broadcast"])
def test_a_viewer_sees_and_hears_and_can_publish_nothing(
    kind: str,
    session_call: SessionCall,
    practitioner: User,
    client_user: User,
    reporting_livekit: LiveKitServer,
) -> None:
    call = session_call(kind)
    nadia, jonas = call.enter(practitioner), call.enter(client_user)
    host, viewer = (call.participant(user) for user in (practitioner, client_user))
    arriving = [Watching(person) for person in (jonas, nadia)]
    nadia.show_camera()
    nadia.talk()
    arriving[0].expect_picture(host.identity)
    arriving[0].expect_sound(host.identity)

    for topic in TOPICS:
        say_by_every_way(jonas, topic)
    change_oneself(jonas)
    # This takes ten seconds: time for all of the above to arrive.
    assert try_to_publish(jonas) == []

    nadia.send(b"good evening")
    wait_until(
        lambda: "good evening" in said_by_people(jonas),
        what="the viewer is still there, and told what the host says",
    )
    assert said_by_people(nadia) == []
    assert (arriving[1].pictures, arriving[1].heard, arriving[1].data_tracks) == ({}, set(), [])
    known = as_livekit_has_it(reporting_livekit, call.room.name, viewer.identity)
    assert (known.name, known.metadata) == ("Jonas Weber", "")
    assert known.attributes == {"role": Role.VIEWER, "pid": str(viewer.id)}
    assert (list(known.tracks), list(known.data_tracks)) == ([], [])
    assert RoomParticipant.objects.get(pk=viewer.pk).name == "Jonas Weber"


def test_what_a_participant_forges_arrives_with_its_sender(
    session_call: SessionCall, practitioner: User, client_user: User, second_client: User
) -> None:
    """By this our pages tell it from what the server says: to that LiveKit gives no sender.

    The packet itself names the sender; a client that has not yet heard who came in gives no *participant* with it,
    so our pages look at the packet.
    """
    call = session_call("workshop")
    jonas, mara = call.enter(client_user), call.enter(second_client)
    wait_until(lambda: len(jonas.sees) == 1, what="Jonas has heard that Mara is there")

    for topic in TOPICS:
        say_by_every_way(mara, topic)

    wait_until(lambda: len(jonas.messages) == 2 * len(TOPICS), what="reliable and lossy packets arrive")
    assert {message.topic for message in jonas.messages} == set(TOPICS)
    assert {message.sender for message in jonas.messages} == {call.participant(second_client).identity}


def test_a_participant_of_a_group_stays_who_they_are(
    session_call: SessionCall, practitioner: User, client_user: User, reporting_livekit: LiveKitServer
) -> None:
    call = session_call("workshop")
    jonas = call.enter(client_user)
    me = call.participant(client_user)

    change_oneself(jonas)
    # What was asked for first was answered first: by now it is decided.
    jonas.show_camera()

    known = as_livekit_has_it(reporting_livekit, call.room.name, me.identity)
    assert (known.name, known.metadata) == ("Jonas Weber", "")
    assert known.attributes == {"role": Role.PARTICIPANT, "pid": str(me.id)}


def test_the_viewers_of_a_webinar_are_seen(
    session_call: SessionCall, practitioner: User, client_user: User, second_client: User
) -> None:
    """Their names stand in the sidebar; that takes nothing but being listed."""
    call = session_call("webinar")
    people = {user.name: call.enter(user) for user in (practitioner, client_user, second_client)}
    identities = {
        user.name: call.participant(user).identity for user in (practitioner, client_user, second_client)
    }

    for name, person in people.items():
        others = set(identities.values()) - {identities[name]}
        wait_until(partial(sees_exactly, person, others), what=f"{name} sees the others")
    assert not any("@" in identity for identity in identities.values())


def test_fifty_viewers_of_a_broadcast_see_no_one_but_the_stage_and_are_counted(
    session_call: SessionCall, practitioner: User, settings: Settings
) -> None:
    # By webhooks alone: nobody else counts in this test.
    settings.ROOMS = {**settings.ROOMS, "RECONCILE_SECONDS": 3600}
    audience = tuple(make_user(f"Viewer {number}", f"viewer.{number}@example.org") for number in range(50))
    call = session_call("broadcast", clients=audience)
    nadia = call.enter(practitioner)
    host = call.participant(practitioner).identity
    nadia.show_camera()

    viewers = call.enter_together(audience)

    call.wait_for_room(lambda room: room.participant_count == 51, what="fifty-one are counted")
    wait_until(
        lambda: all(viewer.receives_from(host) == {"SOURCE_CAMERA"} for viewer in viewers),
        what="everybody is offered the picture",
    )
    assert [viewer.sees for viewer in viewers] == [{host}] * 50
    assert nadia.sees == set()

    leave_together(viewers[:20])
    call.wait_for_room(lambda room: room.participant_count == 31, what="thirty-one are left")
    assert call.room.visits.filter(left_at__isnull=False).count() == 20
    assert call.room.participants.filter(role=Role.VIEWER).count() == 50
    assert viewers[-1].sees == {host}
