"""The studio, installed from the wheel alone, in a folder of its own, and open: a real process on a real port."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from dev import paths, ports
from dev.child import Child
from tests.wheel.building import run

PASSWORD = "correct horse battery"
SETTINGS = "tests.hosts.studio.settings"


class Studio:
    """Attributes:
    python: of the empty environment.
    folder: all that is on its path beside that environment: the studio's own project.
    """

    def __init__(self, python: Path, folder: Path) -> None:
        self.python, self.folder = python, folder
        project = Path("tests") / "hosts" / "studio"
        shutil.copytree(paths.ROOT / project, folder / project, ignore=shutil.ignore_patterns("__pycache__"))
        for package in ("tests", "tests/hosts"):
            (folder / package / "__init__.py").touch()
        self.environment = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONPATH": str(folder),
            "STUDIO_DIRECTORY": str(folder),
            "SECRET_KEY": "only-for-this-test-" + "0" * 40,
            # Nobody answers there: what is looked at here needs no call.
            "LIVEKIT_HOST": "http://127.0.0.1:1",
            "LIVEKIT_API_KEY": "testkey",
            "LIVEKIT_API_SECRET": "only-for-tests-only-for-tests-only-for-tests",
        }

    def manage(self, *command: str) -> str:
        return self._run(["-m", "django", *command])

    def open(self) -> dict[str, Any]:
        """Its first day: people, an appointment and a class."""
        script = (paths.ROOT / "tests" / "hosts" / "studio_opening.py").read_text(encoding="utf-8")
        found = json.loads(self._run(["-c", f"import django; django.setup()\n{script}", PASSWORD]))
        assert isinstance(found, dict)
        return found

    @contextmanager
    def served(self) -> Iterator[str]:
        """Its address, while it runs."""
        address = f"127.0.0.1:{ports.choose()}"
        command = [self.python, "-m", "django", "runserver", address, "--noreload"]
        log = self.folder / "studio.log"
        child = Child(
            "studio",
            [str(part) for part in command],
            log=log,
            environment=self.environment,
            directory=self.folder,
        )
        child.start()
        try:
            self._wait_for(f"http://{address}/welcome/", child)
            yield f"http://{address}"
        finally:
            child.stop(within=5)

    def _run(self, arguments: list[str]) -> str:
        done = run([self.python, *arguments], env=self.environment, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @staticmethod
    def _wait_for(url: str, child: Child, within: float = 60) -> None:
        deadline = monotonic() + within
        while not _answers(url):
            assert child.running, child.last_lines()
            assert monotonic() < deadline, f"no answer within {within:g} s\n{child.last_lines()}"
            sleep(0.1)


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=10).close()
    except URLError:
        return False
    return True


class Visitor:
    """A browser as far as HTTP goes: it keeps cookies and follows redirects."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        """Status, text and headers."""
        return self._ask(Request(self.address + path))

    def post(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        token = next((found.value for found in self.cookies if found.name == "csrftoken"), None) or ""
        headers = {"X-CSRFToken": token, "Referer": self.address}
        if form is None:
            return self._ask(
                Request(self.address + path, b"", headers | {"Content-Type": "application/json"})
            )
        return self._ask(Request(self.address + path, urlencode(form).encode(), headers))

    def log_in(self, card: str) -> None:
        self.get("/welcome/")
        status, text, _ = self.post(
            "/welcome/?next=/healthz", {"username": card, "password": PASSWORD, "next": "/healthz"}
        )
        assert "worker" in text, (status, text)

    def _ask(self, request: Request) -> tuple[int, str, dict[str, str]]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except HTTPError as error:
            with error:
                return error.code, error.read().decode(), dict(error.headers)
