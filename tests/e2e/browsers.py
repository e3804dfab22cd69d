"""The two Chromium that all tests share; every person has a context of their own in one of them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from playwright.sync_api import Browser, Playwright

from dev import chromium

#: `sharing` allows camera, microphone and screen without asking anybody. `asking` goes by each context's
#: permissions, so that they can be denied; a screen cannot be shared there, because nobody answers its question.
#: `recording` plays sound unasked, as a recorder's does.
Kind = Literal["sharing", "asking", "recording"]

HEADED = os.environ.get("E2E_HEADED", "") not in ("", "0")

#: Ten pictures a second are enough to see that they move, and half the work of twenty.
FAKE_DEVICES = "--use-fake-device-for-media-stream=fps=10"
FLAGS: Mapping[Kind, list[str]] = {
    "sharing": [FAKE_DEVICES, "--use-fake-ui-for-media-stream"],
    "asking": [FAKE_DEVICES],
    "recording": ["--autoplay-policy=no-user-gesture-required"],
}


class Browsers:
    """Starts each of them when it is first needed.

    Args:
        cameras: a Y4M video for a browser's camera; without one it shows Chromium's test picture.
    """

    def __init__(self, playwright: Playwright, *, cameras: Mapping[Kind, Path] | None = None) -> None:
        self._playwright = playwright
        self._cameras = cameras or {}
        self._path = chromium.find_or_install()
        self._running: dict[Kind, Browser] = {}

    def get(self, kind: Kind) -> Browser:
        if kind not in self._running:
            camera = self._cameras.get(kind)
            flags = [] if camera is None else [f"--use-file-for-fake-video-capture={camera}"]
            self._running[kind] = self._playwright.chromium.launch(
                executable_path=self._path, args=[*FLAGS[kind], *flags], headless=not HEADED
            )
        return self._running[kind]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        for browser in self._running.values():
            browser.close()
