"""Deletion: hidden and dead at once, gone from the storage as seen by a look at it, written down, tried again."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from rooms import effects
from rooms.exceptions import RoomsError, StorageUnavailable, UnknownSubject
from rooms.models import (
    DeletionReason,
    Effect,
    RecordingDeletion,
    RecordingStatus,
    RecordingView,
    Room,
    RoomRecording,
)
from rooms.recordings import purging, sharing
from rooms.recordings.retention import set_hold
from rooms.recordings.storage import local_disk
from tests.recordings.places import S3_BACKEND, Place, recordings_in, s3_place
from tests.recordings.recorded import CONTENT, MakeRecording, maker_in
from tests.recordings.test_s3_bucket import refusal
from tests.recordings.watcher import Watcher, ids
from tests.s3_server import S3Server
from tests.site import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording(room: Room, make_recording: MakeRecording) -> RoomRecording:
    """In a folder and in a bucket, one after the other."""
    return make_recording(room, egress_id="EG_1")


def purge(recording: RoomRecording) -> None:
    """As the worker does at its next ticks."""
    effects.run_due(at=timezone.now() + timedelta(minutes=10))


# --- What is left of it
def test_nothing_is_left_but_that_it_was_deleted(
    recording: RoomRecording, practitioner: User, room: Room, place: Place
) -> None:
    Watcher(practitioner).link(recording)
    Watcher(practitioner).link(recording, download=True)
    last = RecordingView.objects.latest("at").at
    assert len(place.objects()) == 2
    assert Watcher(practitioner).erase(recording).status == 204
    assert place.objects() == []
    assert not RoomRecording.objects.exists()
    assert not RecordingView.objects.exists()
    gone = RecordingDeletion.objects.get()
    assert (gone.recording_id, gone.egress_id, gone.room) == (recording.pk, "EG_1", room)
    assert (gone.reason, gone.requested_by_ref) == ("requested", str(practitioner.pk))
    assert (gone.objects_deleted, gone.bytes_deleted) == (2, len(CONTENT) + 2)
    assert (gone.times_watched, gone.last_watched_at) == (2, last)
    assert gone.proven_at >= gone.requested_at
    assert recording.folder not in str(vars(gone))
    assert purging.was_deleted(recording.folder)
    assert not purging.was_deleted(recording.folder[:-1])


def test_other_recordings_stay(
    recording: RoomRecording, make_recording: MakeRecording, room: Room, practitioner: User, place: Place
) -> None:
    other = make_recording(room)
    Watcher(practitioner).erase(recording)
    assert other.storage_key in place.objects()
    assert ids(Watcher(practitioner).recordings_in(room)) == [str(other.pk)]


def test_a_second_deletion_finds_nothing(recording: RoomRecording, practitioner: User) -> None:
    Watcher(practitioner).erase(recording)
    assert Watcher(practitioner).erase(recording) == (404, "not_found")


def test_a_recording_whose_object_is_gone_already_is_deleted_all_the_same(
    room: Room, make_recording: MakeRecording, practitioner: User
) -> None:
    recording = make_recording(room, content=None)
    assert Watcher(practitioner).erase(recording).status == 204
    gone = RecordingDeletion.objects.get()
    assert (gone.objects_deleted, gone.times_watched, gone.last_watched_at) == (0, 0, None)


# --- Links
def test_a_link_to_a_folder_is_dead_when_the_answer_is_there(
    room: Room, folder: Place, practitioner: User
) -> None:
    recording = maker_in(folder)(room)
    url = Watcher(practitioner).link(recording).body["url"]
    Watcher(practitioner).erase(recording)
    assert Client().get(url).status_code == 404


def test_a_link_to_a_bucket_is_dead_when_the_answer_is_there(
    room: Room, bucket: Place, practitioner: User
) -> None:
    recording = maker_in(bucket)(room)
    url = Watcher(practitioner).link(recording).body["url"]
    Watcher(practitioner).erase(recording)
    assert refusal(url) == 404


# --- Who may, and when
def test_a_client_or_a_stranger_deletes_nothing(
    recording: RoomRecording, client_user: User, stranger: User
) -> None:
    assert Watcher(stranger).erase(recording) == (404, "not_found")
    assert Watcher(client_user).erase(recording) == (404, "not_found")
    sharing.share(recording.pk, True)
    assert Watcher(client_user).erase(recording) == (403, "not_allowed")
    sharing.name(recording.pk, stranger, by_ref="1", at=timezone.now())
    assert Watcher(stranger).erase(recording) == (403, "not_allowed")
    assert RoomRecording.objects.filter(deletion_requested_at__isnull=True).exists()


def test_staff_who_may_delete_recordings_do(recording: RoomRecording, staff: User) -> None:
    assert Watcher(staff).open(recording).body["me"]["may_delete"] is True
    assert Watcher(staff).erase(recording).status == 204


@pytest.mark.parametrize(
    "status",
    [
        RecordingStatus.ASKING,
        RecordingStatus.STARTING,
        RecordingStatus.ACTIVE,
        RecordingStatus.ENDING,
        RecordingStatus.PROCESSING,
    ],
)
def test_what_is_not_over_is_stopped_first(
    status: RecordingStatus, room: Room, folder: Place, practitioner: User
) -> None:
    recording = maker_in(folder)(room, status=status)
    assert Watcher(practitioner).erase(recording) == (409, "not_ready")
    assert Watcher(practitioner).open(recording).body["me"]["may_delete"] is False


def test_what_has_failed_can_be_deleted_with_what_it_left(
    room: Room, make_recording: MakeRecording, practitioner: User, place: Place
) -> None:
    recording = make_recording(room, status=RecordingStatus.FAILED)
    assert Watcher(practitioner).erase(recording).status == 204
    assert place.objects() == []


# --- Legal hold
def test_a_recording_that_is_held_is_deleted_by_nobody(
    recording: RoomRecording, practitioner: User, staff: User, place: Place
) -> None:
    watcher = Watcher(staff)
    held = watcher.change(recording, legal_hold=True, hold_reason=" Case 12 ")
    assert held.body["legal_hold"] is True
    for user in (practitioner, staff):
        assert Watcher(user).erase(recording) == (409, "legal_hold")
        assert Watcher(user).open(recording).body["me"]["may_delete"] is False
    recording.refresh_from_db()
    assert recording.hold_reason == "Case 12"
    assert len(place.objects()) == 2
    assert watcher.change(recording, legal_hold=False).body["legal_hold"] is False
    assert Watcher(practitioner).erase(recording).status == 204


def test_only_staff_hold(recording: RoomRecording, practitioner: User, client_user: User) -> None:
    assert Watcher(practitioner).change(recording, legal_hold=True) == (403, "not_allowed")
    assert Watcher(client_user).change(recording, legal_hold=True) == (404, "not_found")


def test_of_two_wishes_neither_is_done_where_one_may_not(
    recording: RoomRecording, practitioner: User
) -> None:
    assert Watcher(practitioner).change(recording, shared=True, legal_hold=True) == (403, "not_allowed")
    recording.refresh_from_db()
    assert not recording.shared


def test_a_reason_of_a_hold_is_short(recording: RoomRecording, staff: User) -> None:
    for reason in ("x" * 301, 5):
        assert Watcher(staff).change(recording, legal_hold=True, hold_reason=reason) == (400, "invalid")


# --- What fails
class Broken:
    """A disk that does not let go, until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self._unlink = local_disk.LocalDisk.delete
        monkeypatch.setattr(local_disk.LocalDisk, "delete", self._refuse)

    def _refuse(self, stored: object) -> None:
        raise StorageUnavailable(reason="PermissionError: Permission denied")

    def is_mended(self) -> None:
        self._patch.setattr(local_disk.LocalDisk, "delete", self._unlink)


