"""Which tone a sound is, and whether it is there at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.recording.movie import SAMPLE_RATE, Samples

Numbers = NDArray[np.float64]

#: A tone is as wide as this in what has been through a codec.
WIDTH_HERTZ = 8.0


@dataclass(frozen=True)
class Tone:
    """Attributes:
    hertz: its pitch.
    share: of the energy of the sound, from 0 to 1.
    """

    hertz: float
    share: float


def loudest_tone(samples: Samples, rate: int = SAMPLE_RATE) -> Tone:
    """The tone with most energy.

    Raises:
        ValueError: there is no sound, or it is silent.
    """
    power = _power(samples)
    hertz = _pitches(samples, rate)
    loudest = float(hertz[int(np.argmax(power))])
    return Tone(loudest, _share(power, hertz, loudest))


def share_of_tone(samples: Samples, hertz: float, rate: int = SAMPLE_RATE) -> float:
    """Which part of the energy is in one tone, from 0 to 1. Raises ValueError as `loudest_tone` does."""
    return _share(_power(samples), _pitches(samples, rate), hertz)


def loudness(samples: Samples) -> float:
    """The root of the mean of the squares: 0 is silence, 0.7 a tone as loud as can be."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def silent_seconds(samples: Samples, rate: int = SAMPLE_RATE, *, below: float = 0.003) -> float:
    """How much of it is silent, in pieces of 50 ms.

    Args:
        below: the loudness that counts as none; what a codec makes of silence is far under it.
    """
    piece = rate // 20
    pieces = samples[: len(samples) // piece * piece].reshape(-1, piece).astype(np.float64)
    return float((np.sqrt(np.square(pieces).mean(axis=1)) < below).sum()) / 20


def _power(samples: Samples) -> Numbers:
    if loudness(samples) < 1e-4:
        raise ValueError("There is no sound.")
    windowed = samples.astype(np.float64) * np.hanning(len(samples))
    power: Numbers = np.square(np.abs(np.fft.rfft(windowed)))
    power[0] = 0  # a constant is no tone
    return power


def _pitches(samples: Samples, rate: int) -> Numbers:
    return np.asarray(np.fft.rfftfreq(len(samples), 1 / rate), np.float64)


def _share(
    power: Numbers,
    hertz: Numbers,
    tone: float,
) -> float:
    return float(power[np.abs(hertz - tone) <= WIDTH_HERTZ].sum() / power.sum())
