"""Who is forgotten has watched nothing; where they may be seen is said to the operator; what is known is given out."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from rooms import effects
from rooms.models import (
    DeletionReason,
    RecordingAccess,
    RecordingDeletion,
    RecordingView,
    Room,
    RoomParticipant,
    RoomRecording,
    ViewKind,
)
from rooms.privacy import find, forget
from rooms.recordings import links, purging, sharing
from rooms.recordings.access import Rights
from tests.privacy.everything import places_of, run, users_in
from tests.recordings.places import Place, folder
from tests.recordings.recorded import MakeRecording, maker_in
from tests.site import User

__all__ = ["folder"]


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def recording(over: Room, make_recording: MakeRecording, now: datetime) -> RoomRecording:
    """While both were inside."""
    return make_recording(
        over, started_at=now - timedelta(minutes=14), ended_at=now - timedelta(minutes=5), shared=True
    )


def exported(wanted: str) -> Any:
    said, code = run("rooms_export", wanted)
    assert code == 0
    return json.loads(said)


def watch(recording: RoomRecording, user: User, kind: ViewKind = ViewKind.PLAY) -> None:
    links.give(recording, user, Rights("client"), kind, at=timezone.now())


# --- Given out
def test_what_they_watched_and_where_they_may_be_seen_is_given_out(
    recording: RoomRecording, client_user: User, practitioner: User
) -> None:
    watch(recording, client_user, ViewKind.DOWNLOAD)
    watch(recording, practitioner)
    (found,) = exported("jonas@example.org")["rooms"]
    assert [row["kind"] for row in found["recordings_watched"]] == ["download"]
    assert [row["id"] for row in found["recordings"]] == [str(recording.pk)]
    assert found["recordings_named_for"] == []


def test_a_recording_that_began_when_they_had_left_is_not_given_out(
    over: Room, make_recording: MakeRecording, now: datetime
) -> None:
    make_recording(over, started_at=now + timedelta(hours=1), ended_at=now + timedelta(hours=2))
    (found,) = exported("jonas@example.org")["rooms"]
    assert found["recordings"] == []


def test_somebody_who_only_watched_is_found(recording: RoomRecording, stranger: User) -> None:
    sharing.name(recording.pk, stranger, by_ref="1", at=timezone.now())
    watch(recording, stranger)
    (found,) = exported("felix@example.org")["rooms"]
    assert found["participants"] == []
    assert [row["recording"] for row in found["recordings_watched"]] == [str(recording.pk)]
    assert [row["recording"] for row in found["recordings_named_for"]] == [str(recording.pk)]
    assert found["recordings"] == []


# --- Forgotten
def test_nothing_says_any_more_that_they_watched(
    recording: RoomRecording, client_user: User, practitioner: User
) -> None:
    watch(recording, client_user)
    watch(recording, practitioner)
    forget(find(str(client_user.pk), client_user), at=timezone.now())
    theirs, others = RecordingView.objects.order_by("pk")
    assert theirs.user is None
    assert theirs.user_ref.startswith("forgotten-")
    assert others.user == practitioner
    assert client_user.pk not in users_in()
    # Done again, it finds nothing.
    assert find(str(client_user.pk), client_user).is_nothing


def test_who_was_named_for_a_recording_is_named_no_more(
    recording: RoomRecording, stranger: User, practitioner: User
) -> None:
    sharing.name(recording.pk, stranger, by_ref=str(practitioner.pk), at=timezone.now())
    found = forget(find(str(stranger.pk), stranger), at=timezone.now())
    assert found.recordings == 1
    assert not RecordingAccess.objects.exists()


def test_who_named_and_who_deleted_are_taken_out(
    recording: RoomRecording, make_recording: MakeRecording, staff: User, stranger: User
) -> None:
    sharing.name(recording.pk, stranger, by_ref=str(staff.pk), at=timezone.now())
    other = make_recording(recording.room)
    purging.request(other.pk, reason=DeletionReason.REQUESTED, by_ref=str(staff.pk), at=timezone.now())
    effects.run_due(at=timezone.now() + timedelta(seconds=1))
    forget(find(str(staff.pk), staff), at=timezone.now())
    assert RecordingAccess.objects.get().granted_by_ref.startswith("forgotten-")
    assert RecordingDeletion.objects.get().requested_by_ref.startswith("forgotten-")


def test_of_a_deletion_whose_room_is_gone_too(recording: RoomRecording, staff: User, over: Room) -> None:
    purging.request(recording.pk, reason=DeletionReason.REQUESTED, by_ref=str(staff.pk), at=timezone.now())
    effects.run_due(at=timezone.now() + timedelta(seconds=1))
    over.delete()
    known = find(str(staff.pk), staff)
    assert not known.is_nothing
    assert forget(known, at=timezone.now()).recordings == 1
    assert RecordingDeletion.objects.get().requested_by_ref.startswith("forgotten-")
    assert find(str(staff.pk), staff).is_nothing


def test_their_name_goes_from_the_reason_of_a_hold(recording: RoomRecording, client_user: User) -> None:
    RoomRecording.objects.filter(pk=recording.pk).update(
        legal_hold=True, hold_reason="Complaint of Jonas Weber"
    )
    forget(find(str(client_user.pk), client_user), at=timezone.now())
    assert places_of("Jonas Weber") == set()
    recording.refresh_from_db()
    assert recording.hold_reason.startswith("Complaint of Forgotten")


def test_a_dry_run_changes_none_of_it(recording: RoomRecording, client_user: User) -> None:
    watch(recording, client_user)
    forget(find(str(client_user.pk), client_user), at=timezone.now(), dry_run=True)
    assert RecordingView.objects.get().user == client_user


# --- What shows them
def test_the_operator_is_told_where_they_may_be_seen(
    recording: RoomRecording, jonas: RoomParticipant
) -> None:
    said, code = run("rooms_forget", "jonas@example.org", "--yes")
    assert code == 0
    assert f"They may still be seen or heard in recording {recording.pk}" in said
    assert RoomRecording.objects.filter(deletion_requested_at__isnull=True).exists()


def test_it_is_deleted_with_them_if_the_operator_says_so(
    recording: RoomRecording, make_recording: MakeRecording, folder: Place, now: datetime
) -> None:
    later = make_recording(
        recording.room, started_at=now + timedelta(hours=1), ended_at=now + timedelta(hours=2)
    )
    said, _ = run("rooms_forget", "jonas@example.org", "--yes", "--recordings")
    assert f"The worker deletes recording {recording.pk}" in said
    effects.run_due(at=timezone.now() + timedelta(seconds=1))
    assert list(RoomRecording.objects.all()) == [later]
    assert RecordingDeletion.objects.get().reason == DeletionReason.FORGOTTEN


def test_what_is_held_stays_and_is_said(recording: RoomRecording, capsys: pytest.CaptureFixture[str]) -> None:
    RoomRecording.objects.filter(pk=recording.pk).update(legal_hold=True)
    said, _ = run("rooms_forget", "jonas@example.org", "--yes", "--recordings")
    assert "The worker deletes" not in said
    assert f"Recording {recording.pk} stays: " in capsys.readouterr().err
    assert RoomRecording.objects.filter(deletion_requested_at__isnull=True).exists()
