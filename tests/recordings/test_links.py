"""Links that work by themselves: who is given one, what is written down, and what kills it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from rooms.models import RecordingStatus, RecordingView, Room, RoomRecording
from rooms.recordings import links, sharing
from tests.recordings.places import FOLDER_BACKEND, Place, recordings_in, root_of_folder
from tests.recordings.recorded import CONTENT, MakeRecording, maker_in
from tests.recordings.watcher import Watcher
from tests.site import Booking, Site, User

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def recording(room: Room, make_recording: MakeRecording) -> RoomRecording:
    return make_recording(room)


def fetch(url: str, **headers: str) -> Any:
    """Somebody who has nothing but the link: no cookie, no account."""
    return Client().get(url, headers=headers)


def content_of(url: str) -> bytes:
    answer = fetch(url)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def link_for(user: User, recording: RoomRecording, **body: Any) -> str:
    answer = Watcher(user).link(recording, **body)
    assert answer.status == 200, answer
    return str(answer.body["url"])


# --- Who is given one
def test_a_practitioner_is_given_a_link_that_needs_nothing_else(
    practitioner: User, recording: RoomRecording
) -> None:
    url = link_for(practitioner, recording)
    assert url.startswith("http://testserver/recordings/media/")
    assert content_of(url) == CONTENT


def test_a_client_is_given_a_link_to_what_is_shared_and_to_nothing_else(
    client_user: User, recording: RoomRecording
) -> None:
    assert Watcher(client_user).link(recording) == (404, "not_found")
    sharing.share(recording.pk, True)
    assert content_of(link_for(client_user, recording)) == CONTENT


def test_a_stranger_is_given_none_whether_or_not_it_is_shared(
    stranger: User, recording: RoomRecording
) -> None:
    sharing.share(recording.pk, True)
    assert Watcher(stranger).link(recording) == (404, "not_found")


def test_who_is_named_for_it_is_given_one(stranger: User, recording: RoomRecording) -> None:
    assert sharing.name(recording.pk, stranger, by_ref="1", at=timezone.now())
    assert not sharing.name(recording.pk, stranger, by_ref="1", at=timezone.now())
    assert content_of(link_for(stranger, recording)) == CONTENT


def test_staff_may_know_of_it_and_are_given_none_unless_they_are_named(
    staff: User, recording: RoomRecording
) -> None:
    watcher = Watcher(staff)
    assert watcher.open(recording).body["me"]["may_watch"] is False
    answer = watcher.link(recording)
    assert answer == (403, "not_allowed")
    assert "named" in answer.body["detail"]
    sharing.name(recording.pk, staff, by_ref=str(staff.pk), at=timezone.now())
    assert content_of(link_for(staff, recording)) == CONTENT
    assert RecordingView.objects.get().user == staff


@pytest.mark.parametrize(
    "status", [RecordingStatus.PROCESSING, RecordingStatus.ACTIVE, RecordingStatus.FAILED]
)
def test_there_is_no_link_to_what_is_not_ready(
    status: RecordingStatus, room: Room, practitioner: User, make_recording: MakeRecording
) -> None:
    assert Watcher(practitioner).link(make_recording(room, status=status)) == (409, "not_ready")


@pytest.mark.parametrize("given", ["x", "00000000-0000-0000-0000-000000000000", "../1"])
def test_there_is_no_link_to_what_there_is_not(given: str, practitioner: User, folder: Place) -> None:
    assert Watcher(practitioner).link(RoomRecording(pk=given)) == (404, "not_found")


@pytest.mark.parametrize("body", [{"download": "yes"}, {"download": 1}])
def test_what_a_link_is_for_is_yes_or_no(
    body: dict[str, Any], practitioner: User, recording: RoomRecording
) -> None:
    assert Watcher(practitioner).link(recording, **body) == (400, "invalid")


# --- What is written down
def test_each_view_and_each_download_is_written_down(
    practitioner: User, client_user: User, recording: RoomRecording
) -> None:
    sharing.share(recording.pk, True)
    link_for(practitioner, recording)
    link_for(client_user, recording, download=True)
    seen = RecordingView.objects.order_by("pk").values_list("user_ref", "kind")
    assert list(seen) == [(str(practitioner.pk), "play"), (str(client_user.pk), "download")]


def test_who_jumps_about_in_a_recording_has_viewed_it_once(
    practitioner: User, recording: RoomRecording
) -> None:
    url = link_for(practitioner, recording)
    for begin in (0, 500, 100):
        assert fetch(url, range=f"bytes={begin}-").status_code == 206
    assert RecordingView.objects.count() == 1


def test_who_is_refused_has_viewed_nothing(stranger: User, recording: RoomRecording) -> None:
    Watcher(stranger).link(recording)
    assert not RecordingView.objects.exists()


# --- Downloads
def test_a_download_is_saved_under_a_name_and_what_is_played_is_not(
    practitioner: User, recording: RoomRecording
) -> None:
    name = recording.storage_key.rpartition("/")[2]
    saved = fetch(link_for(practitioner, recording, download=True))
    assert saved["Content-Disposition"] == f'attachment; filename="{name}"'
    assert fetch(link_for(practitioner, recording))["Content-Disposition"].startswith("inline")


def test_a_site_may_allow_no_downloads(practitioner: User, recording: RoomRecording) -> None:
    with recordings_in(FOLDER_BACKEND, {"location": str(root_of_folder())}, RECORDING_DOWNLOAD=False):
        answer = Watcher(practitioner).link(recording, download=True)
        assert answer == (403, "not_allowed")
        assert answer.body["detail"] == "Recordings can be watched here, but not downloaded."
        assert Watcher(practitioner).open(recording).body["me"]["may_download"] is False
        assert content_of(link_for(practitioner, recording)) == CONTENT


# --- What kills one
def signed_in(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def test_a_link_works_for_a_quarter_of_an_hour_and_no_longer(
    practitioner: User, recording: RoomRecording
) -> None:
    answer = Watcher(practitioner).link(recording)
    given_at = RecordingView.objects.get().at
    expires_at = datetime.fromisoformat(answer.body["expires_at"])
    assert expires_at == given_at + timedelta(minutes=15)
    signed = signed_in(answer.body["url"])
    assert links.follow(signed, at=given_at + 14.9 * MINUTE).recording == recording
    with pytest.raises(links.LinkExpired):
        links.follow(signed, at=given_at + 15 * MINUTE)


def test_an_expired_link_says_so(
    practitioner: User, recording: RoomRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = link_for(practitioner, recording)
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("rooms.recordings.playing.timezone.now", lambda: later)
    answer = fetch(url)
    assert answer.status_code == 410
    assert answer.content.decode() == "This link has expired. Open the recording again.\n"


def test_no_setting_lets_a_link_live_longer(practitioner: User, recording: RoomRecording) -> None:
    with recordings_in(FOLDER_BACKEND, {"location": str(root_of_folder())}, RECORDING_LINK_SECONDS=86_400):
        answer = Watcher(practitioner).link(recording)
    lasts = datetime.fromisoformat(answer.body["expires_at"]) - RecordingView.objects.get().at
    assert lasts == timedelta(minutes=15)


def test_a_link_that_was_tampered_with_gives_nothing(practitioner: User, recording: RoomRecording) -> None:
    url = link_for(practitioner, recording)
    signed = signed_in(url)
    body, _, signature = signed.rpartition(":")
    view = RecordingView.objects.get()
    forever = signing.Signer(salt=links.SALT, key="guessed").sign_object([view.pk, "practitioner", 2**33])
    other_salt = signing.Signer(salt="other").sign_object([view.pk, "practitioner", 2**33])
    for changed in (
        body,
        f"{body}:",
        f"{body}x:{signature}",
        f"{signed}x",
        signed[1:],
        forever,
        other_salt,
        "x",
    ):
        assert fetch(url.replace(signed, changed)).status_code == 404, changed


def test_the_key_of_an_object_opens_nothing(practitioner: User, recording: RoomRecording) -> None:
    key = recording.storage_key
    for path in (
        f"/recordings/media/{key}/",
        f"/{key}",
        f"/media/{key}",
        "/recordings/media/../../etc/passwd/",
    ):
        assert Client(raise_request_exception=False).get(path).status_code == 404, path


def test_a_link_is_dead_as_soon_as_it_is_asked_to_delete_the_recording(
    practitioner: User, recording: RoomRecording
) -> None:
    url = link_for(practitioner, recording)
    RoomRecording.objects.filter(pk=recording.pk).update(deletion_requested_at=timezone.now())
    assert fetch(url).status_code == 404
    assert not links.stands(signed_in(url))


def test_a_client_s_link_is_dead_as_soon_as_it_is_shared_no_more(
    practitioner: User, client_user: User, recording: RoomRecording
) -> None:
    sharing.share(recording.pk, True)
    theirs, hers = link_for(client_user, recording), link_for(practitioner, recording)
    sharing.share(recording.pk, False)
    assert fetch(theirs).status_code == 404
    assert content_of(hers) == CONTENT


def test_the_link_of_somebody_who_is_named_no_more_is_dead(stranger: User, recording: RoomRecording) -> None:
    sharing.name(recording.pk, stranger, by_ref="1", at=timezone.now())
    url = link_for(stranger, recording)
    sharing.unname(recording.pk, stranger)
    assert fetch(url).status_code == 404
    assert Watcher(stranger).link(recording) == (404, "not_found")


def test_a_client_whose_booking_was_cancelled_is_given_no_new_one(
    booking: Booking, client_user: User, recording: RoomRecording, site: Site
) -> None:
    sharing.share(recording.pk, True)
    link_for(client_user, recording)
    site.cancel(booking)
    assert Watcher(client_user).link(recording) == (404, "not_found")


def test_links_of_ours_end_where_the_site_moves_to_a_bucket(
    practitioner: User, recording: RoomRecording
) -> None:
    url = link_for(practitioner, recording)
    with recordings_in("django.core.files.storage.InMemoryStorage", {}):
        assert fetch(url).status_code == 404
    with recordings_in(FOLDER_BACKEND, {}, RECORDING_STORAGE=""):
        assert fetch(url).status_code == 503


# --- In a bucket
def test_in_a_bucket_the_link_is_the_bucket_s_own(room: Room, practitioner: User, bucket: Place) -> None:
    recording = maker_in(bucket)(room)
    url = link_for(practitioner, recording)
    assert "/recordings/media/" not in url
    assert "X-Amz-Signature=" in url
    assert "X-Amz-Expires=900" in url
    assert RecordingView.objects.get().kind == "play"


# --- Sharing
def test_a_practitioner_shares_and_takes_it_back(practitioner: User, recording: RoomRecording) -> None:
    watcher = Watcher(practitioner)
    assert watcher.change(recording, shared=True).body["shared"] is True
    assert watcher.change(recording, shared=False).body["shared"] is False


def test_nobody_else_shares(client_user: User, stranger: User, staff: User, recording: RoomRecording) -> None:
    assert Watcher(stranger).change(recording, shared=True) == (404, "not_found")
    assert Watcher(client_user).change(recording, shared=True) == (404, "not_found")
    assert Watcher(staff).change(recording, shared=True) == (403, "not_allowed")
    sharing.share(recording.pk, True)
    assert Watcher(client_user).change(recording, shared=False) == (403, "not_allowed")
    recording.refresh_from_db()
    assert recording.shared


@pytest.mark.parametrize(
    "body", [{}, {"shared": "yes"}, {"shared": None}, {"legal_hold": 1}, {"other": True}]
)
def test_a_change_that_says_nothing_is_refused(
    body: dict[str, Any], practitioner: User, recording: RoomRecording
) -> None:
    assert Watcher(practitioner).change(recording, **body) == (400, "invalid")
