"""Whether sound and picture of a recording are in step: by a flash and a beep that were made at the same moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.recording.movie import SAMPLE_RATE, Movie
from tests.recording.picture import Picture

#: What sound and picture can be apart and still be measured: half of the time after which the beats come again.
FARTHEST_SECONDS = 2.0
#: By so much single beats may be off, on a busy machine.
TOGETHER_SECONDS = 0.25
#: Nobody notices so much; everybody does notice so much, whatever the machine is busy with.
NEAR_MS, MOST_MS = 80.0, 250.0
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

    @property
    def allowed(self) -> float:
        """80 ms, and what the pairs are apart themselves where the machine kept no time for those who flash and beep;
        never much more."""
        return min(NEAR_MS + self.most - self.least, MOST_MS)


def in_step(movie: Movie, crop: str = "") -> InStep:
    """Compare each flash with its beep. Which one that is, is what most of them agree on.

    Args:
        crop: where it flashes, as `Movie.pictures` takes it; all of the picture if empty.

    Raises:
        ValueError: there are less than three pairs, or most flashes have none, so nothing can be said.
    """
    flashes, beeps = flash_times(movie, crop), beep_times(movie)
    distances = [beep - flash for flash in flashes for beep in beeps]
    tried = [(by, _apart(flashes, beeps, by)) for by in distances if abs(by) <= FARTHEST_SECONDS]
    # A pair more for each second, or it is chance: where some are off for themselves, others fit by a whole beat.
    apart = max((len(one) - abs(by), one) for by, one in tried)[1] if tried else []
    if len(apart) < max(3, len(flashes) / 2):
        raise ValueError(
            f"{len(flashes)} flashes and {len(beeps)} beeps make {len(apart)} pairs; "
            "three are needed, and half of the flashes."
        )
    return InStep(float(np.median(apart)), min(apart), max(apart), len(apart))


def _apart(flashes: list[float], beeps: list[float], by: float) -> list[float]:
    """The milliseconds from each flash to the beep that is nearest to so many seconds after it, where there is one."""
    nearest = [min((beep - flash for beep in beeps), key=lambda it: abs(it - by)) for flash in flashes]
    return [it * 1000 for it in nearest if abs(it - by) <= TOGETHER_SECONDS]


def flash_times(movie: Movie, crop: str = "") -> list[float]:
    """The seconds of the file at which the picture, or a good part of it, goes white."""
    times, pictures = movie.pictures(64, 36, crop)
    white = (pictures > 225).mean(axis=(1, 2))
    usual = float(np.median(white))
    return _onsets(times, white > usual + FLASHING_SHARE)


def between_flashes(movie: Movie, *, at: float) -> Picture:
    """The picture in the second from there on in which least is white: nobody flashes."""
    frames = [movie.frame(at + step / 10) for step in range(10)]
    return min(frames, key=lambda frame: frame.share_of((255, 255, 255)))


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
