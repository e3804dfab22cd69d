"""People who call the API: from a page, with their session, or from a program, with a token."""

from typing import Any, Literal

from django.test import Client

from rooms.models import Room, RoomParticipant
from tests.api.schema import assert_as_documented
from tests.calls import kind_of
from tests.site import Booking, Session, User, get_site

ROOT = "/api/v1/rooms/"

#: A path below the API, or what has one.
Target = Room | Booking | Session | str


class Answer:
    """Status and body; `code` of a refusal."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.body: Any = response.json() if response.content else None

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None

    def __eq__(self, other: object) -> bool:
        return (self.status, self.code) == other if isinstance(other, tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self.status} {self.body}>"


class Caller:
    """One person's client; anonymous without a user.

    Args:
        by: a session as in a browser, which insists on the CSRF token, or what programs of this site use.
    """

    def __init__(self, user: User | None = None, *, by: Literal["session", "bearer"] = "bearer") -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.headers: dict[str, str] = {}
        if user is not None and by == "bearer":
            self.headers |= get_site().sign_in(self.client, user)
        elif user is not None:
            self.headers |= get_site().log_in(self.client, user)

    def look(self, target: Target) -> Answer:
        return self.get(path_of(target))

    def join(self, target: Booking | Session | str) -> Answer:
        return self.post(path_of(target) + "join/")

    def get_token(self, room: Room | str) -> Answer:
        return self.post(path_of(room) + "get_token/")

    def end(self, room: Room) -> Answer:
        return self.post(path_of(room) + "end/")

    def people(self, room: Room, query: str = "") -> Answer:
        return self.get(path_of(room) + "participants/", query)

    def remove(self, who: RoomParticipant) -> Answer:
        return self.post(f"{path_of(who.room)}participants/{who.pk}/remove/")

    def readmit(self, who: RoomParticipant) -> Answer:
        return self.post(f"{path_of(who.room)}participants/{who.pk}/readmit/")

    def report(self, room: Room, **report: Any) -> Answer:
        """The quality of the own connection."""
        return self.post(path_of(room) + "quality/", report)

    def statement(self, room: Room, part: str = "") -> Answer:
        return self.get(f"{path_of(room)}statement/{part}")

    def object_to(self, room: Room, text: object) -> Answer:
        return self.post(f"{path_of(room)}statement/objections/", {"text": text})

    def override(self, room: Room, outcome: object, reason: object = "She called.") -> Answer:
        body = {"outcome": outcome, "reason": reason}
        return self.post(f"{path_of(room)}statement/override/", body)

    def table(self, path: str, query: dict[str, str] | None = None) -> Any:
        """A file of comma-separated values, from a path below /api/v1/; or an `Answer` where there is none."""
        response = self.client.get(f"/api/v1/{path}", query, headers={**self.headers, "accept": "text/csv"})
        if response.status_code == 200:
            assert response["Content-Type"] == "text/csv; charset=utf-8"
            return response
        return self._checked("GET", f"/api/v1/{path}", response, root="")

    def get(self, path: str, query: str = "") -> Answer:
        return self._checked("GET", path, self.client.get(ROOT + path + query, headers=self.headers))

    def post(self, path: str, data: Any = None, content_type: str = "application/json") -> Answer:
        answer = self.client.post(
            ROOT + path, b"" if data is None else data, content_type=content_type, headers=self.headers
        )
        return self._checked("POST", path, answer)

    def delete(self, path: str) -> Answer:
        return self._checked("DELETE", path, self.client.delete(ROOT + path, headers=self.headers))

    def _checked(self, method: str, path: str, response: Any, *, root: str = ROOT) -> Answer:
        assert response.status_code != 500, response.content
        answer = Answer(response)
        assert_as_documented(method, root + path, answer.status, answer.body)
        return answer


def path_of(target: Target) -> str:
    if isinstance(target, str):
        return target
    if isinstance(target, Room):
        return f"{target.pk}/"
    return f"{kind_of(target)}/{target.pk}/"
