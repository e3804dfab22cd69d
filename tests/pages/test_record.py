"""The page that a recorder opens: for whoever has no session, with nothing on it about any room."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from rooms.models import Room
from tests.egress import egress_token
from tests.fakes.appointment import booking, now, room
from tests.fakes.livekit import livekit

__all__ = ["booking", "livekit", "now", "room"]

MANIFEST = {
    "src/record/main.tsx": {
        "file": "assets/record-4f5a6b7c.js",
        "isEntry": True,
        "imports": ["_sdk.js"],
        "css": ["assets/record-1a2b3c4d.css"],
    },
    "_sdk.js": {"file": "assets/sdk-9f8e7d6c.js", "css": ["assets/tile-5a5b5c5d.css"]},
    "src/app/main.tsx": {"file": "assets/main-00000000.js", "isEntry": True},
}


@pytest.fixture(autouse=True)
def built(tmp_path: Path, settings: Settings) -> Path:
    """A UI that was built and collected."""
    settings.STATIC_ROOT = tmp_path
    manifest = tmp_path / "rooms" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps(MANIFEST))
    return manifest


def visit(path: str = "/record/", **headers: str) -> Any:
    return Client(raise_request_exception=False).get(path, headers=headers)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def page_of(response: Any) -> dict[str, Any]:
    block = re.search(
        r'<script id="rooms-page" type="application/json">(.*?)</script>', text_of(response), re.DOTALL
    )
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def policy_of(response: Any) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))


class TestTheShell:
    def test_it_opens_without_a_log_in_and_without_a_database(self) -> None:
        response = visit("/record/?layout=grid&url=ws%3A%2F%2F127.0.0.1%3A7880&token=abc")

        assert response.status_code == 200
        assert page_of(response) == {"roster": "/api/v1/recording-roster/", "language": "en"}

    def test_it_loads_the_recorders_files_and_not_the_lobbys(self) -> None:
        text = text_of(visit())

        assert 'src="/static/rooms/assets/record-4f5a6b7c.js"' in text
        assert 'href="/static/rooms/assets/record-1a2b3c4d.css"' in text
        assert 'href="/static/rooms/assets/tile-5a5b5c5d.css"' in text
        assert "main-00000000" not in text

    @pytest.mark.django_db
    def test_it_knows_nothing_of_the_room_whose_token_it_is_given(self, room: Room) -> None:
        token = egress_token(room.name)

        text = text_of(visit(f"/record/?token={token}"))

        for secret in (token, room.name, room.title, str(room.pk)):
            assert secret not in text

    def test_it_is_the_same_for_everybody(self) -> None:
        assert (
            visit("/record/?token=one").content == visit("/record/?token=two", cookie="sessionid=x").content
        )

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_is_only_looked_at(self, method: str) -> None:
        assert getattr(Client(), method)("/record/").status_code == 405

    def test_markup_in_the_address_stays_out(self) -> None:
        text = text_of(visit("/record/%3Cscript%3Ealert(1)%3C%2Fscript%3E/?layout=%22%3E%3Cscript%3E"))

        assert "<script>" not in text
        assert "alert" not in text

    def test_nothing_in_it_is_inline(self) -> None:
        text = text_of(visit())

        assert re.findall(r"<script(?![^>]*(src=|application/json))", text) == []
        assert " style=" not in text
        assert "<style" not in text
        for address in re.findall(r'(?:src|href)="([^"]+)"', text):
            assert address.startswith("/static/"), address


class TestWhatABrowserIsTold:
    def test_nothing_is_kept(self) -> None:
        response = visit()

        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        assert response["Referrer-Policy"] == "no-referrer"  # the address holds the token
        assert response["X-Robots-Tag"] == "noindex"
        assert "camera=()" in response["Permissions-Policy"]

    def test_the_policy_is_exactly_this(self, settings: Settings) -> None:
        settings.ROOMS = {
            **settings.ROOMS,
            "LIVEKIT_HOST": "http://livekit:7880",
            "LIVEKIT_PUBLIC_URL": "wss://video.example.org",
            "RECORDER_LIVEKIT_URL": "ws://10.0.0.7:7880",
        }

        assert policy_of(visit()) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "media-src": "blob: mediastream:",
            "connect-src": "'self' ws://10.0.0.7:7880 http://10.0.0.7:7880 ws://livekit:7880 http://livekit:7880"
            " wss://video.example.org https://video.example.org",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }

    @pytest.mark.parametrize(
        ("recorder_url", "more"),
        [
            ("", ""),
            ("http://127.0.0.1:7880", ""),
            ("https://lk.internal/", "wss://lk.internal https://lk.internal "),
            ("wss://lk.internal:8443/x", "wss://lk.internal:8443 https://lk.internal:8443 "),
        ],
    )
    def test_it_names_each_of_livekits_addresses_once(
        self, recorder_url: str, more: str, settings: Settings
    ) -> None:
        settings.ROOMS = {
            **settings.ROOMS,
            "LIVEKIT_HOST": "http://127.0.0.1:7880",
            "LIVEKIT_PUBLIC_URL": "",
            "RECORDER_LIVEKIT_URL": recorder_url,
        }

        assert policy_of(visit())["connect-src"] == f"'self' {more}ws://127.0.0.1:7880 http://127.0.0.1:7880"


class TestTheLanguage:
    @pytest.mark.parametrize(
        ("site", "path", "language"),
        [
            ("en", "/record/", "en"),
            ("de", "/record/", "de"),
            ("de-at", "/record/", "de"),
            ("fr", "/record/", "en"),
            ("en", "/record/de/", "de"),
            ("de", "/record/en/", "en"),
            ("de", "/record/anything/", "de"),
        ],
    )
    def test_is_the_sites_or_the_addresses(
        self, site: str, path: str, language: str, settings: Settings
    ) -> None:
        """Never the recorder's browser's: that one speaks English wherever it stands."""
        settings.LANGUAGE_CODE = site

        response = visit(path, **{"accept-language": "fr-FR,en;q=0.5"})

        assert page_of(response)["language"] == language
        assert f'<html lang="{language}"' in text_of(response)


def test_without_a_build_the_recorder_is_told_so(built: Path) -> None:
    """A recorder takes 400 and more for a failure, and reports it."""
    built.write_text("{}")

    assert visit().status_code == 503
