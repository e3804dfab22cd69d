"""Recordings, watched in a real browser: played, found again after their link has run out, shared, and deleted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast, Subject
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.keys import press, tab_to
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually
from tests.recording.made import make_movie

SECONDS = 40


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_movie(tmp_path_factory.mktemp("film") / "film.mp4", seconds=SECONDS)


@pytest.fixture
def workshop(desk: Desk, cast: Cast) -> Subject:
    """Dr. Rahman's, with Jonas and Mara."""
    return desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])


def video_of(page: Page) -> Locator:
    return page.locator("video")


def second(page: Page) -> float:
    """How far it has been played."""
    return float(video_of(page).evaluate("(video) => video.currentTime"))


def play(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Play ")).click()
    expect_playing(page)


def expect_playing(page: Page) -> None:
    before = second(page)
    eventually(lambda: second(page) > before + 0.5, what="it is played")


def source(page: Page) -> str:
    return str(video_of(page).evaluate("(video) => video.src"))


def test_a_client_watches_what_is_shared_with_them(
    nadia: Visitor, jonas: Visitor, workshop: Subject, desk: Desk, film: Path
) -> None:
    recording = desk.keep_recording(workshop, film)
    jonas.page.goto("/room/recordings/")
    expect(jonas.page.get_by_role("heading", name="Nothing recorded yet")).to_be_visible()

    # The practitioner shares it, without the page being loaded anew.
    nadia.page.goto("/room/recordings/")
    play(nadia.page)
    switch = nadia.page.get_by_role("switch", name="Shared with the 2 people booked")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(switch).to_be_checked()
    expect_playing(nadia.page)

    jonas.page.get_by_role("link", name="Recordings", exact=True).click()
    page = jonas.page
    expect(page.get_by_role("heading", name="Breathwork for beginners")).to_be_visible()
    assert source(page) == ""  # before Play there is no link
    play(page)
    picture = video_of(page).evaluate("(video) => [video.videoWidth, Math.round(video.duration)]")
    assert picture == [320, SECONDS]

    # Its tools.
    page.get_by_role("button", name="On 10 s").click()
    eventually(lambda: second(page) > 10, what="ten seconds on")
    page.get_by_label("Speed").select_option("2×")
    assert video_of(page).evaluate("(video) => video.playbackRate") == 2
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Download")).click()
    assert download.value.path().read_bytes() == film.read_bytes()
    assert page.url.endswith("/room/recordings/")

    # Deleted: for everybody, and at once.
    nadia.page.goto(f"/room/recordings/{recording}/")
    nadia.page.locator("summary").filter(has_text="Delete").click()
    nadia.page.get_by_role("button", name="Delete this recording").click()
    expect(nadia.page).to_have_url(re.compile("/room/recordings/$"))
    expect(nadia.page.get_by_role("heading", name="Nothing recorded yet")).to_be_visible()
    jonas.watch.allow("status of (404|410)")
    jonas.page.goto(f"/room/recordings/{recording}/")
    expect(jonas.page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_a_link_that_has_run_out_is_renewed_where_somebody_was(
    nadia: Visitor, workshop: Subject, desk: Desk, film: Path
) -> None:
    recording = desk.keep_recording(workshop, film)
    page = nadia.page
    # What was not loaded before the link ran out is asked for with it, and refused: that is how the page knows.
    nadia.watch.allow("status of 410")
    page.goto(f"/room/recordings/{recording}/")
    play(page)
    first = source(page)
    eventually(lambda: second(page) > 12, what="the link is over and it plays on")

    page.get_by_role("button", name="Back 10 s").click()
    eventually(lambda: source(page) != first, what="there is another link")
    expect_playing(page)
    assert 2 < second(page) < 12
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_is_deleted_while_it_is_open_says_so_on_play(
    nadia: Visitor, jonas: Visitor, workshop: Subject, desk: Desk, film: Path
) -> None:
    recording = desk.keep_recording(workshop, film, shared=True)
    jonas.page.goto(f"/room/recordings/{recording}/")
    nadia.page.goto(f"/room/recordings/{recording}/")
    nadia.page.locator("summary").filter(has_text="Delete").click()
    nadia.page.get_by_role("button", name="Delete this recording").click()
    expect(nadia.page.get_by_role("heading", name="Nothing recorded yet")).to_be_visible()

    jonas.watch.allow("status of 404")
    jonas.page.get_by_role("button", name=re.compile("^Play ")).click()
    expect(jonas.page.get_by_role("alert")).to_have_text("This recording is no longer there.")


def test_it_is_found_played_and_shared_by_keyboard(
    nadia: Visitor, workshop: Subject, desk: Desk, film: Path
) -> None:
    desk.keep_recording(workshop, film)
    page = nadia.page
    page.goto(f"/sessions/{workshop.id}/")
    press(page, page.get_by_role("link", name="Recording", exact=True))
    begin = page.get_by_role("button", name=re.compile("^Play "))
    press(page, begin)
    expect(video_of(page)).to_be_focused()
    # All around within the card, which cuts off what would lie around it.
    ring = "(screen) => getComputedStyle(screen, '::after').borderTopWidth"
    assert page.locator(".rc-screen").evaluate(ring) == "3px"
    expect_playing(page)
    page.keyboard.press("l")
    eventually(lambda: second(page) > 10, what="L goes ten seconds on")
    page.keyboard.press("j")
    eventually(lambda: second(page) < 10, what="J goes ten seconds back")
    page.keyboard.press("k")
    assert video_of(page).evaluate("(video) => video.paused")
    switch = page.get_by_role("switch")
    tab_to(page, switch)
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()


def test_axe_finds_nothing_on_them(
    nadia: Visitor, jonas: Visitor, workshop: Subject, desk: Desk, cast: Cast, film: Path
) -> None:
    jonas.page.goto("/room/recordings/")
    expect_accessible(jonas, "no recordings")
    desk.keep_recording(workshop, None, status="processing", complete=None)
    desk.keep_recording(workshop, None, status="failed", ended_by="crash", error_code="crash", complete=None)
    desk.keep_recording(
        workshop, film, shared=True, complete=False, error_code="sound_missing", sound_seconds=20.0
    )
    for visitor, name in ((jonas, "a client's recordings"), (nadia, "a practitioner's recordings")):
        visitor.page.goto("/room/recordings/")
        expect(visitor.page.get_by_text("Incomplete").first).to_be_visible()
        expect_accessible(visitor, name)
    nadia.page.locator("summary").filter(has_text="Delete").click()
    play(nadia.page)
    expect_accessible(nadia, "a recording that is played")


def test_on_a_phone_in_german(log_in: SitDown, workshop: Subject, desk: Desk, cast: Cast, film: Path) -> None:
    desk.keep_recording(workshop, film, shared=True)
    mara = log_in(cast.mara, language="de", device="phone")
    page = mara.page
    page.goto("/room/recordings/")
    expect(page.get_by_role("heading", name="Aufzeichnungen", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("abspielen")).click()
    expect_playing(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_being_prepared_appears_by_itself(
    nadia: Visitor, workshop: Subject, desk: Desk, film: Path
) -> None:
    recording = desk.keep_recording(workshop, film, status="processing", complete=None)
    page = nadia.page
    page.goto(f"/room/recordings/{recording}/")
    expect(page.get_by_text("Being prepared").first).to_be_visible()
    desk.finish_recording(recording)

    expect(page.get_by_role("button", name=re.compile("^Play "))).to_be_visible()