@pytest.fixture
def in_folder(room: Room, folder: Place) -> RoomRecording:
    return maker_in(folder)(room)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    return Broken(monkeypatch)


def test_where_the_storage_refuses_it_is_hidden_and_tried_again_until_it_is_gone(
    in_folder: RoomRecording, practitioner: User, folder: Place, broken: Broken, room: Room
) -> None:
    watcher = Watcher(practitioner)
    url = watcher.link(in_folder).body["url"]
    assert watcher.erase(in_folder).status == 202
    assert Client().get(url).status_code == 404
    assert watcher.open(in_folder) == (404, "not_found")
    assert ids(watcher.recordings_in(room)) == []
    assert watcher.erase(in_folder) == (404, "not_found")
    in_folder.refresh_from_db()
    assert in_folder.deletion_error == "storage_unavailable: PermissionError: Permission denied"
    assert not RecordingDeletion.objects.exists()
    broken.is_mended()
    purge(in_folder)
    assert folder.objects() == []
    assert RecordingDeletion.objects.get().objects_deleted == 2


def test_why_it_is_not_deleted_yet_holds_no_key(
    in_folder: RoomRecording, practitioner: User, broken: Broken
) -> None:
    Watcher(practitioner).erase(in_folder)
    effect = Effect.objects.get(kind="purge_recording")
    in_folder.refresh_from_db()
    for words in (in_folder.deletion_error, effect.last_error, str(effect.payload)):
        assert in_folder.folder not in words


