"""The clock of flashes and beeps goes right: by files that are out of step by what we chose."""

from pathlib import Path

import pytest

from tests.recording.in_step import InStep, beep_times, flash_times, in_step
from tests.recording.made import make_movie
from tests.recording.movie import Movie


# Also by a whole beat: who looks only for the nearest beep takes that for sound in step.
@pytest.mark.parametrize("late", [0.0, 0.06, 0.2, -0.2, 0.5, 1.0, -1.3])
def test_the_distance_is_measured(late: float, tmp_path: Path) -> None:
    found = in_step(Movie(make_movie(tmp_path / "late.mp4", late=late, seconds=10)))
    # A picture is shown for 33 ms, and a codec takes its time for a beep.
    assert found.median == pytest.approx(late * 1000, abs=25)
    assert found.most - found.least < 60
    assert found.pairs >= 3
    assert (abs(found.median) <= found.allowed) is (abs(late) < 0.1)


def test_where_the_machine_kept_no_time_more_is_allowed_but_not_much_more() -> None:
    for span, allowed in ((0, 80), (90, 170), (900, 250)):
        assert InStep(0, -span / 2, span / 2, pairs=9).allowed == allowed


def test_a_track_that_begins_late_counts_too(tmp_path: Path) -> None:
    """Beeps on the beats of a sound that begins at 0.25 s come a quarter of a second late."""
    found = in_step(Movie(make_movie(tmp_path / "late.mp4", sound_begins=0.25)))
    assert found.median == pytest.approx(250, abs=25)


def test_each_flash_and_each_beep_is_found_once(tmp_path: Path) -> None:
    movie = Movie(make_movie(tmp_path / "movie.mp4", late=0.1))
    assert flash_times(movie) == pytest.approx([1, 2.3, 4, 5], abs=0.04)
    assert beep_times(movie) == pytest.approx([0.1, 1.1, 2.4, 4.1, 5.1], abs=0.03)


def test_one_looks_where_it_flashes(tmp_path: Path) -> None:
    movie = Movie(make_movie(tmp_path / "movie.mp4"))
    assert len(flash_times(movie, crop="iw/2:ih:iw/2:0")) == 4
    assert flash_times(movie, crop="iw/2:ih:0:0") == []


def test_without_flashes_nothing_is_said(tmp_path: Path) -> None:
    movie = Movie(make_movie(tmp_path / "movie.mp4", flashes=False))
    assert (flash_times(movie), beep_times(movie)) == ([], [])
    with pytest.raises(ValueError, match="0 flashes and 0 beeps make 0 pairs"):
        in_step(movie)
