"""The pages of recordings: who finds what on them, and what they may do there."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Session
from estuary.rooms_host import EstuaryHost
from rooms.models import (
    RecordingAccess,
    RecordingDeletion,
    RecordingEnd,
    RecordingStatus,
    RecordingView,
    Room,
    RoomRecording,
)
from rooms.recordings import listing
from tests.calls import room_of
from tests.conftest import MakeSession
from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.recordings.places import S3_BACKEND, Place, folder, recordings_in
from tests.recordings.recorded import MakeRecording, maker_in

__all__ = ["booking", "folder", "jonas", "livekit", "nadia", "now", "room"]

LIST = "/room/recordings/"

MANIFEST = {
    "src/recordings/page.ts": {
        "file": "assets/recordings-4f5a6b7c.js",
        "isEntry": True,
        "imports": ["_client.js"],
    },
    "_client.js": {"file": "assets/client-1a2b3c4d.js"},
}


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "manifest.json").write_text(json.dumps(MANIFEST))


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def workshop(make_session: MakeSession) -> Session:
    """Of Jonas Weber and Mara Lindgren, with Dr. Rahman."""
    return make_session("workshop")


@pytest.fixture
def circle(workshop: Session, livekit: FakeLiveKit) -> Room:
    return room_of(workshop)


class Page:
    """What somebody sees at an address."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.html = response.content.decode()
        self.text = " ".join(
            re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", self.html, flags=re.S).split()
        )

    @property
    def listed(self) -> list[str]:
        """Ids in the list, from above."""
        return re.findall(r'class="rc-line" href="/room/recordings/([\w-]+)/"', self.html)

    @property
    def shown(self) -> str | None:
        """What can be played here."""
        found = re.search(r'data-player data-link="/api/v1/recordings/([\w-]+)/link/"', self.html)
        return found[1] if found else None


def visit(user: User, path: str = LIST, *, language: str = "en") -> Page:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return Page(client.get(path, headers={"accept-language": language}))


def send(user: User, recording: RoomRecording, **form: str) -> Page:
    client = Client()
    client.force_login(user)
    return Page(client.post(f"{LIST}{recording.pk}/", form))


def path_of(recording: RoomRecording) -> str:
    return f"{LIST}{recording.pk}/"


