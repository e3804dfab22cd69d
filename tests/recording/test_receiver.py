"""The receiver of streams keeps what it is sent: by a film of ours that is sent to it in real time."""

from pathlib import Path

import pytest

from tests.recording.made import make_movie
from tests.recording.movie import Movie, run
from tests.recording.receiver import Receiver
from tests.recording.tone import loudest_tone

RED = (200, 30, 30)


def send(film: Path, address: str) -> None:
    run("ffmpeg", ["-nostdin", "-re", "-i", str(film), "-c", "copy", "-f", "flv", address])


def test_what_it_was_sent_can_be_looked_into(tmp_path: Path) -> None:
    film = make_movie(tmp_path / "film.mp4", seconds=3)
    with Receiver(tmp_path / "receiver") as receiver:
        send(film, f"{receiver.address}/secret-key")
        received = Movie(receiver.received("secret-key"))
    assert received.picture.packets == 90
    assert received.frame(1.5).share_of(RED) > 0.4
    assert loudest_tone(received.samples()).hertz == pytest.approx(440, abs=3)


def test_where_it_is_gone_nobody_takes_a_stream(tmp_path: Path) -> None:
    film = make_movie(tmp_path / "film.mp4", seconds=1)
    with Receiver(tmp_path / "receiver") as receiver:
        receiver.kill()
        with pytest.raises(ValueError, match="Connection refused"):
            send(film, f"{receiver.address}/secret-key")
    assert not receiver.received("secret-key").exists()
