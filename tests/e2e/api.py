"""The HTTP API as a program uses it: by bearer token, without a browser."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.e2e.accounts import Account, Subject

SECONDS = 20.0


@dataclass(frozen=True)
class Refused(Exception):
    """An answer that is not 2xx."""

    status: int
    answer: dict[str, Any]


class Api:
    def __init__(self, url: str) -> None:
        self._url = url
        self._tokens: dict[str, str] = {}

    def room(self, account: Account, subject: Subject) -> dict[str, Any]:
        """The room as this person sees it."""
        return self.get(account, subject.api)

    def booking(self, account: Account, subject: Subject) -> dict[str, Any]:
        """What Estuary says of the booking."""
        return self.get(account, f"/api/v1/bookings/{subject.id}/")

    def join(self, account: Account, subject: Subject) -> dict[str, Any]:
        """A token for LiveKit, and where to use it."""
        return self.post(account, f"{subject.api}join/")

    def get(self, account: Account, path: str) -> dict[str, Any]:
        return self._call("GET", path, token=self.token_of(account))

    def post(self, account: Account, path: str, **body: object) -> dict[str, Any]:
        return self._call("POST", path, token=self.token_of(account), body=body)

    def token_of(self, account: Account) -> str:
        if account.token:
            return account.token
        if account.email not in self._tokens:
            body = {"email": account.email, "password": account.password}
            self._tokens[account.email] = self._call("POST", "/api/v1/auth/token/", body=body)["access"]
        return self._tokens[account.email]

    def _call(
        self, method: str, path: str, *, token: str | None = None, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {token}"} if token else {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                content: dict[str, Any] = json.load(answer)
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, json.loads(error.read())) from error
