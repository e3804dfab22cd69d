"""Who takes part: the same people as everywhere in the tests, with accounts that no other test uses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Attributes:
    token: for the API, made at the desk: to check all their passwords would take minutes.
    """

    name: str
    email: str
    password: str
    token: str = ""


@dataclass(frozen=True)
class Cast:
    """Everybody a test may need; see tests/conftest.py for who they are."""

    nadia: Account
    priya: Account
    jonas: Account
    mara: Account
    felix: Account


@dataclass(frozen=True)
class Subject:
    """A booking or a group session that people meet for.

    Attributes:
        day: of the start, in Estuary's time zone: a test may run at midnight.
    """

    kind: str
    id: str
    title: str = ""
    day: str = ""

    @property
    def lobby(self) -> str:
        return f"/room/{self.kind}/{self.id}/lobby"

    @property
    def call(self) -> str:
        return f"/room/{self.kind}/{self.id}"

    @property
    def calendar(self) -> str:
        """The practitioner's page of that day."""
        return f"/day/{self.day}/"

    @property
    def api(self) -> str:
        return f"/api/v1/rooms/{self.kind}/{self.id}/"
