"""axe finds nothing in the lobby, in any of its states."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_closed, expect_mirror, join_button, open_lobby
from tests.e2e.visitor import Visitor


def test_ready_to_join(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    open_lobby(jonas, desk.book(cast))
    expect_mirror(jonas)
    expect(join_button(jonas)).to_be_visible()
    expect_accessible(jonas, "lobby")

    jonas.page.get_by_role("button", name=jonas.say("lobby.toggle.camera_on")).click()
    expect(jonas.page.get_by_text(jonas.say("lobby.mirror.off"))).to_be_visible()
    expect_accessible(jonas, "lobby, camera off")

    microphones = jonas.page.get_by_role("combobox", name=jonas.say("lobby.device.microphone"))
    microphones.select_option("Fake Audio Input 2")
    expect_accessible(jonas, "lobby, another microphone chosen")


def test_both_devices_blocked(log_in: SitDown, cast: Cast, desk: Desk) -> None:
    jonas = log_in(cast.jonas, allowed=[])
    open_lobby(jonas, desk.book(cast))
    expect(join_button(jonas, "join_to_listen")).to_be_visible()
    expect(jonas.page.get_by_text(jonas.say("lobby.help.camera.denied.title"))).to_be_visible()
    expect_accessible(jonas, "lobby, blocked devices")


@pytest.mark.parametrize("early", [timedelta(minutes=40), timedelta(days=3)], ids=["minutes", "days"])
def test_too_early(jonas: Visitor, cast: Cast, desk: Desk, early: timedelta) -> None:
    open_lobby(jonas, desk.book(cast, starts_in=early))
    expect_accessible(jonas, "lobby, too early")


def test_a_viewers_poster(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    open_lobby(jonas, desk.plan(cast, "webinar", clients=[cast.jonas]))
    expect(join_button(jonas, "webinar")).to_be_visible()
    expect_accessible(jonas, "lobby of a viewer")


def test_every_closed_door(jonas: Visitor, felix: Visitor, cast: Cast, desk: Desk, api: Api) -> None:
    for state, reason in (("canceled", "booking_cancelled"), ("pending_payment", "booking_not_confirmed")):
        jonas.page.goto(desk.book(cast, state=state).lobby)
        expect_closed(jonas, reason)
        expect_accessible(jonas, f"lobby, {reason}")

    booking = desk.book(cast)
    felix.watch.allow("status of 403")
    felix.page.goto(booking.lobby)
    expect_closed(felix, "not_a_participant")
    expect_accessible(felix, "lobby of a stranger")

    room = f"/api/v1/rooms/{api.room(cast.nadia, booking)['id']}"
    jonas_there = api.join(cast.jonas, booking)["participant_id"]
    api.post(cast.nadia, f"{room}/participants/{jonas_there}/remove/")
    jonas.page.goto(booking.lobby)
    expect_closed(jonas, "removed")
    expect_accessible(jonas, "lobby, removed")

    api.post(cast.nadia, f"{room}/end/")
    jonas.page.goto(booking.lobby)
    expect_closed(jonas, "room_ended")
    expect_accessible(jonas, "lobby, ended")


def test_a_silent_server(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    jonas.watch.allow("Failed to load resource")
    booking = desk.book(cast)
    jonas.page.route(f"**{booking.api}", lambda route: route.abort("connectionrefused"))
    jonas.page.goto(booking.lobby)
    expect(jonas.page.get_by_role("heading", name=jonas.say("lobby.unreachable.title"))).to_be_visible()
    expect_accessible(jonas, "lobby, unreachable")
