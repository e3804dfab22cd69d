"""The two Chromium that all tests share; every person has a context of their own in one of them."""

from typing import Any, Literal, Self

from playwright.sync_api import Browser, Playwright

from dev import chromium

#: `sharing` allows camera, microphone and screen without asking anybody. `asking` goes by each context's
#: permissions, so that they can be denied; a screen cannot be shared there, because nobody answers its question.
Kind = Literal["sharing", "asking"]

FLAGS = {
    "sharing": ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    "asking": ["--use-fake-device-for-media-stream"],
}


class Browsers:
    """Starts each of them when it is first needed.

    Args:
        flags: more of Chromium's, for both.
    """

    def __init__(self, playwright: Playwright, *flags: str) -> None:
        self._playwright = playwright
        self._flags = flags
        self._path = chromium.find_or_install()
        self._running: dict[Kind, Browser] = {}

    def get(self, kind: Kind) -> Browser:
        if kind not in self._running:
            self._running[kind] = self._playwright.chromium.launch(
                executable_path=self._path, args=[*FLAGS[kind], *self._flags]
            )
        return self._running[kind]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        for browser in self._running.values():
            browser.close()
