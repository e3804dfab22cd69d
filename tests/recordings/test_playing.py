"""Playing from local disk, through a real server under ASGI: parts, conditions, and the end of it in mid-play."""

import http.client
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.test.client import RequestFactory
from django.utils import timezone

from rooms.models import RecordingStatus, Room, RoomRecording, ViewKind
from rooms.recordings import links, playing, sharing
from rooms.recordings.access import Rights
from rooms.recordings.storage.local_disk import OpenFile
from tests.live.caller import wait_until
from tests.recording.made import make_movie
from tests.recording.movie import Movie
from tests.recordings.places import Place, root_of_folder
from tests.recordings.recorded import CONTENT, maker_in
from tests.recordings.serving import Player, served
from tests.site import User

pytestmark = pytest.mark.django_db(transaction=True)

#: More than a server sends before somebody reads it.
LARGE = 64 * 1024 * 1024


@pytest.fixture
def server() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def recording(room: Room, folder: Place) -> RoomRecording:
    return maker_in(folder)(room)


def path_for(user: User, recording: RoomRecording, kind: ViewKind = ViewKind.PLAY) -> str:
    return links.give(recording, user, Rights("practitioner"), kind, at=timezone.now()).url


@pytest.fixture
def url(server: str, practitioner: User, recording: RoomRecording) -> str:
    return server + path_for(practitioner, recording)


# --- Whole and in parts
def test_without_a_range_it_is_given_whole(url: str) -> None:
    player = Player(url)
    assert (player.status, player.read()) == (200, CONTENT)
    assert player.header("Content-Length") == str(len(CONTENT))
    assert player.header("Accept-Ranges") == "bytes"
    assert player.header("Content-Type") == "video/mp4"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-299", 100, 299),
        ("bytes=5000-", 5000, len(CONTENT) - 1),
        ("bytes=-7", len(CONTENT) - 7, len(CONTENT) - 1),
    ],
)
def test_a_part_is_given_as_it_was_asked_for(url: str, asked: str, first: int, last: int) -> None:
    player = Player(url, Range=asked)
    assert (player.status, player.read()) == (206, CONTENT[first : last + 1])
    assert player.header("Content-Range") == f"bytes {first}-{last}/{len(CONTENT)}"
    assert player.header("Content-Length") == str(last - first + 1)


def test_behind_the_end_there_is_nothing(url: str) -> None:
    player = Player(url, Range=f"bytes={len(CONTENT)}-")
    assert player.status == 416
    assert player.header("Content-Range") == f"bytes */{len(CONTENT)}"


def test_several_parts_at_once_are_answered_with_the_whole(url: str) -> None:
    player = Player(url, Range="bytes=0-1,5-6")
    assert (player.status, player.read()) == (200, CONTENT)


@pytest.mark.parametrize(
    ("asked", "status", "length"), [({}, 200, len(CONTENT)), ({"Range": "bytes=0-9"}, 206, 10)]
)
def test_the_head_alone_may_be_asked_for(url: str, asked: dict[str, str], status: int, length: int) -> None:
    player = Player(url, method="HEAD", **asked)
    assert (player.status, player.read()) == (status, b"")
    assert player.header("Content-Length") == str(length)
    assert player.header("Content-Type") == "video/mp4"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_can_only_be_read(url: str, method: str) -> None:
    assert Player(url, method=method).status == 405


