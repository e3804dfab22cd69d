"""An operator sees how recordings are, who agreed and who watched; holds, deletes, and names people; watches none."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from rooms import effects
from rooms.models import (
    ConsentText,
    ConsentWay,
    RecordingAccess,
    RecordingConsent,
    RecordingDeletion,
    RecordingStatus,
    Room,
    RoomRecording,
    ViewKind,
)
from rooms.recordings import links, sharing, storage
from rooms.recordings.access import Rights, visible
from tests.admin.conftest import PutInside
from tests.recordings.places import Place, folder
from tests.recordings.recorded import MakeRecording, maker_in

__all__ = ["folder"]

pytestmark = pytest.mark.django_db(transaction=True)

LIST = reverse("admin:rooms_roomrecording_changelist")


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def recording(room: Room, make_recording: MakeRecording) -> RoomRecording:
    return make_recording(room)


def act(operator: Client, action: str, *recordings: RoomRecording, **answers: str) -> str:
    data = {"action": action, "_selected_action": [str(one.pk) for one in recordings], **answers}
    return operator.post(LIST, data, follow=True).content.decode()


def page_of(operator: Client, recording: RoomRecording) -> str:
    return operator.get(reverse("admin:rooms_roomrecording_change", args=[recording.pk])).content.decode()


# --- What is shown
def test_the_list_says_how_each_is_and_until_when_it_is_kept(
    operator: Client, room: Room, make_recording: MakeRecording
) -> None:
    make_recording(room, complete=False, error_code="sound_missing", size_bytes=312_118_273)
    make_recording(room, legal_hold=True)
    make_recording(room, deletion_requested_at=timezone.now(), deletion_error="storage_unavailable: SlowDown")
    page = operator.get(LIST).content.decode()
    for words in ("not complete", "312.1 MB", "legal hold", "to be deleted", "SlowDown"):
        assert words in page, words


@pytest.mark.parametrize(
    ("situation", "facts"),
    [
        ("running", {"status": RecordingStatus.ACTIVE}),
        ("ready", {}),
        ("incomplete", {"complete": False}),
        ("failed", {"status": RecordingStatus.FAILED}),
        ("held", {"legal_hold": True}),
        ("soon", {"expires_at": timezone.now() + timedelta(days=6)}),
        ("deleting", {"deletion_requested_at": timezone.now()}),
        ("stuck", {"deletion_error": "SlowDown"}),
    ],
)
def test_what_needs_somebody_is_found_by_its_situation(
    situation: str,
    facts: dict[str, Any],
    operator: Client,
    room: Room,
    make_recording: MakeRecording,
) -> None:
    wanted = make_recording(room, content=None, **facts)
    make_recording(room, content=None, status=RecordingStatus.PROCESSING)
    found = operator.get(LIST, {"situation": situation}).context["cl"].result_list
    assert list(found) == [wanted]


def test_it_is_found_by_its_id_its_egress_and_its_booking(
    operator: Client, room: Room, make_recording: MakeRecording
) -> None:
    wanted = make_recording(room, content=None, egress_id="EG_1")
    for words in (str(wanted.pk), "EG_1", room.subject_ref, room.name):
        assert list(operator.get(LIST, {"q": words}).context["cl"].result_list) == [wanted], words
    assert list(operator.get(LIST, {"q": "EG_2"}).context["cl"].result_list) == []


def test_who_agreed_to_which_text_stands_beside_it(
    operator: Client, recording: RoomRecording, room: Room, client_user: User, put_inside: PutInside
) -> None:
    jonas = put_inside(room, client_user)
    text = ConsentText.objects.create(digest="x", language="en", body="May we record this session?")
    RecordingConsent.objects.create(
        room=room,
        recording=recording,
        participant=jonas,
        text=text,
        agreed=True,
        way=ConsentWay.ASKED,
        given_at=timezone.now(),
    )
    page = page_of(operator, recording)
    assert "Jonas Weber" in page
    assert "May we record this session?" in page


def test_who_watched_and_who_is_named_stand_beside_it(
    operator: Client, recording: RoomRecording, practitioner: User, stranger: User
) -> None:
    links.give(recording, practitioner, Rights("practitioner"), ViewKind.DOWNLOAD, at=timezone.now())
    sharing.name(recording.pk, stranger, by_ref="7", at=timezone.now())
    page = page_of(operator, recording)
    assert "Downloaded" in page
    assert str(practitioner) in page
    assert str(stranger) in page


def test_the_days_that_people_were_told_stand_beside_its_date(
    operator: Client, recording: RoomRecording
) -> None:
    RoomRecording.objects.filter(pk=recording.pk).update(kept_days=37)

    page = page_of(operator, recording)

    beside = page[page.index("field-expires_at") :]
    assert "Is kept (days)" in beside
    assert '<div class="readonly">37</div>' in beside
    assert 'name="kept_days"' not in page


def test_nothing_on_the_page_plays_it_or_names_its_object(operator: Client, recording: RoomRecording) -> None:
    page = page_of(operator, recording)
    assert recording.folder not in page
    assert "<video" not in page
    assert "/recordings/media/" not in page


def test_the_page_of_a_room_lists_its_recordings(
    operator: Client, recording: RoomRecording, room: Room
) -> None:
    page = operator.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    assert reverse("admin:rooms_roomrecording_change", args=[recording.pk]) in page


def test_a_room_with_many_recordings_takes_no_more_queries(
    operator: Client,
    room: Room,
    make_recording: MakeRecording,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for _ in range(12):
        make_recording(room, content=None)
    with django_assert_max_num_queries(20):
        operator.get(LIST)


# --- Deleting
def test_it_asks_before_it_deletes_and_then_the_file_goes(
    operator: Client, recording: RoomRecording, folder: Place, staff: User
) -> None:
    page = act(operator, "delete_recordings", recording)
    assert "This cannot be undone." in page
    assert not RoomRecording.objects.filter(deletion_requested_at__isnull=False).exists()
    page = act(operator, "delete_recordings", recording, confirmed="yes")
    assert "Done for 1 recording." in page
    assert "Their files go within seconds" in page
    effects.run_due(at=timezone.now() + timedelta(seconds=1))
    assert folder.objects() == []
    gone = RecordingDeletion.objects.get()
    assert (gone.reason, gone.requested_by_ref) == ("requested", str(staff.pk))
    page = operator.get(reverse("admin:rooms_recordingdeletion_changelist")).content.decode()
    assert str(recording.pk) in page


def test_of_many_the_page_waits_for_none(
    operator: Client, room: Room, make_recording: MakeRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make_recording(room, content=None) for _ in range(12)]
    with monkeypatch.context() as patch:
        patch.delattr(storage, "delete_below")
        assert "Done for 12 recordings." in act(operator, "delete_recordings", *made, confirmed="yes")
    assert not visible().exists()
    effects.run_due(at=timezone.now() + timedelta(seconds=1))
    assert not RoomRecording.objects.exists()


def test_django_s_own_way_to_delete_rows_is_not_there(operator: Client, recording: RoomRecording) -> None:
    assert 'value="delete_selected"' not in operator.get(LIST).content.decode()
    url = reverse("admin:rooms_roomrecording_delete", args=[recording.pk])
    assert operator.post(url, {"post": "yes"}).status_code == 403
    assert RoomRecording.objects.exists()


def test_of_several_those_that_can_be_deleted_are(
    operator: Client, recording: RoomRecording, room: Room, make_recording: MakeRecording
) -> None:
    held = make_recording(room, legal_hold=True)
    running = make_recording(room, status=RecordingStatus.ACTIVE, content=None)
    page = act(operator, "delete_recordings", recording, held, running, confirmed="yes")
    assert "must be kept for legal reasons" in page
    assert "is not ready yet" in page
    assert "Done for 1 recording." in page
    assert RoomRecording.objects.get(deletion_requested_at__isnull=False) == recording
    assert RoomRecording.objects.filter(deletion_requested_at__isnull=True).count() == 2


# --- Holding
def test_a_hold_asks_for_a_reason_and_is_written_down(operator: Client, recording: RoomRecording) -> None:
    assert 'name="reason"' in act(operator, "hold", recording)
    assert "This field is required." in act(operator, "hold", recording, confirmed="yes", reason=" ")
    act(operator, "hold", recording, confirmed="yes", reason="Case 12")
    recording.refresh_from_db()
    assert (recording.legal_hold, recording.hold_reason) == (True, "Case 12")
    assert "Case 12" in LogEntry.objects.get().change_message
    assert "deleted within seconds" in act(operator, "release", recording)
    act(operator, "release", recording, confirmed="yes")
    recording.refresh_from_db()
    assert (recording.legal_hold, recording.hold_reason) == (False, "")


# --- Naming
def test_an_operator_who_has_to_watch_names_themselves_and_that_is_written_down(
    operator: Client, recording: RoomRecording, staff: User
) -> None:
    assert 'name="user"' in act(operator, "name_somebody", recording)
    act(operator, "name_somebody", recording, confirmed="yes", user=staff.email)
    named = RecordingAccess.objects.get()
    assert (named.user, named.granted_by_ref) == (staff, str(staff.pk))
    assert f"user {staff.pk}" in LogEntry.objects.get().change_message
    assert staff.email not in LogEntry.objects.get().change_message
    act(operator, "name_nobody", recording, confirmed="yes", user=str(staff.pk))
    assert not RecordingAccess.objects.exists()


def test_nobody_is_named_who_is_not_there(operator: Client, recording: RoomRecording) -> None:
    page = act(operator, "name_somebody", recording, confirmed="yes", user="nobody@example.org")
    assert "There is no user nobody@example.org." in page
    assert not RecordingAccess.objects.exists()


# --- Rights
@pytest.mark.parametrize(
    ("may", "allowed"),
    [
        ("view_roomrecording", set()),
        ("change_roomrecording", {"hold", "release"}),
        ("delete_roomrecording", {"delete_recordings"}),
        ("add_recordingaccess", {"name_somebody", "name_nobody"}),
    ],
)
def test_each_action_needs_its_permission(
    may: str, allowed: set[str], client: Client, recording: RoomRecording
) -> None:
    sam = User.objects.create_user("sam@estuary.example", "Sam Patel", "x", is_staff=True)
    sam.user_permissions.add(Permission.objects.get(codename="view_roomrecording"))
    sam.user_permissions.add(Permission.objects.get(codename=may))
    client.force_login(sam)
    page = client.get(LIST).content.decode()
    every = {"hold", "release", "delete_recordings", "name_somebody", "name_nobody"}
    assert {action for action in every if f'value="{action}"' in page} == allowed
    for action in every - allowed:
        act(client, action, recording, confirmed="yes", reason="x", user="1")
    recording.refresh_from_db()
    assert not recording.legal_hold
    assert recording.deletion_requested_at is None
    assert not RecordingAccess.objects.exists()


def test_a_practitioner_who_is_no_staff_sees_nothing_of_it(
    client: Client, practitioner: User, recording: RoomRecording
) -> None:
    client.force_login(practitioner)
    assert client.get(LIST).status_code == 302
