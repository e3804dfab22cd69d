"""Whether sound and picture of a recording are in step: by a flash and a beep that were made at the same moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.recording.movie import SAMPLE_RATE, Movie

#: What a flash and its beep can be apart and still be taken for each other: half of the second between two.
PAIRED_SECONDS = 0.45
#: Loudness is measured in pieces of so many seconds.
PIECE_SECONDS = 0.005
#: Of the picture, a part at least as large as this goes white.
FLASHING_SHARE = 0.05


@dataclass(frozen=True)
class InStep:
    """How far the sound comes after the picture, in milliseconds; less than 0: before it.

    Attributes:
        median, least, most: over all pairs.
        pairs: how many flashes had their beep.
    """

    median: float
    least: float
    most: float
    pairs: int


def in_step(movie: Movie, crop: str = "") -> InStep:
    """Compare each flash with the beep nearest to it.

    Args:
        crop: where it flashes, as `Movie.pictures` takes it; all of the picture if empty.

    Raises:
        ValueError: there are less than three pairs, so nothing can be said.
    """
    flashes, beeps = flash_times(movie, crop), beep_times(movie)
    apart = []
    for flash in flashes:
        nearest = min(beeps, key=lambda beep: abs(beep - flash), default=None)
        if nearest is not None and abs(nearest - flash) <= PAIRED_SECONDS:
            apart.append((nearest - flash) * 1000)
    if len(apart) < 3:
        raise ValueError(
            f"{len(flashes)} flashes and {len(beeps)} beeps make {len(apart)} pairs; three are needed."
        )
    return InStep(float(np.median(apart)), min(apart), max(apart), len(apart))


def flash_times(movie: Movie, crop: str = "") -> list[float]:
    """The seconds of the file at which the picture, or a good part of it, goes white."""
    times, pictures = movie.pictures(64, 36, crop)
    white = (pictures > 225).mean(axis=(1, 2))
    usual = float(np.median(white))
    return _onsets(times, white > usual + FLASHING_SHARE)


def beep_times(movie: Movie) -> list[float]:
    """The seconds of the file at which the sound becomes much louder."""
    samples = movie.samples().astype(np.float64)
    piece = round(SAMPLE_RATE * PIECE_SECONDS)
    pieces = samples[: len(samples) // piece * piece].reshape(-1, piece)
    loud = np.sqrt(np.square(pieces).mean(axis=1))
    if not len(loud) or loud.max() < 1e-3:
        return []
    # Between what is usual and the loudest; what is loud for less than a tenth of a second counts all the same.
    usual, loudest = float(np.median(loud)), float(np.quantile(loud, 0.98))
    if loudest < 1.5 * usual:
        return []
    times = np.asarray(movie.starts_at + np.arange(len(loud)) * PIECE_SECONDS, np.float64)
    return _onsets(times, loud > (usual + loudest) / 2)


def _onsets(times: NDArray[np.float64], on: NDArray[np.bool_]) -> list[float]:
    """Where it begins to be on. What flickers within a third of a second began once."""
    begins: list[float] = []
    ended = -1.0
    for at, now, before in zip(times[1:], on[1:], on[:-1], strict=True):
        if now and not before and at - ended > 0.3:
            begins.append(float(at))
        if now:
            ended = float(at)
    return begins
