"""What is said of an object is what is in it: real files, made by ffmpeg, in a folder and on a real S3 server."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rooms.exceptions import StorageUnavailable
from rooms.models import RoomRecording
from rooms.recordings import looker, probing, storage
from rooms.recordings.probing import Found, look
from tests.recording.made import make_movie
from tests.recording.movie import run
from tests.recordings.places import Place
from tests.recordings.test_storage import a_key


@pytest.fixture(scope="module")
def movies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good recording, and what may become of one."""
    folder = tmp_path_factory.mktemp("movies")
    good = make_movie(folder / "good.mp4")
    make_movie(folder / "third_of_sound.mp4", sound_seconds=2.0)
    make_movie(folder / "late_sound.mp4", sound_seconds=2.5, sound_begins=3.5)
    convert = ("-nostdin", "-y", "-i", str(good))
    run("ffmpeg", [*convert, "-c", "copy", "-movflags", "+faststart", str(folder / "streamable.mp4")])
    run(
        "ffmpeg",
        [*convert, "-c", "copy", "-movflags", "+frag_keyframe+empty_moov", str(folder / "fragments.mp4")],
    )
    # The first fragment is in the index itself, the others are not.
    cut = (
        "-c:a",
        "copy",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "15",
        "-movflags",
        "frag_keyframe",
    )
    run("ffmpeg", [*convert, *cut, str(folder / "first_fragment_in_index.mp4")])
    run("ffmpeg", [*convert, "-vn", "-c", "copy", str(folder / "sound.mp4")])
    run("ffmpeg", [*convert, "-an", "-c", "copy", str(folder / "silent.mp4")])
    run("ffmpeg", [*convert, "-vn", "-c:a", "libopus", str(folder / "sound.ogg")])
    run("ffmpeg", [*convert, "-c", "copy", str(folder / "raw.mkv")])
    whole = (folder / "streamable.mp4").read_bytes()
    (folder / "cut_off.mp4").write_bytes(whole[: len(whole) // 2])
    # The index is at the end of it: what a recorder leaves that was killed.
    (folder / "headless.mp4").write_bytes(good.read_bytes()[:-20_000])
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "words.mp4").write_text("This is not a recording.\n" * 100)
    (folder / "list.mp4").write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    (folder / "noise.mp4").write_bytes(whole[:300] + b"\xff" * len(whole))
    return folder


@pytest.fixture
def look_at(movies: Path, place: Place) -> Callable[[str], Found]:
    def put_and_look(name: str) -> Found:
        key = a_key(name)
        place.put(key, (movies / name).read_bytes())
        return look(RoomRecording(storage_key=key))

    return put_and_look


@pytest.mark.parametrize(
    "name", ["good.mp4", "streamable.mp4", "fragments.mp4", "first_fragment_in_index.mp4", "raw.mkv"]
)
def test_a_good_recording_plays_and_all_of_it_is_there(name: str, look_at: Callable[[str], Found]) -> None:
    found = look_at(name)
    assert (found.playable, found.why_not, found.missing) == (True, "", {})
    assert found.picture_seconds == pytest.approx(6, abs=0.1)
    assert found.sound_seconds == pytest.approx(6, abs=0.1)
    assert found.duration_seconds == pytest.approx(6, abs=0.1)


def test_its_size_is_that_of_the_object(movies: Path, look_at: Callable[[str], Found]) -> None:
    assert look_at("good.mp4").size == (movies / "good.mp4").stat().st_size


def test_sound_that_breaks_off_is_seen_though_the_file_is_as_long_as_the_picture(
    look_at: Callable[[str], Found],
) -> None:
    found = look_at("third_of_sound.mp4")
    assert found.duration_seconds == pytest.approx(6, abs=0.1)
    assert found.picture_seconds == pytest.approx(6, abs=0.1)
    assert found.sound_seconds == pytest.approx(2, abs=0.1)
    assert found.missing is not None
    assert found.missing["sound"] == [pytest.approx([2, 6], abs=0.1)]


def test_sound_that_begins_late_is_seen_where_it_is_missing(look_at: Callable[[str], Found]) -> None:
    found = look_at("late_sound.mp4")
    assert found.sound_seconds == pytest.approx(2.5, abs=0.1)
    assert found.missing is not None
    assert found.missing["sound"] == [pytest.approx([0, 3.5], abs=0.1)]


@pytest.mark.parametrize("name", ["sound.mp4", "sound.ogg"])
def test_a_recording_of_sound_alone_plays_and_has_no_picture(
    name: str, look_at: Callable[[str], Found]
) -> None:
    found = look_at(name)
    assert found.playable
    assert found.picture_seconds == 0
    assert found.sound_seconds == pytest.approx(6, abs=0.1)


def test_a_recording_without_any_sound_plays_and_has_none(look_at: Callable[[str], Found]) -> None:
    found = look_at("silent.mp4")
    assert (found.playable, found.sound_seconds) == (True, 0)
    assert found.picture_seconds == pytest.approx(6, abs=0.1)


def test_what_was_cut_off_is_not_counted_though_the_index_names_it(look_at: Callable[[str], Found]) -> None:
    found = look_at("cut_off.mp4")
    assert found.playable
    assert found.picture_seconds is not None
    assert 1 < found.picture_seconds < 5
    assert found.sound_seconds is not None
    assert 1 < found.sound_seconds < 5


@pytest.mark.parametrize("name", ["headless.mp4", "words.mp4", "list.mp4", "noise.mp4"])
def test_what_is_no_film_is_not_playable(name: str, look_at: Callable[[str], Found]) -> None:
    found = look_at(name)
    assert (found.playable, found.why_not) == (False, "not_playable")
    assert found.size


def test_an_empty_object_is_called_so(look_at: Callable[[str], Found]) -> None:
    assert look_at("empty.mp4") == Found(0, why_not="empty_file")


def test_an_object_that_is_not_there_is_called_so(place: Place) -> None:
    assert look(RoomRecording(storage_key=a_key())) == Found(None, why_not="no_file")


# --- Large files
class Counting:
    """A file that counts what is read of it."""

    def __init__(self, content: bytes) -> None:
        self.content, self.size, self.bytes_read = content, len(content), 0

    def read_at(self, offset: int, length: int) -> bytes:
        found = self.content[offset : offset + length]
        self.bytes_read += len(found)
        return found


def open_instead(monkeypatch: pytest.MonkeyPatch, file: Any) -> None:
    @contextmanager
    def reading(key: str) -> Iterator[Any]:
        yield file

    monkeypatch.setattr(storage, "reading", reading)


def test_of_a_large_recording_only_the_index_and_the_beginning_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noisy = "testsrc2=s=1280x720:r=30:d=5,noise=alls=100:allf=t"
    path = tmp_path / "large.mp4"
    run(
        "ffmpeg",
        [
            *("-nostdin", "-y", "-f", "lavfi", "-i", noisy, "-f", "lavfi", "-i", "sine=440:d=5"),
            *("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p", str(path)),
        ],
    )
    file = Counting(path.read_bytes())
    assert file.size > 50 * 1024 * 1024
    open_instead(monkeypatch, file)
    found = probing.look_at("x")
    assert found.picture_seconds == pytest.approx(5, abs=0.1)
    assert file.bytes_read < 8 * 1024 * 1024


def test_a_file_without_an_index_is_counted_as_long_as_there_is_time(
    movies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_instead(monkeypatch, Counting((movies / "raw.mkv").read_bytes()))
    monkeypatch.setattr(probing, "READING_SECONDS", 0.0)
    found = probing.look_at("x")
    assert (found.playable, found.why_not) == (True, "not_looked_through")


# --- What it cannot do to us
def looker_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    program = tmp_path / "looker.py"
    program.write_text(code)
    monkeypatch.setattr(looker, "__file__", str(program))


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "print('{', flush=True)",
        "raise SystemExit",
        "import time; time.sleep(3600)",
        "import sys; sys.stdout.close(); import time; time.sleep(3600)",
    ],
)
def test_a_decoder_that_crashes_or_hangs_is_the_end_of_it_alone(
    code: str, movies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_instead(monkeypatch, Counting((movies / "good.mp4").read_bytes()))
    monkeypatch.setattr(probing, "LIMIT_SECONDS", 1.0)
    looker_that(monkeypatch, tmp_path, code)
    found = probing.look_at("x")
    assert (found.playable, found.why_not) == (False, "not_playable")
    assert "crashed" in found.said


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_wrong_in_a_file_something_is_said_of_it(
    seed: int, movies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some hundred bytes are others than they were, a third of them in the index at the beginning."""
    chance = random.Random(seed)
    content = bytearray((movies / "streamable.mp4").read_bytes())
    for number in range(300):
        content[chance.randrange(8_000 if number % 3 == 0 else len(content))] = chance.randrange(256)
    open_instead(monkeypatch, Counting(bytes(content)))
    found = probing.look_at("x")
    assert found.size == len(content)
    assert found.playable or found.why_not == "not_playable"
    for seconds in (found.picture_seconds, found.sound_seconds):
        assert seconds is None or seconds >= 0


def test_a_decoder_gets_no_secret_of_ours(
    movies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_instead(monkeypatch, Counting((movies / "good.mp4").read_bytes()))
    monkeypatch.setenv("LIVEKIT_API_SECRET", "a secret")
    looker_that(
        monkeypatch,
        tmp_path,
        "import json, os; print(json.dumps({'found': {'playable': False, 'said': ' '.join(os.environ)}}))",
    )
    assert "SECRET" not in probing.look_at("x").said


def test_a_decoder_may_not_take_all_the_memory() -> None:
    program = (
        "import looker\n"
        "looker._limit_ourselves()\n"
        "try:\n    bytearray(2 * looker.MEMORY_BYTES)\n"
        "except MemoryError:\n    print('refused')"
    )
    # By itself, as it is started: nothing of Django is there.
    beside = str(Path(str(looker.__file__)).parent)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": beside},
    )
    assert done.stdout.strip() == "refused", done.stderr


def test_a_storage_that_fails_while_it_is_read_is_not_called_a_broken_recording(
    movies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(Counting):
        def read_at(self, offset: int, length: int) -> bytes:
            raise StorageUnavailable(reason="get_object: SlowDown")

    open_instead(monkeypatch, Failing((movies / "good.mp4").read_bytes()))
    with pytest.raises(StorageUnavailable, match="SlowDown"):
        probing.look_at("x")


def test_no_process_stays_behind(movies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    open_instead(monkeypatch, Counting((movies / "good.mp4").read_bytes()))
    assert probing.look_at("x").playable
    assert [process.returncode is not None for process in started] == [True]
