"""A stranger's project on the wheel alone: no source tree, none of our tools, nothing but what the wheel asks for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browsers import Browsers
from tests.wheel.building import install
from tests.wheel.studio import Studio, Visitor

#: By Vite, once; the icon by Django.
HASHED = r"/files/rooms/(assets/[\w.-]+-[\w-]{8}\.(js|css)|icon\.[0-9a-f]{12}\.svg)"


@pytest.fixture(scope="module")
def studio(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("studio")
    studio = Studio(install(wheel, folder / "environment"), folder)
    studio.manage("migrate", "--verbosity", "0")
    studio.manage("collectstatic", "--no-input", "--verbosity", "0")
    return studio


@pytest.fixture(scope="module")
def opened(studio: Studio) -> dict[str, Any]:
    return studio.open()


@pytest.fixture(scope="module")
def address(studio: Studio, opened: dict[str, Any]) -> Iterator[str]:
    with studio.served() as address:
        yield address


@pytest.fixture
def pupil(address: str) -> Visitor:
    visitor = Visitor(address)
    visitor.log_in("K-2")
    return visitor


def test_rooms_is_the_wheels_and_nothing_else_of_ours_is_there(
    studio: Studio, opened: dict[str, Any]
) -> None:
    assert Path(opened["rooms"]).is_relative_to(studio.python.parent.parent)
    assert opened["else"] == []


def test_its_migrations_are_complete_and_its_settings_in_order(studio: Studio) -> None:
    studio.manage("makemigrations", "--check", "--dry-run")
    studio.manage("migrate", "--check")
    studio.manage("check", "--fail-level", "WARNING")


@pytest.mark.parametrize(
    "path",
    [
        "booking/{appointment}/lobby",
        "booking/{appointment}",
        "booking/{place}/lobby",
        "session/{class}/lobby",
    ],
)
def test_the_lobby_is_served_with_all_that_it_needs(
    path: str, pupil: Visitor, opened: dict[str, Any]
) -> None:
    status, page, headers = pupil.get(f"/room/{path.format(**opened)}")

    assert status == 200
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    files = re.findall(r'(?:src|href)="(/files/[^"]+)"', page)
    assert {Path(file).suffix for file in files} >= {".js", ".css"}
    for file in files:
        assert re.fullmatch(HASHED, file), file
        status, content, headers = pupil.get(file)
        assert (status, bool(content)) == (200, True), file
        kind = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}[Path(file).suffix]
        assert headers["Content-Type"].startswith(kind), file


@pytest.mark.e2e
@pytest.mark.patient
def test_in_a_browser_the_lobby_comes_up(pupil: Visitor, opened: dict[str, Any]) -> None:
    """Every module finds the others under the names that the wheel and `collectstatic` gave them."""
    trouble: list[str] = []
    with sync_playwright() as playwright, Browsers(playwright) as browsers:
        context = browsers.get("sharing").new_context(base_url=pupil.address, locale="en")
        for cookie in pupil.cookies:
            context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": pupil.address}])
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("requestfailed", lambda request: trouble.append(request.url))

        page.goto(f"/room/booking/{opened['appointment']}/lobby")

        expect(page.get_by_role("heading", name="Breathing")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("button", name="Join session")).to_be_visible()
        page.close()
    assert trouble == []


def test_who_is_not_logged_in_is_sent_to_the_studios_own_page(address: str, opened: dict[str, Any]) -> None:
    status, page, _ = Visitor(address).get(f"/room/booking/{opened['appointment']}/lobby")

    assert (status, "<title>Studio</title>" in page) == (200, True)


def test_the_page_is_told_what_it_may_know(pupil: Visitor, opened: dict[str, Any]) -> None:
    status, body, _ = pupil.get(f"/api/v1/rooms/booking/{opened['appointment']}/")

    room = json.loads(body)
    assert status == 200
    assert (room["title"], room["me"]["can_join"]) == ("Breathing", True)


def test_without_livekit_it_says_so(pupil: Visitor, opened: dict[str, Any]) -> None:
    pupil.get(f"/room/booking/{opened['appointment']}/lobby")  # brings the token against forgery

    status, body, _ = pupil.post(f"/api/v1/rooms/booking/{opened['appointment']}/join/")

    assert (status, json.loads(body)["code"]) == (503, "livekit_unavailable")
