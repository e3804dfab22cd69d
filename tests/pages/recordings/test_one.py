"""The page of one recording: for whom it is, and what it says."""

import json
import re
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Session
from rooms.models import RecordingStatus, RecordingView, Room, RoomRecording
from rooms.recordings import listing
from tests.pages.recordings.visiting import LIST, path_of, visit
from tests.recordings.recorded import MakeRecording


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
