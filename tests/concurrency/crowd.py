"""Many people who ask the running product for something in the same moment, each over a connection of their own."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """Why not; empty where it was granted."""
        return "" if self.status == 200 else str(self.body.get("code", self.body))


def get(url: str) -> Answer:
    return _open(urllib.request.Request(url))


def post(url: str, token: str = "", body: Mapping[str, str] | None = None) -> Answer:
    authorization = {"Authorization": f"Bearer {token}"} if token else {}
    return _open(
        urllib.request.Request(
            url,
            data=json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json", **authorization},
        )
    )


def _open(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return Answer(answer.status, json.load(answer))
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()
            return Answer(error.code, json.loads(body) if body.startswith(b"{") else {"page": body[:300]})


def post_at_once(calls: Sequence[tuple[str, str]]) -> list[Answer]:
    """POST to every (URL, token) at the same moment; the answers in that order."""
    together = Barrier(len(calls))

    def run(call: tuple[str, str]) -> Answer:
        together.wait(timeout=30)
        return post(*call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
