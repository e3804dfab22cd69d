"""What stands around it: the frame of the host, and what a browser may do there."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from estuary.accounts.models import User
from rooms.models import Room
from tests.pages.recordings.visiting import LIST, Page, path_of, visit
from tests.recordings.places import S3_BACKEND, Place, recordings_in
from tests.recordings.recorded import MakeRecording


class TestWhatABrowserIsTold:
    def policy(self, page: Page) -> dict[str, str]:
        header = page.response["Content-Security-Policy"]
        return dict(rule.split(" ", 1) for rule in header.split("; "))

    @pytest.fixture
    def bucket(self, settings: Settings) -> Iterator[None]:
        """Far away; nothing is asked of it, because an address is only signed."""
        options = {
            "bucket_name": "recordings",
            "endpoint_url": "https://s3.example.org:9000",
            "access_key": "key",
            "secret_key": "secret",
            "region_name": "eu-central-1",
        }
        with recordings_in(S3_BACKEND, options):
            yield

    def test_where_we_play_them_ourselves_nothing_comes_from_elsewhere(
        self, client_user: User, folder: Place
    ) -> None:
        assert self.policy(visit(client_user)) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "media-src": "'self'",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }

    def test_from_a_bucket_come_films_and_nothing_else(self, client_user: User, bucket: None) -> None:
        policy = self.policy(visit(client_user))

        assert policy.pop("media-src") == "'self' https://s3.example.org:9000"
        assert not any("s3.example.org" in sources for sources in policy.values())

    def test_a_site_that_never_records_has_the_page_all_the_same(self, client_user: User) -> None:
        assert self.policy(visit(client_user))["media-src"] == "'self'"

    def test_nothing_is_kept_nothing_is_inline(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        page = visit(practitioner, path_of(make_recording(circle)))

        assert "no-store" in page.response["Cache-Control"]
        assert re.findall(r"<script(?![^>]*(src=|application/json))", page.html) == []
        assert " style=" not in page.html
        assert '<script type="module" src="/static/rooms/assets/recordings-4f5a6b7c.js">' in page.html

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_it_is_looked_at_or_sent_a_form(self, method: str, client_user: User) -> None:
        client = Client()
        client.force_login(client_user)

        assert getattr(client, method)(LIST).status_code == 405


def test_a_host_that_gives_no_frame_has_a_plain_one(
    circle: Room, practitioner: User, make_recording: MakeRecording, settings: Settings
) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]

    page = visit(practitioner, path_of(make_recording(circle)))

    assert page.status == 200
    assert '<a href="/">Estuary</a>' in page.html
    assert "/static/rooms-pages/host_page.css" in page.html
    assert 'class="site"' not in page.html
    assert page.shown is not None


def test_a_frame_of_the_host_is_taken(client_user: User) -> None:
    assert 'class="site"' in visit(client_user).html
