"""Somebody who visits the pages of recordings, and what they see there."""

import re
from typing import Any

from django.test import Client

from estuary.accounts.models import User
from rooms.models import RoomRecording

LIST = "/room/recordings/"


class Page:
    """What somebody sees at an address."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.html = response.content.decode()
        self.text = " ".join(
            re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", self.html, flags=re.S).split()
        )

    @property
    def listed(self) -> list[str]:
        """Ids in the list, from above."""
        return re.findall(r'class="rc-line" href="/room/recordings/([\w-]+)/"', self.html)

    @property
    def shown(self) -> str | None:
        """What can be played here."""
        found = re.search(r'data-player data-link="/api/v1/recordings/([\w-]+)/link/"', self.html)
        return found[1] if found else None


def visit(user: User, path: str = LIST, *, language: str = "en") -> Page:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return Page(client.get(path, headers={"accept-language": language}))


def send(user: User, recording: RoomRecording, **form: str) -> Page:
    client = Client()
    client.force_login(user)
    return Page(client.post(f"{LIST}{recording.pk}/", form))


def path_of(recording: RoomRecording) -> str:
    return f"{LIST}{recording.pk}/"
