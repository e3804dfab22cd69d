"""`manage.py rooms_recordings_audit`: objects without rows, rows without objects, deletions that fail."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rooms.models import RecordingStatus, Room, RoomRecording
from rooms.recordings import auditing, storage
from rooms.recordings.auditing import audit, delete_stray
from rooms.recordings.storage import NotOurs, Stored
from tests.recordings.places import FOLDER_BACKEND, Place, recordings_in
from tests.recordings.recorded import MakeRecording
from tests.recordings.test_storage import a_key, folder_of

pytestmark = pytest.mark.django_db


def run(*options: str) -> tuple[int, str]:
    """Exit code and words."""
    out = StringIO()
    try:
        call_command("rooms_recordings_audit", *options, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_where_all_belongs_together_nothing_is_said(
    room: Room, make_recording: MakeRecording, place: Place
) -> None:
    make_recording(room)
    make_recording(room, status=RecordingStatus.FAILED)
    make_recording(room, status=RecordingStatus.ACTIVE, content=None)
    assert audit().is_clean
    assert run() == (0, "4 objects.\nEvery object has its row, and every recording its object.\n")


def test_objects_without_a_row_are_found_however_deep_they_lie(
    room: Room, make_recording: MakeRecording, place: Place
) -> None:
    make_recording(room)
    key = a_key()
    place.put(key, b"12345")
    place.put(f"{folder_of(key)}/parts/1.m4s", b"1")
    found = audit()
    assert list(found.strays) == [folder_of(key)]
    code, words = run()
    assert code == 1
    assert f"No row: {folder_of(key)}, 2 objects, 6 bytes." in words
    assert len(place.objects()) == 4


def test_a_ready_recording_whose_object_is_not_there_is_found(
    room: Room, make_recording: MakeRecording, place: Place
) -> None:
    recording = make_recording(room, content=None)
    code, words = run()
    assert code == 1
    assert f"No object: recording {recording.pk} of room {room.name}." in words


def test_a_deletion_that_fails_is_said(room: Room, make_recording: MakeRecording) -> None:
    recording = make_recording(
        room, deletion_requested_at=timezone.now(), deletion_error="storage_unavailable: SlowDown"
    )
    code, words = run()
    assert (code, "SlowDown" in words) == (1, True)
    assert f"Not deleted yet: recording {recording.pk}" in words


def test_a_second_look_at_all_of_them_goes_through_the_storage_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    strays = {f"recordings/of somebody else {number}" for number in range(4)} | {folder_of(a_key())}
    for folder in strays:
        place.put(f"{folder}/a.mp4", b"1")
    walks, objects_below = list[str](), storage.objects_below

    def walk(folder: str = storage.FOLDER) -> Iterator[Stored]:
        walks.append(folder)
        return objects_below(folder)

    monkeypatch.setattr(storage, "objects_below", walk)
    assert set(audit().strays) == strays
    assert walks == [storage.FOLDER] * 2


# --- Deleting
def test_it_deletes_only_when_it_is_told_to_and_only_what_is_in_the_folder_of_a_recording(
    room: Room, make_recording: MakeRecording, place: Place
) -> None:
    mine, stray = make_recording(room), a_key()
    place.put(stray, b"1")
    place.put("recordings/of somebody else/a.mp4", b"2")
    code, words = run("--delete", "--yes")
    assert code == 1  # what is somebody else's is still there
    assert f"Deleted {folder_of(stray)}: 1 objects." in words
    assert stray not in place.objects()
    assert {mine.storage_key, "recordings/of somebody else/a.mp4"} <= set(place.objects())


def test_when_all_strays_are_deleted_it_ends_well(folder: Place) -> None:
    folder.put(a_key(), b"1")
    assert run("--delete", "--yes")[0] == 0
    assert folder.objects() == []


@pytest.mark.parametrize(("answer", "left"), [("no", 1), ("", 1), ("yes", 0)])
def test_it_asks_first(answer: str, left: int, folder: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(a_key(), b"1")
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert run("--delete")[0] == left
    assert len(folder.objects()) == left


def test_where_nobody_can_answer_nothing_is_deleted(folder: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(question: str) -> str:
        raise EOFError

    folder.put(a_key(), b"1")
    monkeypatch.setattr("builtins.input", nobody)
    assert run("--delete")[0] == 1


def test_what_has_a_row_by_now_is_not_deleted(
    room: Room, make_recording: MakeRecording, place: Place
) -> None:
    recording = make_recording(room)
    with pytest.raises(NotOurs):
        delete_stray(recording.folder)
    assert len(place.objects()) == 2


# --- For programs
def test_it_can_be_read_by_a_program(room: Room, make_recording: MakeRecording, folder: Place) -> None:
    lost = make_recording(room, content=None)
    stray = a_key()
    folder.put(stray, b"1")
    code, words = run("--json")
    assert code == 1
    assert json.loads(words) == {
        "objects": 1,
        "without_row": {folder_of(stray): [stray]},
        "deleted": [],
        "without_object": [str(lost.pk)],
        "not_deleted_yet": {},
    }


# --- While it goes on
def test_what_is_deleted_while_it_looks_is_no_finding(
    room: Room, make_recording: MakeRecording, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = make_recording(room)
    known = auditing._known_folders

    def delete_and_read() -> Any:
        storage.delete_below(recording.folder)
        RoomRecording.objects.all().delete()
        return known()

    monkeypatch.setattr(auditing, "_known_folders", delete_and_read)
    assert audit().is_clean


def test_what_becomes_ready_while_it_looks_is_no_finding(
    room: Room, make_recording: MakeRecording, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = auditing._known_folders

    def record_and_read() -> Any:
        make_recording(room)
        return known()

    monkeypatch.setattr(auditing, "_known_folders", record_and_read)
    assert audit().is_clean


# --- What it cannot say
def test_a_storage_that_does_not_answer_is_another_exit_code(tmp_path: Path) -> None:
    with recordings_in(FOLDER_BACKEND, {}, RECORDING_STORAGE=""), pytest.raises(CommandError) as failure:
        call_command("rooms_recordings_audit")
    assert failure.value.returncode == 2


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    with recordings_in(FOLDER_BACKEND, {"location": str(tmp_path / "not yet")}):
        assert run()[0] == 0
