"""The page of a room: a shell that knows nothing, under a strict policy."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.models import Room
from rooms.pages import room as room_pages
from tests.calls import room_of
from tests.conftest import MakeBooking

MANIFEST = {
    "src/app/main.tsx": {
        "file": "assets/main-4f5a6b7c.js",
        "isEntry": True,
        "css": ["assets/main-1a2b3c4d.css"],
    }
}


@pytest.fixture(autouse=True)
def built(tmp_path: Path, settings: Settings) -> Path:
    """A UI that was built and collected."""
    settings.STATIC_ROOT = tmp_path
    manifest = tmp_path / "rooms" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps(MANIFEST))
    return manifest


@pytest.fixture
def booking(make_booking: MakeBooking) -> Booking:
    return make_booking()


def visit(path: str, user: User | None = None, **headers: str) -> Any:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client.get(path, headers=headers)


def page_of(response: Any) -> dict[str, Any]:
    """The block that the UI reads."""
    block = re.search(
        r'<script id="rooms-page" type="application/json">(.*?)</script>',
        response.content.decode(),
        re.DOTALL,
    )
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


ADDRESSES = [
    ("/room/booking/12", "booking", "12", "call"),
    ("/room/booking/12/lobby", "booking", "12", "lobby"),
    ("/room/session/7", "session", "7", "call"),
    ("/room/session/7/lobby", "session", "7", "lobby"),
    ("/room/6f0e8c5a-0000-4000-8000-000000000000", "room", "6f0e8c5a-0000-4000-8000-000000000000", "call"),
    (
        "/room/6f0e8c5a-0000-4000-8000-000000000000/lobby",
        "room",
        "6f0e8c5a-0000-4000-8000-000000000000",
        "lobby",
    ),
]


@pytest.mark.parametrize(("path", "kind", "ref", "view"), ADDRESSES)
class TestAddresses:
    def test_each_says_what_it_is_about(
        self, path: str, kind: str, ref: str, view: str, client_user: User
    ) -> None:
        response = visit(path, client_user)

        assert response.status_code == 200
        page = page_of(response)
        assert (page["kind"], page["ref"], page["view"]) == (kind, ref, view)
        assert page["routes"] == {
            "lobby": path.removesuffix("/lobby") + "/lobby",
            "call": path.removesuffix("/lobby"),
        }
        assert page["api"] == "/api/v1/rooms"
        assert page["live"] == "/api/v1/live/"
        assert page["user"] == {"name": "Jonas Weber", "ref": str(client_user.pk)}

    @pytest.mark.django_db
    def test_who_is_not_logged_in_logs_in_first_and_comes_back(
        self, path: str, kind: str, ref: str, view: str
    ) -> None:
        response = visit(path)

        assert response.status_code == 302
        assert response["Location"] == f"/log-in/?next={quote(path)}"


class TestTheShellKnowsNothing:
    """Whoever may not see the room learns nothing from its page."""

    def test_a_stranger_gets_the_same_page_as_the_client(
        self, booking: Booking, client_user: User, stranger: User
    ) -> None:
        room_of(booking)

        def shell(user: User) -> str:
            text = visit(f"/room/booking/{booking.pk}", user).content.decode()
            text = re.sub(r'name="csrf-token" content="\w+"', "", text).replace(user.name, "NAME")
            return text.replace(f'"ref": "{user.pk}"', '"ref": "THEIRS"')

        assert shell(stranger) == shell(client_user)

    def test_so_does_one_that_does_not_exist(self, booking: Booking, client_user: User) -> None:
        there = visit(f"/room/booking/{booking.pk}", client_user)
        not_there = visit("/room/booking/999999", client_user)

        assert there.status_code == not_there.status_code == 200

    def test_nothing_of_the_room_is_in_it(self, booking: Booking, client_user: User) -> None:
        room = room_of(booking)

        text = visit(f"/room/booking/{booking.pk}", client_user).content.decode()

        for secret in (room.name, str(room.pk), "Rahman", "Consultation", "jonas@example.org"):
            assert secret not in text

    def test_a_page_asks_the_database_the_same_for_everyone(
        self, booking: Booking, client_user: User, django_assert_max_num_queries: Any
    ) -> None:
        client = Client()
        client.force_login(client_user)
        with django_assert_max_num_queries(4):
            client.get(f"/room/booking/{booking.pk}")
        assert not Room.objects.exists()  # looking makes nothing


class TestBadInput:
    def test_markup_in_a_name_stays_text(self, client_user: User) -> None:
        name = "</script><script>alert('x')</script><!-- & Jo"
        User.objects.filter(pk=client_user.pk).update(name=name)

        response = visit("/room/booking/1", client_user)

        assert page_of(response)["user"]["name"] == name
        assert "<script>alert" not in response.content.decode()

    @pytest.mark.parametrize(
        "ref",
        ["0", "x" * 10_000, "a%00b", "%3Cscript%3E", "Gr%C3%B6%C3%9Fe", "%0a", "..%2f..", "9" * 400, "%22"],
    )
    @pytest.mark.parametrize("kind", ["booking/", "session/", ""])
    def test_any_reference_is_one_for_the_api_to_refuse(self, kind: str, ref: str, client_user: User) -> None:
        response = visit(f"/room/{kind}{ref}", client_user)

        assert response.status_code in {200, 404}
        if response.status_code == 200:
            page = page_of(response)
            assert page["ref"] == unquote(ref)
            assert page["routes"]["call"].isascii()
            assert "<script>alert" not in response.content.decode()

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_pages_are_only_looked_at(self, method: str, client_user: User) -> None:
        client = Client()
        client.force_login(client_user)

        assert getattr(client, method)("/room/booking/1").status_code == 405


class TestThePolicy:
    def policy(self, user: User) -> dict[str, str]:
        header = visit("/room/booking/1", user)["Content-Security-Policy"]
        return dict(rule.split(" ", 1) for rule in header.split("; "))

    def test_it_is_exactly_this(self, client_user: User, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_HOST": "http://127.0.0.1:7880", "LIVEKIT_PUBLIC_URL": ""}

        assert self.policy(client_user) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data: blob:",
            "font-src": "'self'",
            "media-src": "'self' blob: mediastream:",
            "connect-src": "'self' ws://127.0.0.1:7880 http://127.0.0.1:7880",
            "worker-src": "'self' blob:",
            "manifest-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'self'",
        }

    @pytest.mark.parametrize(
        ("url", "origins"),
        [
            ("wss://video.example.org", "wss://video.example.org https://video.example.org"),
            ("https://video.example.org/", "wss://video.example.org https://video.example.org"),
            (
                "wss://video.example.org:8443/lk",
                "wss://video.example.org:8443 https://video.example.org:8443",
            ),
            ("ws://127.0.0.1:7880", "ws://127.0.0.1:7880 http://127.0.0.1:7880"),
        ],
    )
    def test_it_follows_where_browsers_dial(
        self, url: str, origins: str, client_user: User, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_PUBLIC_URL": url}

        assert self.policy(client_user)["connect-src"] == f"'self' {origins}"

    def test_the_page_obeys_it(self, client_user: User) -> None:
        """Nothing inline, nothing from elsewhere."""
        text = visit("/room/booking/1", client_user).content.decode()

        assert re.findall(r"<script(?![^>]*(src=|application/json))", text) == []
        assert " style=" not in text
        assert "<style" not in text
        for address in re.findall(r'(?:src|href)="([^"]+)"', text):
            assert address.startswith("/static/"), address

    def test_what_else_a_browser_is_told(self, client_user: User) -> None:
        response = visit("/room/booking/1", client_user)

        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "camera=(self)" in response["Permissions-Policy"]
        assert response.cookies["csrftoken"].value


class TestLanguages:
    @pytest.mark.parametrize(
        ("wish", "language"), [("de-AT,de;q=0.9", "de"), ("en-GB", "en"), ("fr", "en"), ("", "en")]
    )
    def test_the_page_speaks_what_the_browser_asks_for(
        self, wish: str, language: str, client_user: User
    ) -> None:
        response = visit("/room/booking/1", client_user, **{"accept-language": wish})

        assert f'<html lang="{language}">' in response.content.decode()
        assert page_of(response)["language"] == language


class TestItCannotBeShown:
    """503 with words, and again by itself: never a bare 500."""

    def assert_said(self, response: Any, *, language: str = "en") -> None:
        assert response.status_code == 503
        assert response["Retry-After"] == "10"
        assert "no-store" in response["Cache-Control"]
        text = response.content.decode()
        assert f'<html lang="{language}">' in text
        assert 'http-equiv="refresh"' in text
        assert "<h1>" in text

    @pytest.mark.parametrize("content", [None, "", "{", "{}", '{"x": {"isEntry": true}}'])
    def test_the_ui_is_not_built(self, content: str | None, built: Path, client_user: User) -> None:
        built.write_text(content or "")
        if content is None:
            built.unlink()
            built.with_name("manifest.json").mkdir()  # not to be read, whatever the finders know

        response = visit("/room/booking/1", client_user)

        self.assert_said(response)
        assert "make build-ui" not in response.content.decode()  # for the log, not for clients

    def test_the_database_is_busy(self, client_user: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def busy(*args: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(room_pages, "person_of", busy)

        self.assert_said(visit("/room/booking/1", client_user))

    def test_the_host_is_not_set(self, client_user: User, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, "HOST": ""}

        self.assert_said(visit("/room/booking/1", client_user))

    def test_in_german_too(self, built: Path, client_user: User) -> None:
        built.write_text("{")

        response = visit("/room/booking/1", client_user, **{"accept-language": "de"})

        self.assert_said(response, language="de")
        assert "nicht erreichbar" in response.content.decode()
