"""What is left of a failed test: a picture, the page, what the console said, and a trace to step through."""

import os
from pathlib import Path

from playwright.sync_api import Error

from tests.e2e.visitor import Visitor

#: Traces make every step slower; a picture and the console are kept in any case.
WITH_TRACE = os.environ.get("E2E_TRACE", "") not in ("", "0")


class Failures:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = False

    def record(self, visitor: Visitor) -> None:
        """Begin to remember what this person does."""
        if WITH_TRACE:
            visitor.context.tracing.start(snapshots=True, screenshots=True, sources=True)

    def keep(self, visitor: Visitor) -> None:
        """Write down how things stand for this person."""
        self.kept = True
        self.folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(visitor.context.pages):
            file = self.folder / f"{visitor.name.split()[-1].lower()}-{number}"
            try:
                page.screenshot(path=file.with_suffix(".png"), timeout=5_000)
                file.with_suffix(".html").write_text(page.content(), encoding="utf-8")
            except Error as error:  # a page that hangs must not hide why the test failed
                file.with_suffix(".txt").write_text(f"No picture: {error}", encoding="utf-8")
        log = self.folder / f"{visitor.name.split()[-1].lower()}.log"
        log.write_text("\n".join(visitor.watch.log), encoding="utf-8")
        if WITH_TRACE:
            visitor.context.tracing.stop(path=log.with_suffix(".trace.zip"))
