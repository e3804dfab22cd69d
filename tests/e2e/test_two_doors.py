"""One session, two addresses, two who lead: everybody is in the same room."""

import re

from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.call import expect_inside, expect_video_from, leave, leave_button
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import join
from tests.e2e.meeting import call_in, enter
from tests.e2e.visitor import Visitor


def test_a_booking_on_a_session_leads_into_the_sessions_room(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas])
    place = desk.place(workshop, cast.jonas)
    enter(nadia, workshop, "group")
    enter(jonas, place, "group")

    expect(jonas.page).to_have_url(re.compile(re.escape(place.call) + "$"))
    expect_video_from(jonas, nadia.name)
    expect_video_from(nadia, jonas.name)
    assert api.room(cast.jonas, place)["id"] == api.room(cast.nadia, workshop)["id"]
    (record,) = desk.record(workshop)
    assert {visit["name"] for visit in record["visits"]} == {nadia.name, jonas.name}
    assert desk.record(place) == []

    # The same person at the other address is the same person: the first page is told that they are elsewhere.
    jonas.page.goto(workshop.lobby)
    join(jonas, "group")
    expect_inside(jonas)
    expect(nadia.page.get_by_role("article")).to_have_count(2)


def test_two_practitioners_lead_a_workshop_and_either_may_go(
    nadia: Visitor, log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.mara], assisted=True)
    enter(nadia, workshop, "group")
    priya = log_in(cast.priya)
    enter(priya, workshop, "group")
    mara = call_in(caller, api, cast.mara, workshop)
    for person, other in ((nadia, priya), (priya, nadia)):
        expect_video_from(person, other.name)
        expect_video_from(person, cast.mara.name)

    # Both may put clients out, and neither the other.
    for person, other in ((nadia, priya), (priya, nadia)):
        people.open_panel(person, count=3)
        remove = person.page.get_by_role("button", name=person.say("call.people.remove", name=cast.mara.name))
        expect(remove).to_be_visible()
        expect(
            person.page.get_by_role("button", name=person.say("call.people.remove", name=other.name))
        ).to_have_count(0)

    leave(nadia, leads=True)
    expect_video_from(priya, cast.mara.name)
    assert mara.is_connected
    room = api.room(cast.mara, workshop)
    assert (room["status"], room["participant_count"]) == ("in_use", 2)
    leave_button(priya).click()
    expect(
        priya.page.get_by_role("menuitem", name=re.compile(re.escape(priya.say("call.leave.end"))))
    ).to_be_visible()
