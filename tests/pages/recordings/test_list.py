"""The list of recordings: who finds what on it, and what it costs."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from estuary.accounts.models import User
from estuary.rooms_host import EstuaryHost
from rooms.models import RecordingAccess, RecordingEnd, RecordingStatus, Room
from rooms.recordings import listing
from tests.pages.recordings.visiting import LIST, visit
from tests.recordings.recorded import MakeRecording


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
