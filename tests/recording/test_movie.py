"""What is said about a file is what is in it: files that we made ourselves, good and bad ones."""

from pathlib import Path

import pytest

from tests.recording.made import make_movie
from tests.recording.movie import Movie
from tests.recording.tone import loudest_tone, loudness, share_of_tone, silent_seconds

RED, GREEN, WHITE, BLUE = (200, 30, 30), (30, 150, 30), (255, 255, 255), (20, 20, 200)


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Movie:
    return Movie(make_movie(tmp_path_factory.mktemp("movie") / "good.mp4"))


def test_size_length_and_codecs_are_told(movie: Movie) -> None:
    assert movie.size == (320, 180)
    assert movie.frames_a_second == pytest.approx(30)
    assert movie.seconds == pytest.approx(6, abs=0.05)
    assert (movie.picture.codec, movie.sound.codec) == ("h264", "aac")
    assert movie.has_picture
    assert movie.has_sound


def test_what_is_really_in_it_is_counted(movie: Movie) -> None:
    assert movie.picture.packets == 180
    # AAC has 1024 samples a packet.
    assert movie.sound.packets == pytest.approx(6 * 48_000 / 1024, abs=3)
    assert movie.picture.seconds == pytest.approx(6, abs=0.05)
    assert movie.sound.seconds == pytest.approx(6, abs=0.06)


def test_sound_that_ends_early_does_not_hide_behind_the_length_of_the_file(tmp_path: Path) -> None:
    short = Movie(make_movie(tmp_path / "short.mp4", sound_seconds=2))
    assert short.seconds == pytest.approx(6, abs=0.05)
    assert short.sound.seconds == pytest.approx(2, abs=0.06)


def test_sound_that_begins_late_is_silence_before(tmp_path: Path) -> None:
    late = Movie(make_movie(tmp_path / "late.mp4", sound_seconds=3, sound_begins=2))
    assert late.sound.starts_at == pytest.approx(2, abs=0.05)
    assert loudness(late.samples(0, 1.8)) == 0
    assert loudness(late.samples(2.2, 1)) > 0.05


def test_colours_are_seen_where_they_are(movie: Movie) -> None:
    frame = movie.frame(2.5)
    assert (frame.width, frame.height) == (320, 180)
    assert frame.share_of(RED) == pytest.approx(0.5, abs=0.03)
    assert frame.share_of(GREEN) == pytest.approx(0.5, abs=0.03)
    assert frame.share_of(BLUE) == 0
    assert frame.middle_of(GREEN) == pytest.approx((0.25, 0.5), abs=0.03)
    assert frame.part(0.6, 0, 1, 1).colour() == pytest.approx(RED, abs=10)


def test_a_flash_is_in_its_frame_and_not_in_the_next(movie: Movie) -> None:
    assert movie.frame(1.05).share_of(WHITE) == pytest.approx(0.5, abs=0.03)
    assert movie.frame(1.3).share_of(WHITE) == 0


def test_one_colour_has_no_contrast_and_an_edge_has(movie: Movie) -> None:
    frame = movie.frame(1.05)
    assert frame.part(0, 0, 0.4, 1).contrast() < 3
    assert frame.contrast() > 30


def test_the_edges_of_a_colour_are_found(movie: Movie) -> None:
    assert movie.frame(2.5).box_of(GREEN) == pytest.approx((0, 0, 0.5, 1), abs=0.02)
    assert movie.frame(2.5).box_of(RED) == pytest.approx((0.5, 0, 1, 1), abs=0.02)
    with pytest.raises(ValueError, match="Hardly anything"):
        movie.frame(2.5).box_of(BLUE)


def test_a_colour_that_is_nowhere_has_no_middle(movie: Movie) -> None:
    with pytest.raises(ValueError, match="Nothing in the picture"):
        movie.frame(2.5).middle_of(BLUE)


def test_a_frame_can_be_kept_and_looked_at(movie: Movie, tmp_path: Path) -> None:
    kept = movie.frame(2.5).keep(tmp_path / "frame.ppm")
    assert Movie(kept).size == (320, 180)


def test_after_the_end_there_is_no_picture(movie: Movie) -> None:
    with pytest.raises(ValueError, match="no picture at 60 s"):
        movie.frame(60)


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    with pytest.raises(ValueError, match=r"Invalid data|End of file"):
        Movie(tmp_path / "empty.mp4")


def test_a_file_without_sound_says_so(tmp_path: Path) -> None:
    silent = Movie(Movie(make_movie(tmp_path / "one.mp4")).frame(1).keep(tmp_path / "still.ppm"))
    assert not silent.has_sound
    with pytest.raises(ValueError, match="has no audio"):
        _ = silent.sound


@pytest.mark.parametrize("hertz", [440.0, 660.0])
def test_the_tone_is_found(hertz: float, tmp_path: Path) -> None:
    samples = Movie(make_movie(tmp_path / "tone.mp4", hertz=hertz, flashes=False)).samples()
    tone = loudest_tone(samples)
    assert tone.hertz == pytest.approx(hertz, abs=1)
    assert tone.share > 0.95
    assert share_of_tone(samples, hertz + 100) < 0.01


def test_silence_has_no_tone_and_is_counted(movie: Movie, tmp_path: Path) -> None:
    silent = Movie(make_movie(tmp_path / "silent.mp4", hertz=0, flashes=False)).samples()
    with pytest.raises(ValueError, match="no sound"):
        loudest_tone(silent)
    assert silent_seconds(silent) == pytest.approx(6, abs=0.11)
    assert silent_seconds(movie.samples()) == 0
