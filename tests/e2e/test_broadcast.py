"""A broadcast: one on stage, fifty who watch and do not see one another, and everybody knows how many."""

import json

from playwright.sync_api import expect

from tests.e2e import chat, people, sidebar
from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.call import expect_video_from
from tests.e2e.conftest import Call
from tests.e2e.desk import Desk
from tests.e2e.media import expect_sound
from tests.e2e.meeting import call_in, come_to_watch, enter
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually
from tests.live.crowd import leave_together


def test_fifty_watch_and_see_no_one_but_the_stage(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    audience = desk.new_audience(50)
    broadcast = desk.plan(cast, "broadcast", clients=[cast.jonas, *audience], assisted=True)
    enter(nadia, broadcast, "broadcast")
    viewers = come_to_watch(caller, api, audience, broadcast)
    enter(jonas, broadcast, "broadcast")

    expect_video_from(jonas, nadia.name)
    expect_sound(jonas.page)
    for person in (nadia, jonas):
        sidebar.expect_watching(person, 51)
        expect(person.page.get_by_role("article")).to_have_count(1)
        sidebar.show_people(person)
    assert api.room(cast.jonas, broadcast)["participant_count"] == 52

    # Names are for those who lead: to everybody else there is a number.
    expect(jonas.page.get_by_text(jonas.say("call.people.hidden"))).to_be_visible()
    assert "Viewer" not in jonas.page.content()
    expect(sidebar.watching(jonas).get_by_role("listitem")).to_have_count(0)
    expect_accessible(jonas, "broadcast, a viewer's people")
    sidebar.search(nadia, "viewer 4")
    expect(sidebar.watching(nadia).get_by_role("listitem")).to_have_count(10)
    expect_accessible(nadia, "broadcast, the practitioner's search")

    # One is found by name and put out; the number moves.
    sidebar.search(nadia, "VIEWER 42")
    expect(sidebar.watching(nadia).get_by_role("listitem")).to_have_count(1)
    people.remove(nadia, "Viewer 42")
    assert viewers[41].wait_until_put_out() == "PARTICIPANT_REMOVED"
    sidebar.expect_watching(jonas, 50)
    leave_together(viewers[:20])
    for person in (nadia, jonas):
        sidebar.expect_watching(person, 30)

    # Somebody on the stage with a client of their own cannot make up a number.
    priya = call_in(caller, api, cast.priya, broadcast)
    expect_video_from(jonas, cast.priya.name)
    for reliable in (True, False):
        priya.send(json.dumps({"count": 4711}).encode(), topic="rooms.people", reliable=reliable)

    # A crowd writes, by name: whoever writes wants to be read.
    sidebar.show_chat(jonas)
    chat.write(jonas, "Good evening from Graz")
    chat.say(api, audience[30], broadcast, "And from Kiel")
    sidebar.show_chat(nadia)
    for person in (nadia, jonas):
        chat.expect_texts(person, ["Good evening from Graz", "And from Kiel"])
        sidebar.expect_watching(person, 30)
    eventually(
        lambda: (
            [json.loads(m.data)["text"] for m in viewers[40].messages if m.topic == "rooms.chat"]
            == ["Good evening from Graz", "And from Kiel"]
        ),
        what="the crowd hears what is written",
    )
    assert viewers[40].sees == priya.sees | {priya.room.local_participant.identity}
