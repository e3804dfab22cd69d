"""Drawings for cameras: a person who breathes, as a Y4M video for Chromium; a still for a client without a browser."""

import base64
from pathlib import Path

from playwright.sync_api import Browser

PORTRAITS = Path(__file__).parent / "portraits"
WIDTH, HEIGHT = 1280, 720
FRAMES_A_SECOND = 15
#: One breath; the browser plays the file again and again.
FRAMES = 45

#: One frame as planar YUV 4:2:0 (BT.601, studio range), which is what the file holds.
DRAW = """
    async ([svg, breath, width, height]) => {
        const drawn = svg.replace('id="person"', `id="person" transform="translate(0 ${(6 * breath).toFixed(2)})"`);
        const image = new Image(width, height);
        image.src = "data:image/svg+xml;base64," + btoa(drawn);
        await image.decode();
        const canvas = new OffscreenCanvas(width, height);
        const pen = canvas.getContext("2d", { willReadFrequently: true });
        pen.drawImage(image, 0, 0, width, height);
        const { data } = pen.getImageData(0, 0, width, height);
        const size = width * height;
        const planes = new Uint8Array(size * 1.5);
        for (let at = 0; at < size; at += 1) {
            const [r, g, b] = [data[4 * at], data[4 * at + 1], data[4 * at + 2]];
            planes[at] = 16.5 + 0.257 * r + 0.504 * g + 0.098 * b;
            const [x, y] = [at % width, Math.floor(at / width)];
            if (x % 2 || y % 2) continue;
            const half = size + (y / 2) * (width / 2) + x / 2;
            planes[half] = 128.5 - 0.148 * r - 0.291 * g + 0.439 * b;
            planes[half + size / 4] = 128.5 + 0.439 * r - 0.368 * g - 0.071 * b;
        }
        let text = "";
        for (let at = 0; at < planes.length; at += 32768) {
            text += String.fromCharCode(...planes.subarray(at, at + 32768));
        }
        return btoa(text);
    }
"""


def still(browser: Browser, what: str, *, width: int, height: int) -> bytes:
    """One picture of a drawing in `portraits`, as planar YUV 4:2:0."""
    page = browser.new_page()
    frame: str = page.evaluate(DRAW, [_svg_of(what), 0, width, height])
    page.close()
    return base64.b64decode(frame)


def draw(browser: Browser, who: str, folder: Path) -> Path:
    """The video of `nadia` or `jonas`, made anew in a folder."""
    svg = _svg_of(who)
    page = browser.new_page()
    file = folder / f"{who}.y4m"
    with file.open("wb") as video:
        video.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for breath in _breaths():
            frame: str = page.evaluate(DRAW, [svg, breath, WIDTH, HEIGHT])
            video.write(b"FRAME\n" + base64.b64decode(frame))
    page.close()
    return file


def _svg_of(what: str) -> str:
    return (PORTRAITS / f"{what}.svg").read_text(encoding="utf-8")


def _breaths() -> list[float]:
    """From out to in and back, between 0 and 1, without a jump at the ends."""
    half = FRAMES / 2
    ramps = [number / half if number < half else 2 - number / half for number in range(FRAMES)]
    return [ramp * ramp * (3 - 2 * ramp) for ramp in ramps]