class TestTheList:
    @pytest.mark.parametrize("path", [LIST, f"{LIST}6f0e8c5a-0000-4000-8000-000000000000/"])
    def test_who_is_not_logged_in_logs_in_first_and_comes_back(self, path: str, db: None) -> None:
        response = Client().get(path)

        assert (response.status_code, response["Location"]) == (302, f"/log-in/?next={path}")

    def test_whoever_has_none_is_told_when_one_appears(self, client_user: User) -> None:
        page = visit(client_user)

        assert page.status == 200
        assert "Nothing recorded yet" in page.text
        assert page.listed == []

    def test_a_practitioner_finds_all_of_their_sessions_newest_first_and_can_watch_the_newest(
        self, circle: Room, room: Room, practitioner: User, make_recording: MakeRecording, now: datetime
    ) -> None:
        oldest = make_recording(room, at=now - timedelta(days=2))
        ready = make_recording(circle, at=now - timedelta(days=1))
        failed = make_recording(
            circle,
            status=RecordingStatus.FAILED,
            ended_by=RecordingEnd.CRASH,
            error_code="crash",
            content=None,
            size_bytes=None,
        )

        page = visit(practitioner)

        assert page.listed == [str(failed.pk), str(ready.pk), str(oldest.pk)]
        assert page.shown == str(ready.pk)
        assert "Of sessions that you lead." in page.text
        assert "Failed" in page.text
        assert "Nothing was saved." in page.text

    def test_a_client_finds_what_is_shared_and_ready(
        self, circle: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        make_recording(circle)
        make_recording(circle, shared=True, status=RecordingStatus.FAILED, content=None)
        shared = make_recording(circle, shared=True)

        page = visit(client_user)

        assert page.listed == [str(shared.pk)]
        assert "Shared with you." in page.text

    def test_a_stranger_finds_nothing(
        self, circle: Room, stranger: User, make_recording: MakeRecording
    ) -> None:
        make_recording(circle, shared=True)

        assert visit(stranger).listed == []

    def test_whoever_is_named_for_one_finds_it(
        self, circle: Room, stranger: User, make_recording: MakeRecording, now: datetime
    ) -> None:
        one = make_recording(circle)
        RecordingAccess.objects.create(recording=one, user=stranger, granted_at=now)

        assert visit(stranger).listed == [str(one.pk)]

    def test_what_is_to_be_deleted_is_on_it_no_more(
        self, circle: Room, practitioner: User, make_recording: MakeRecording, now: datetime
    ) -> None:
        make_recording(circle, deletion_requested_at=now)

        assert visit(practitioner).listed == []

    def test_it_has_pages(
        self, circle: Room, practitioner: User, make_recording: MakeRecording, now: datetime
    ) -> None:
        made = [make_recording(circle, at=now - timedelta(hours=hour), content=None) for hour in range(52)]

        first = visit(practitioner)
        older = re.search(r'href="(/room/recordings/\?before=[\w-]+)"', first.html)
        assert older is not None
        second = visit(practitioner, older[1])

        assert first.listed + second.listed == [str(one.pk) for one in made]
        assert second.shown is None  # it is a list that somebody looks through
        assert "To the newest" in second.text

    @pytest.mark.parametrize("before", ["x", "6f0e8c5a-0000-4000-8000-000000000000", "%00", "1"])
    def test_a_place_that_is_none_is_the_beginning(
        self, before: str, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle)

        assert visit(practitioner, f"{LIST}?before={before}").listed == [str(one.pk)]

    def test_many_cost_what_few_do(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        make_recording(circle)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert visit(practitioner).status == 200
            return len(queries)

        few = cost()
        for _ in range(20):
            make_recording(circle, content=None)
        assert cost() == few

    def test_what_is_being_prepared_is_asked_for(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, status=RecordingStatus.PROCESSING, complete=None, content=None)

        page = visit(practitioner)

        assert f'data-awaited="/api/v1/recordings/{one.pk}/" data-status="processing"' in page.html
        assert "Being prepared" in page.text
        assert page.shown is None

    def test_that_found_nothing_yet_leads_on_to_older_ones(
        self,
        circle: Room,
        room: Room,
        client_user: User,
        make_recording: MakeRecording,
        monkeypatch: pytest.MonkeyPatch,
        now: datetime,
    ) -> None:
        """The host does not say whose is whose, so only a part of the site was looked at."""
        monkeypatch.setattr(EstuaryHost, "subjects_of", lambda *_: None)
        monkeypatch.setattr(listing, "AT_ONCE", 1)
        monkeypatch.setattr(listing, "ROUNDS", 2)
        shared = make_recording(circle, shared=True, at=now - timedelta(days=1))
        for _ in range(2):
            make_recording(circle, content=None, at=now)

        first = visit(client_user)
        older = re.search(r'href="(/room/recordings/\?before=[\w-]+)"', first.html)

        assert first.listed == []
        assert "Nothing recorded yet" not in first.text
        assert older is not None
        assert visit(client_user, older[1]).listed == [str(shared.pk)]


class TestOne:
    def test_stands_alone_and_looks_at_no_other(
        self,
        circle: Room,
        client_user: User,
        make_recording: MakeRecording,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        one = make_recording(circle, shared=True)
        make_recording(circle, shared=True)
        monkeypatch.delattr(listing, "of_person")

        page = visit(client_user, path_of(one))

        assert page.shown == str(one.pk)
        assert page.listed == []
        assert f'<a class="rc-link" href="{LIST}">All recordings</a>' in page.html

    def test_that_is_being_prepared_is_asked_for(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, status=RecordingStatus.PROCESSING, complete=None, content=None)

        page = visit(practitioner, path_of(one))

        assert f'data-awaited="/api/v1/recordings/{one.pk}/" data-status="processing"' in page.html

    def test_for_its_client(self, circle: Room, client_user: User, make_recording: MakeRecording) -> None:
        one = make_recording(circle, shared=True, size_bytes=412_000_000)

        page = visit(client_user, path_of(one))

        assert page.shown == str(one.pk)
        assert "Will be deleted on" in page.text
        assert "Download, 412 MB" in page.text
        for not_theirs in ('name="delete"', 'role="switch"', "Who agreed to what"):
            assert not_theirs not in page.html

    def test_for_its_practitioner(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle)

        page = visit(practitioner, path_of(one))

        assert 'role="switch" aria-checked="false"' in page.html
        assert "Shared with the 2 people booked" in page.text
        assert "Delete this recording" in page.text

    def test_of_a_conversation_of_two_is_shared_with_the_client(
        self, room: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        assert "Shared with the client" in visit(practitioner, path_of(make_recording(room))).text

    def test_says_what_is_missing(
        self, circle: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(
            circle, shared=True, complete=False, error_code="sound_missing", sound_seconds=400.0
        )

        page = visit(client_user, path_of(one))

        assert "Incomplete" in page.text
        assert "A part of the sound is missing" in page.text
        assert page.shown == str(one.pk)

    def test_sound_alone_says_so(
        self, circle: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        assert (
            "Sound only"
            in visit(client_user, path_of(make_recording(circle, shared=True, audio_only=True))).text
        )

    def test_is_not_for_download_where_the_site_says_so(
        self, circle: Room, client_user: User, make_recording: MakeRecording, settings: Settings
    ) -> None:
        one = make_recording(circle, shared=True)
        settings.ROOMS = {**settings.ROOMS, "RECORDING_DOWNLOAD": False}

        assert 'data-do="download"' not in visit(client_user, path_of(one)).html

    def test_looking_at_the_page_is_no_view_and_gives_no_link(
        self, circle: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, shared=True)

        page = visit(client_user, path_of(one))

        assert not RecordingView.objects.exists()
        assert one.storage_key not in page.html

    @pytest.mark.parametrize("who", ["stranger", "staff"])
    def test_is_nobody_elses(
        self, who: str, circle: Room, make_recording: MakeRecording, request: pytest.FixtureRequest
    ) -> None:
        one = make_recording(circle, shared=True)

        assert visit(request.getfixturevalue(who), path_of(one)).status == 404

    def test_is_not_a_clients_before_it_is_shared_nor_after_it_was(
        self, circle: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle)
        assert visit(client_user, path_of(one)).status == 404
        RoomRecording.objects.filter(pk=one.pk).update(shared=True)
        assert visit(client_user, path_of(one)).status == 200

    def test_is_not_theirs_whose_booking_was_cancelled(
        self, circle: Room, workshop: Session, client_user: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, shared=True)
        changes.cancel(workshop.bookings.get(client=client_user).pk, by=client_user)

        assert visit(client_user, path_of(one)).status == 404

    def test_that_there_is_not(self, client_user: User) -> None:
        assert visit(client_user, f"{LIST}{uuid4()}/").status == 404
        assert visit(client_user, f"{LIST}x/").status == 404

    def test_markup_in_a_title_stays_text(
        self, circle: Room, client_user: User, make_recording: MakeRecording
    ) -> None:
        Room.objects.filter(pk=circle.pk).update(title="<script>alert(1)</script>")

        page = visit(client_user, path_of(make_recording(circle, shared=True)))

        assert "<script>alert" not in page.html


class TestSharing:
    def test_a_practitioner_shares_and_takes_it_back(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle)
        for word, shared in (("on", True), ("on", True), ("off", False)):
            answer = send(practitioner, one, shared=word)
            assert (answer.status, answer.response["Location"]) == (302, path_of(one))
            one.refresh_from_db()
            assert one.shared is shared

    def test_nobody_else_does(
        self, circle: Room, client_user: User, stranger: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, shared=True)
        for who in (client_user, stranger):
            assert send(who, one, shared="off").status == 404
        one.refresh_from_db()
        assert one.shared

    def test_a_form_that_says_nothing_changes_nothing(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle)

        assert send(practitioner, one, shared="perhaps").status == 302
        one.refresh_from_db()
        assert not one.shared

    def test_no_form_of_another_site(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle)
        client = Client(enforce_csrf_checks=True)
        client.force_login(practitioner)

        assert client.post(path_of(one), {"delete": "yes"}).status_code == 403
        assert RoomRecording.objects.filter(pk=one.pk, deletion_requested_at=None).exists()


class TestDeleting:
    def test_a_practitioner_deletes_and_it_is_gone(
        self, circle: Room, practitioner: User, make_recording: MakeRecording, folder: Place
    ) -> None:
        one = make_recording(circle)

        answer = send(practitioner, one, delete="yes")

        assert (answer.status, answer.response["Location"]) == (302, LIST)
        assert not RoomRecording.objects.exists()
        assert folder.objects() == []
        assert RecordingDeletion.objects.get().requested_by_ref == str(practitioner.pk)
        assert visit(practitioner, path_of(one)).status == 404

    def test_nobody_else_does(
        self, circle: Room, client_user: User, stranger: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, shared=True)

        for who in (client_user, stranger):
            assert send(who, one, delete="yes").status == 404
        assert RoomRecording.objects.filter(deletion_requested_at=None).exists()

    def test_what_is_kept_for_legal_reasons_stays_and_the_page_says_so(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, legal_hold=True)

        assert 'name="delete"' not in visit(practitioner, path_of(one)).html
        answer = send(practitioner, one, delete="yes")

        assert answer.status == 409
        assert "must be kept for legal reasons" in answer.text
        assert RoomRecording.objects.filter(pk=one.pk, deletion_requested_at=None).exists()

    def test_what_runs_is_stopped_first(
        self, circle: Room, practitioner: User, make_recording: MakeRecording
    ) -> None:
        one = make_recording(circle, status=RecordingStatus.ACTIVE, complete=None, content=None)

        assert send(practitioner, one, delete="yes").status == 409


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


def test_in_german_too(circle: Room, practitioner: User, make_recording: MakeRecording) -> None:
    page = visit(practitioner, path_of(make_recording(circle)), language="de")

    for word in ("Aufzeichnungen", "Geteilt mit den 2 Personen", "Diese Aufzeichnung löschen", "Wird am"):
        assert word in page.text
    for word in ("Recordings", "Shared", "Delete", "deleted", "agreed", "Speed"):
        assert word not in page.text


@pytest.mark.parametrize(
    ("language", "gone"),
    [("en", "This recording is no longer there."), ("de", "Diese Aufzeichnung gibt es nicht mehr.")],
)
def test_the_player_has_words_for_what_goes_while_somebody_watches(
    circle: Room, practitioner: User, make_recording: MakeRecording, language: str, gone: str
) -> None:
    page = visit(practitioner, path_of(make_recording(circle)), language=language)

    block = re.search(r'<script id="recording-words"[^>]*>(.*?)</script>', page.html)
    assert block is not None
    words = json.loads(block[1])
    assert words["gone"] == gone
    assert set(words) == {"offline", "unplayable", "gone"}


def test_the_clock_is_the_sites(circle: Room, practitioner: User, make_recording: MakeRecording) -> None:
    Room.objects.filter(pk=circle.pk).update(scheduled_start=timezone.now().replace(hour=11, minute=0))

    assert "12:00" in visit(practitioner, path_of(make_recording(circle))).text


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