def test_a_request_does_not_wait_long_for_a_storage_that_is_down(
    room: Room, practitioner: User, tmp_path: Path
) -> None:
    server = S3Server(tmp_path / "s3")
    with server, recordings_in(S3_BACKEND, server.options):
        recording = maker_in(s3_place(server))(room)
        server.stop()
        began = timezone.now()
        assert Watcher(practitioner).erase(recording).status == 202
        assert timezone.now() - began < timedelta(seconds=5)
        server.start()
        purge(recording)
        assert server.stored_keys() == []
        assert RecordingDeletion.objects.count() == 1


def test_a_worker_that_dies_in_between_does_not_forget_what_it_deleted(
    in_folder: RoomRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    purging.request(in_folder.pk, reason=DeletionReason.REQUESTED, at=timezone.now())
    write_down = purging._write_down

    def die(*arguments: object, **options: object) -> None:
        raise SystemExit

    monkeypatch.setattr(purging, "_write_down", die)
    with pytest.raises(SystemExit):
        effects.run_due(at=timezone.now())
    assert RoomRecording.objects.filter(pk=in_folder.pk).exists()
    monkeypatch.setattr(purging, "_write_down", write_down)
    purge(in_folder)
    assert RecordingDeletion.objects.get().objects_deleted == 2


def test_whoever_purges_second_changes_nothing(in_folder: RoomRecording) -> None:
    """Two workers, the lease of one of which ran out."""
    purging.request(in_folder.pk, reason=DeletionReason.REQUESTED, at=timezone.now())
    effect = Effect.objects.get(kind="purge_recording")
    for _ in range(2):
        purging._purge(effect)
    assert RecordingDeletion.objects.get().objects_deleted == 2


def test_a_key_that_is_none_of_ours_deletes_nothing_and_is_said(room: Room, folder: Place) -> None:
    recording = maker_in(folder)(room, storage_key="recordings/a.mp4", content=None)
    folder.put("recordings/a.mp4", b"1")
    purging.request(recording.pk, reason=DeletionReason.REQUESTED, at=timezone.now())
    purge(recording)
    assert folder.objects() == ["recordings/a.mp4"]
    recording.refresh_from_db()
    assert recording.deletion_error


# --- What comes back
def test_what_a_recorder_uploads_after_the_deletion_is_deleted_again(
    recording: RoomRecording, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """One that was taken for dead, and salvages what it had."""
    purging.request(recording.pk, reason=DeletionReason.REQUESTED, at=timezone.now())
    effects.run_due(at=timezone.now())
    assert place.objects() == []
    place.put(recording.storage_key, b"late")
    effects.run_due(at=timezone.now() + timedelta(hours=2))
    assert place.objects() == []
    assert RecordingDeletion.objects.get().objects_deleted == 3
    assert "came back" in caplog.text
    assert recording.folder not in caplog.text


def test_it_is_looked_for_once_more_when_the_recorder_has_given_up_its_file(
    recording: RoomRecording, place: Place
) -> None:
    purging.request(recording.pk, reason=DeletionReason.REQUESTED, at=timezone.now())
    for hours in (0, 2, 30):
        effects.run_due(at=timezone.now() + timedelta(hours=hours))
    effects.run_due(at=timezone.now() + timedelta(days=7))
    place.put(recording.storage_key, b"what an upload of the last minute brought")
    effects.run_due(at=timezone.now() + timedelta(days=8, minutes=1))
    assert place.objects() == []
    assert not Effect.objects.filter(done_at__isnull=True, kind="sweep_recording").exists()


# --- Rooms
def test_a_room_with_recordings_is_not_deleted_before_they_are(
    recording: RoomRecording, room: Room, practitioner: User
) -> None:
    with pytest.raises(ProtectedError):
        room.delete()
    Watcher(practitioner).erase(recording)
    room.delete()
    assert RecordingDeletion.objects.get().room is None


# --- Asked of the module itself
def test_a_deletion_is_asked_for_once(in_folder: RoomRecording) -> None:
    now = timezone.now()
    purging.request(in_folder.pk, reason=DeletionReason.EXPIRED, at=now)
    with pytest.raises(UnknownSubject):
        purging.request(in_folder.pk, reason=DeletionReason.REQUESTED, at=now)
    with pytest.raises(UnknownSubject):
        set_hold(in_folder.pk, True)
    with pytest.raises(UnknownSubject):
        sharing.share(in_folder.pk, True)


def test_what_is_held_is_refused_with_its_code(in_folder: RoomRecording) -> None:
    set_hold(in_folder.pk, True, reason="Case 12")
    with pytest.raises(RoomsError) as refused:
        purging.request(in_folder.pk, reason=DeletionReason.EXPIRED, at=timezone.now())
    assert refused.value.code == "legal_hold"
