"""Who may know of which recordings, and what they are told of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import RecordingEnd, RecordingStatus, Room
from rooms.recordings import sharing
from tests.calls import room_of
from tests.recordings.places import Place
from tests.recordings.recorded import MakeRecording, maker_in
from tests.recordings.watcher import Watcher, ids
from tests.site import Booking, MakeBooking, MakeSession, Site, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    """What is listed is in the database, wherever the files are."""
    return maker_in(folder)


# --- Of one room
def test_a_practitioner_sees_all_recordings_of_a_room_newest_first(
    room: Room, practitioner: User, make_recording: MakeRecording
) -> None:
    now = timezone.now()
    first = make_recording(room, at=now - timedelta(hours=2))
    failed = make_recording(
        room,
        at=now - timedelta(hours=1),
        status=RecordingStatus.FAILED,
        ended_by=RecordingEnd.NO_RECORDER,
        error_code="no_recorder",
        content=None,
    )
    running = make_recording(room, status=RecordingStatus.ACTIVE, ended_by="", complete=None, content=None)
    found = Watcher(practitioner).recordings_in(room)
    assert ids(found) == [str(running.pk), str(failed.pk), str(first.pk)]
    assert [row["status"] for row in found.body["results"]] == ["active", "failed", "ready"]
    assert found.body["results"][1]["error"]["code"] == "no_recorder"
    assert "recorder" in found.body["results"][1]["error"]["detail"]
    assert (found.body["next"], found.body["previous"]) == (None, None)


def test_a_client_sees_what_is_shared_and_ready_and_nothing_else(
    room: Room, client_user: User, make_recording: MakeRecording
) -> None:
    make_recording(room)
    make_recording(room, shared=True, status=RecordingStatus.FAILED, content=None)
    shared = make_recording(room, shared=True)
    assert ids(Watcher(client_user).recordings_in(room)) == [str(shared.pk)]


def test_a_client_with_whom_nothing_is_shared_sees_an_empty_list(
    room: Room, client_user: User, make_recording: MakeRecording
) -> None:
    make_recording(room)
    assert ids(Watcher(client_user).recordings_in(room)) == []


def test_for_a_stranger_there_is_no_such_room(
    room: Room, stranger: User, make_recording: MakeRecording
) -> None:
    make_recording(room, shared=True)
    assert Watcher(stranger).recordings_in(room) == (404, "not_found")
    assert ids(Watcher(stranger).all_recordings()) == []


def test_who_is_not_logged_in_hears_nothing(room: Room, make_recording: MakeRecording) -> None:
    recording = make_recording(room, shared=True)
    for answer in (
        Watcher().recordings_in(room),
        Watcher().all_recordings(),
        Watcher().open(recording),
        Watcher().link(recording),
        Watcher().erase(recording),
    ):
        assert answer == (401, "not_authenticated")


def test_who_was_named_for_a_recording_sees_that_one(
    room: Room, stranger: User, make_recording: MakeRecording
) -> None:
    make_recording(room, shared=True)
    theirs = make_recording(room)
    sharing.name(theirs.pk, stranger, by_ref="1", at=timezone.now())
    assert ids(Watcher(stranger).recordings_in(room)) == [str(theirs.pk)]
    assert ids(Watcher(stranger).all_recordings()) == [str(theirs.pk)]


def test_who_is_named_and_a_client_too_sees_a_recording_once(
    room: Room, client_user: User, make_recording: MakeRecording
) -> None:
    recording = make_recording(room, shared=True)
    sharing.name(recording.pk, client_user, by_ref="1", at=timezone.now())
    assert ids(Watcher(client_user).recordings_in(room)) == [str(recording.pk)]


def test_a_room_with_many_recordings_is_read_page_by_page(
    room: Room, practitioner: User, make_recording: MakeRecording
) -> None:
    now = timezone.now()
    made = [make_recording(room, at=now - timedelta(minutes=number), content=None) for number in range(5)]
    first = Watcher(practitioner).recordings_in(room, "?page_size=3")
    second = Watcher(practitioner).recordings_in(room, "?page_size=3&page=2")
    assert ids(first) + ids(second) == [str(recording.pk) for recording in made]
    assert "page=2" in first.body["next"]
    assert second.body["next"] is None
    assert Watcher(practitioner).recordings_in(room, "?page=9") == (400, "invalid")


def test_a_recording_says_what_is_known_of_it(
    room: Room, practitioner: User, make_recording: MakeRecording
) -> None:
    recording = make_recording(room, size_bytes=123)
    found = Watcher(practitioner).open(recording).body
    assert found["room"]["title"] == room.title
    assert found["room"]["id"] == str(room.pk)
    assert (found["duration_seconds"], found["size_bytes"], found["complete"]) == (600.0, 123, True)
    assert (found["ended_by"], found["error"], found["shared"]) == ("stop", None, False)
    assert found["me"] == {"may_watch": True, "may_download": True, "may_manage": True, "may_delete": True}
    assert "storage_key" not in found


def test_what_is_missing_is_said_in_words(
    room: Room, practitioner: User, make_recording: MakeRecording
) -> None:
    recording = make_recording(
        room,
        complete=False,
        error_code="sound_missing",
        sound_seconds=200.0,
        missing={"sound": [[200.0, 600.0]]},
    )
    error = Watcher(practitioner).open(recording).body["error"]
    assert error == {
        "code": "sound_missing",
        "detail": "A part of the sound is missing: 7 minutes, from 3:20 on.",
    }


# --- What the host says today
def test_a_client_whose_booking_was_cancelled_sees_nothing_any_more(
    booking: Booking, room: Room, client_user: User, make_recording: MakeRecording, site: Site
) -> None:
    recording = make_recording(room, shared=True)
    watcher = Watcher(client_user)
    assert ids(watcher.all_recordings()) == [str(recording.pk)]
    site.cancel(booking)
    assert ids(watcher.all_recordings()) == []
    assert watcher.open(recording) == (404, "not_found")
    assert watcher.link(recording) == (404, "not_found")


def test_of_a_session_each_client_sees_what_is_shared_until_their_place_is_cancelled(
    make_session: MakeSession,
    client_user: User,
    second_client: User,
    make_recording: MakeRecording,
    site: Site,
) -> None:
    session = make_session()
    recording = make_recording(room_of(session), shared=True)
    assert ids(Watcher(client_user).all_recordings()) == [str(recording.pk)]
    site.cancel(site.place_of(session, client_user))
    assert ids(Watcher(client_user).all_recordings()) == []
    assert ids(Watcher(second_client).all_recordings()) == [str(recording.pk)]


def test_a_client_of_another_session_sees_nothing(
    make_session: MakeSession, client_user: User, second_client: User, make_recording: MakeRecording
) -> None:
    recording = make_recording(room_of(make_session(clients=(client_user,))), shared=True)
    room_of(make_session(clients=(second_client,)))
    assert Watcher(second_client).open(recording) == (404, "not_found")
    assert ids(Watcher(second_client).all_recordings()) == []


def test_a_practitioner_who_was_not_there_sees_it_too(
    room: Room, assistant: User, make_recording: MakeRecording
) -> None:
    recording = make_recording(room)
    assert ids(Watcher(assistant).all_recordings()) == [str(recording.pk)]


def test_a_client_sees_no_recording_that_is_still_being_prepared(
    room: Room, client_user: User, practitioner: User, make_recording: MakeRecording
) -> None:
    recording = make_recording(room, shared=True, status=RecordingStatus.PROCESSING)
    assert Watcher(client_user).open(recording) == (404, "not_found")
    assert Watcher(practitioner).open(recording).body["me"]["may_watch"] is False


# --- Of all rooms
def test_all_recordings_are_read_page_by_page_and_each_once(
    make_booking: MakeBooking,
    practitioner: User,
    make_recording: MakeRecording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Several were asked for in the same moment, and the site is looked through two at a time."""
    monkeypatch.setattr("rooms.recordings.listing.AT_ONCE", 2)
    now = timezone.now()
    moments = [now - timedelta(hours=number // 2) for number in range(7)]
    made = {str(make_recording(room_of(make_booking()), at=moment, content=None).pk) for moment in moments}
    watcher = Watcher(practitioner)
    seen, query = list[str](), "?page_size=3"
    while query:
        page = watcher.all_recordings(query)
        seen += ids(page)
        query = "?" + page.body["next"].partition("?")[2] if page.body["next"] else ""
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("before", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_place_that_is_none_is_refused(before: str, practitioner: User, folder: Place) -> None:
    assert Watcher(practitioner).all_recordings(f"?before={before}") == (400, "invalid")
