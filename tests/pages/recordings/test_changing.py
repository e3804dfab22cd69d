"""What practitioners do with a recording on its page, and nobody else does."""

from django.test import Client

from estuary.accounts.models import User
from rooms.models import RecordingDeletion, RecordingStatus, Room, RoomRecording
from tests.pages.recordings.visiting import LIST, path_of, send, visit
from tests.recordings.places import Place
from tests.recordings.recorded import MakeRecording


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
