"""Steps on the pages of the host: logging in, bookings, the day."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.accounts import Subject
from tests.e2e.visitor import Visitor
from tests.e2e.words import Language

#: Estuary's own words, as its pages show them.
WORDS: dict[Language, dict[str, str]] = {
    "en": {"email": "E-mail address", "password": "Password", "log_in": "Log in", "join": "Join"},
    "de": {"email": "E-Mail-Adresse", "password": "Passwort", "log_in": "Anmelden", "join": "Beitreten"},
}

#: A client's bookings, a practitioner's day.
FIRST_PAGE = re.compile(r"/(bookings|day)/$")


def log_in(visitor: Visitor) -> None:
    """From the log-in page to the person's own first page."""
    words = WORDS[visitor.say.language]
    page = visitor.page
    page.goto("/log-in/")
    page.get_by_label(words["email"]).fill(visitor.account.email)
    page.get_by_label(words["password"]).fill(visitor.account.password)
    page.get_by_role("button", name=words["log_in"]).click()
    expect(page).to_have_url(FIRST_PAGE)


def open_first_page(visitor: Visitor) -> None:
    """Where somebody lands who is logged in already."""
    visitor.page.goto("/")
    expect(visitor.page).to_have_url(FIRST_PAGE)


def open_bookings(visitor: Visitor) -> None:
    visitor.page.goto("/bookings/")


def join_link(visitor: Visitor, subject: Subject) -> Locator:
    """The visible link that leads to the room of this booking."""
    return visitor.page.locator(f'a[href="{subject.lobby}"]:visible')


def expect_state(visitor: Visitor, subject: Subject, state: str) -> None:
    """What the page of the booking says became of it."""
    visitor.page.goto(f"/bookings/{subject.id}/")
    expect(visitor.page.get_by_role("main")).to_contain_text(state)