def test_no_link_is_written_into_a_log(
    url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    signed = url.rstrip("/").rpartition("/")[2]
    for method, asked in (("GET", "bytes=0-"), ("GET", "bytes=999999-"), ("POST", ""), ("HEAD", "")):
        Player(url, method=method, Range=asked).read()
    assert signed not in caplog.text
    assert signed not in "".join(capfd.readouterr())


def test_a_part_of_another_file_is_not_given_for_one_of_this(url: str) -> None:
    etag = str(Player(url).header("ETag"))
    assert etag.startswith('"')
    same = {"If-Range": etag, "Range": "bytes=0-9"}
    other = {"If-Range": '"another"', "Range": "bytes=0-9"}
    dated = {"If-Range": "Tue, 24 Nov 2026 12:00:00 GMT", "Range": "bytes=0-9"}
    assert Player(url, **same).status == 206
    assert Player(url, **other).status == 200
    assert Player(url, **dated).status == 200


def test_nothing_on_the_way_keeps_or_guesses_or_compresses_it(url: str) -> None:
    player = Player(url, **{"Accept-Encoding": "gzip, br"})
    assert player.header("Cache-Control") == "private, no-store"
    assert player.header("X-Content-Type-Options") == "nosniff"
    assert player.header("Content-Encoding") == "identity"
    assert "sandbox" in str(player.header("Content-Security-Policy"))
    assert player.header("Set-Cookie") is None
    assert player.read() == CONTENT


def test_refusals_are_not_kept_either(server: str) -> None:
    player = Player(f"{server}/recordings/media/guessed/")
    assert (player.status, player.header("Cache-Control")) == (404, "private, no-store")
    assert player.read().decode() == "There is no such recording.\n"


def test_a_large_recording_comes_whole_and_several_may_watch_it_at_once(
    server: str, room: Room, folder: Place, practitioner: User
) -> None:
    content = os.urandom(1024) * (8 * 1024)
    recording = maker_in(folder)(room, content=content)
    players = [Player(server + path_for(practitioner, recording)) for _ in range(4)]
    assert [player.read() == content for player in players] == [True] * 4


def test_a_real_film_plays_over_http(
    server: str, room: Room, folder: Place, practitioner: User, tmp_path: Path
) -> None:
    """ffmpeg asks for parts as players do: the index of this file is at its end."""
    made = make_movie(tmp_path / "film.mp4", seconds=2)
    recording = maker_in(folder)(room, content=made.read_bytes())
    player = Player(server + path_for(practitioner, recording))
    got = tmp_path / "got.mp4"
    got.write_bytes(player.read())
    assert Movie(got).seconds == pytest.approx(2, abs=0.1)


# --- What is not there
def test_a_file_that_is_gone_is_not_found(url: str, recording: RoomRecording) -> None:
    (root_of_folder() / recording.storage_key).unlink()
    assert Player(url).status == 404


def test_a_link_in_its_place_is_not_followed(url: str, recording: RoomRecording, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    path = root_of_folder() / recording.storage_key
    path.unlink()
    path.symlink_to(secret)
    assert Player(url).status == 404


def test_an_empty_file_is_an_empty_answer(url: str, recording: RoomRecording) -> None:
    (root_of_folder() / recording.storage_key).write_bytes(b"")
    assert (Player(url).status, Player(url).read()) == (200, b"")
    assert Player(url, Range="bytes=0-").status == 416


# --- In mid-play
@pytest.fixture
def large(room: Room, folder: Place) -> RoomRecording:
    recording = maker_in(folder)(room, shared=True, content=b"")
    with (root_of_folder() / recording.storage_key).open("wb") as file:
        file.truncate(LARGE)
    return recording


@pytest.fixture
def at_each_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up again before each piece, so that nobody has to wait for two seconds."""
    monkeypatch.setattr(playing, "LOOKED_UP_AGAIN_SECONDS", -1.0)


def test_a_deletion_ends_what_is_being_played(
    server: str, large: RoomRecording, practitioner: User, at_each_piece: None
) -> None:
    player = Player(server + path_for(practitioner, large))
    assert player.status == 200
    assert len(player.read(1024)) == 1024
    RoomRecording.objects.filter(pk=large.pk).update(deletion_requested_at=timezone.now())
    with pytest.raises(http.client.IncompleteRead):
        player.read()


def test_who_is_shared_with_no_more_cannot_watch_on(
    server: str, large: RoomRecording, client_user: User, at_each_piece: None
) -> None:
    link = links.give(large, client_user, Rights("client"), ViewKind.PLAY, at=timezone.now())
    player = Player(server + link.url)
    player.read(1024)
    sharing.share(large.pk, False)
    with pytest.raises(http.client.IncompleteRead):
        player.read()


def test_the_end_of_a_link_s_time_does_not_end_a_download(
    server: str,
    large: RoomRecording,
    practitioner: User,
    at_each_piece: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    player = Player(server + path_for(practitioner, large, ViewKind.DOWNLOAD))
    player.read(1024)
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("rooms.recordings.playing.timezone.now", lambda: later)
    assert len(player.read()) == LARGE - 1024


def test_it_is_looked_up_again_in_time() -> None:
    """What is sent before the look counts, too: promised are five seconds."""
    assert playing.LOOKED_UP_AGAIN_SECONDS <= 3


def closings(monkeypatch: pytest.MonkeyPatch) -> list[OpenFile]:
    """Each file that is closed from now on."""
    closed: list[OpenFile] = []
    close = OpenFile.close

    def note_and_close(file: OpenFile) -> None:
        closed.append(file)
        close(file)

    monkeypatch.setattr(OpenFile, "close", note_and_close)
    return closed


def test_no_file_stays_open_when_a_player_hangs_up(
    server: str, large: RoomRecording, practitioner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = closings(monkeypatch)
    player = Player(server + path_for(practitioner, large))
    player.read(1024)
    player.hang_up()
    wait_until(lambda: closed, what="the file is closed")


# --- Under WSGI
def test_a_server_under_wsgi_gives_the_same(practitioner: User, recording: RoomRecording) -> None:
    answer = Client().get(path_for(practitioner, recording), headers={"range": "bytes=3-9"})
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == CONTENT[3:10]  # type: ignore[attr-defined]


def test_an_answer_that_nobody_reads_closes_its_file(
    practitioner: User, recording: RoomRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = closings(monkeypatch)
    signed = path_for(practitioner, recording).rstrip("/").rpartition("/")[2]
    answer = playing.media(RequestFactory().get("/"), signed)
    assert closed == []
    answer.close()
    assert len(closed) == 1


@pytest.mark.parametrize("status", [RecordingStatus.PROCESSING, RecordingStatus.FAILED])
def test_what_is_not_ready_any_more_is_not_given(
    status: RecordingStatus, practitioner: User, recording: RoomRecording
) -> None:
    path = path_for(practitioner, recording)
    RoomRecording.objects.filter(pk=recording.pk).update(status=status)
    assert Client().get(path).status_code == 404
