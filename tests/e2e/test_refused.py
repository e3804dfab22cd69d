"""Whoever may not enter is told why, each in words of its own, and sees nothing that is not theirs."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.e2e.accounts import Cast, Subject
from tests.e2e.api import Api
from tests.e2e.call import expect_inside
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_closed, expect_mirror, join, join_button, open_lobby
from tests.e2e.visitor import Visitor

#: The room opens fifteen minutes before the session; that many seconds are left to see it closed.
OPENS_SOON = timedelta(minutes=15, seconds=8)


def test_a_stranger_sees_that_it_is_somebody_elses(felix: Visitor, cast: Cast, desk: Desk) -> None:
    felix.watch.allow("status of 403")
    booking = desk.book(cast)
    felix.page.goto(booking.lobby)
    expect_closed(felix, "not_a_participant")
    # Nothing of the session is shown to him, nor sent.
    for secret in (booking.title, cast.nadia.name, cast.jonas.name):
        assert secret not in felix.page.content()
    felix.page.get_by_role("link", name=felix.say("lobby.closed.log_in")).click()
    expect(felix.page).to_have_url(re.compile("/log-in/"))


def test_whoever_is_not_logged_in_comes_back_to_the_lobby_after_it(
    seat: SitDown, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    jonas = seat(cast.jonas)
    jonas.page.goto(booking.lobby)
    jonas.page.get_by_label("E-mail address").fill(cast.jonas.email)
    jonas.page.get_by_label("Password").fill(cast.jonas.password)
    jonas.page.get_by_role("button", name="Log in").click()
    expect(jonas.page).to_have_url(re.compile(f"{booking.lobby}$"))
    expect(join_button(jonas)).to_be_visible()


def test_too_early_counts_down_and_turns_into_join_by_itself(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast, starts_in=OPENS_SOON)
    open_lobby(jonas, booking)
    expect(jonas.page.get_by_role("timer")).to_contain_text(jonas.say("lobby.early.opens_in"))
    expect(join_button(jonas)).to_have_count(0)
    expect_mirror(jonas)

    expect(join_button(jonas)).to_be_visible()
    expect(jonas.page.get_by_role("timer")).to_have_count(0)
    join(jonas)
    expect_inside(jonas)


def test_days_too_early_names_the_day(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    open_lobby(jonas, desk.book(cast, starts_in=timedelta(days=3)))
    expect(jonas.page.get_by_text(jonas.say.pattern("lobby.early.opens_on"))).to_be_visible()
    expect(join_button(jonas)).to_have_count(0)


def test_the_bookings_page_turns_early_into_join_by_itself(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    desk.book(cast, starts_in=OPENS_SOON)
    jonas.page.goto("/bookings/")
    expect(jonas.page.get_by_role("link", name="Test devices")).to_be_visible()
    expect(jonas.page.get_by_role("link", name="Join", exact=True)).to_be_visible()
    expect(jonas.page.get_by_role("link", name="Test devices")).to_be_hidden()


def test_a_cancelled_booking_says_so_to_both(jonas: Visitor, nadia: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast, state="canceled")
    for person in (jonas, nadia):
        person.page.goto(booking.lobby)
        expect_closed(person, "booking_cancelled")


def test_a_pending_booking_opens_as_soon_as_it_is_confirmed(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast, state="pending_payment")
    jonas.page.goto(booking.lobby)
    expect_closed(jonas, "booking_not_confirmed")
    desk.confirm(booking)
    expect(join_button(jonas)).to_be_visible()


def test_a_session_that_ends_closes_the_lobby_by_itself(
    jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    booking = desk.book(cast)
    open_lobby(jonas, booking)
    room = api.room(cast.nadia, booking)
    api.post(cast.nadia, f"/api/v1/rooms/{room['id']}/end/")
    expect_closed(jonas, "room_ended")
    # The address of the call is no way in, either.
    jonas.page.goto(booking.call)
    expect_closed(jonas, "room_ended")


def test_a_session_without_a_time_says_so(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    draft = desk.plan(cast, "workshop", clients=[cast.jonas], starts_in=None)
    jonas.page.goto(draft.lobby)
    expect_closed(jonas, "unscheduled")


def test_an_address_that_leads_nowhere_says_so(jonas: Visitor) -> None:
    jonas.watch.allow("status of 404")
    for ref in ("999999", "abc"):
        jonas.page.goto(Subject("booking", ref).lobby)
        expect_closed(jonas, "not_found")


def test_a_server_that_does_not_answer_is_asked_again(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    jonas.watch.allow("Failed to load resource")
    booking = desk.book(cast)
    jonas.page.route(f"**{booking.api}", lambda route: route.abort("connectionrefused"))
    jonas.page.goto(booking.lobby)
    expect(jonas.page.get_by_role("heading", name=jonas.say("lobby.unreachable.title"))).to_be_visible()
    jonas.page.unroute(f"**{booking.api}")
    expect(join_button(jonas)).to_be_visible()
