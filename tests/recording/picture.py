"""One picture of a recording: which colours it has, and where."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]

#: Video keeps colours at half of the size and between 16 and 235: what was painted comes back a little different.
NEAR = 45


class Picture:
    """Rows of pixels of red, green and blue."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    def share_of(self, colour: Colour, near: int = NEAR) -> float:
        """Which part of the picture has about this colour, from 0 to 1.

        Args:
            near: by how much each of red, green and blue may differ.
        """
        return float(self._like(colour, near).mean())

    def middle_of(self, colour: Colour, near: int = NEAR) -> tuple[float, float]:
        """Where the middle of what has this colour is, from (0, 0) above on the left to (1, 1).

        Raises:
            ValueError: nothing has it.
        """
        rows, columns = np.nonzero(self._like(colour, near))
        if not len(rows):
            raise ValueError(f"Nothing in the picture is like {colour}.")
        return float(columns.mean() / self.width), float(rows.mean() / self.height)

    def box_of(self, colour: Colour, near: int = NEAR) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge of what has this colour, as `part` takes them; strays are left out.

        Raises:
            ValueError: less than a hundredth of the picture has it.
        """
        like = self._like(colour, near)
        if like.mean() < 0.01:
            raise ValueError(f"Hardly anything in the picture is like {colour}.")
        # Of rows and columns those count in which there is much of it.
        across, down = like.sum(axis=0), like.sum(axis=1)
        columns = np.nonzero(across > across.max() / 3)[0]
        rows = np.nonzero(down > down.max() / 3)[0]
        return (
            float(columns[0] / self.width),
            float(rows[0] / self.height),
            float((columns[-1] + 1) / self.width),
            float((rows[-1] + 1) / self.height),
        )

    def part(self, left: float, top: float, right: float, bottom: float) -> "Picture":
        """A piece of it; the edges are shares of width and height."""
        rows = slice(round(top * self.height), round(bottom * self.height))
        return Picture(self.pixels[rows, round(left * self.width) : round(right * self.width)])

    def colour(self) -> Colour:
        """The mean of all of it."""
        red, green, blue = self.pixels.reshape(-1, 3).mean(axis=0)
        return round(float(red)), round(float(green)), round(float(blue))

    def contrast(self) -> float:
        """How far apart light and dark are: near 0 for one colour alone, 30 and more where something is written."""
        return float(self.pixels.mean(axis=2).std())

    def keep(self, path: Path) -> Path:
        """Write it as a PPM, to be looked at; returns where."""
        head = f"P6 {self.width} {self.height} 255\n".encode()
        path.write_bytes(head + np.ascontiguousarray(self.pixels).tobytes())
        return path

    def _like(self, colour: Colour, near: int) -> NDArray[np.bool_]:
        apart = np.abs(self.pixels.astype(np.int16) - np.array(colour, np.int16))
        return np.asarray((apart <= near).all(axis=2), np.bool_)
