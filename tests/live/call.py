"""One booking or session whose room people really enter: through our API, and through LiveKit."""

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.test import Client
from livekit import rtc

from estuary.accounts.models import User
from rooms import livekit
from rooms.models import Room, RoomParticipant, Visit
from tests.live.caller import PATIENCE_SECONDS, Caller, Line, wait_until
from tests.live.crowd import join_together, leave_together

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


class Call:
    """Attributes:
    kind, ref: the subject.
    tokens: what each person was last given, by name; somebody may keep one for later.
    """

    def __init__(self, line: Line, kind: str, ref: int) -> None:
        self.kind, self.ref = kind, str(ref)
        self.tokens: dict[str, str] = {}
        self.url = ""
        self._line = line
        self._callers: list[Caller] = []

    @property
    def room(self) -> Room:
        """The latest room of the subject, as the database has it now."""
        return Room.objects.filter(subject_kind=self.kind, subject_ref=self.ref).latest("created_at")

    def post(self, user: User, path: str, **body: str) -> "Response":
        """Something that `user` does through the API, at `/api/v1/rooms/…`."""
        browser = Client()
        browser.force_login(user)
        return browser.post(f"/api/v1/rooms/{path}", body, content_type="application/json")

    def write(self, user: User, text: str, **body: str) -> dict[str, Any]:
        """A line of the chat, as the API answers it."""
        answer = self.post(user, f"{self.room.id}/messages/", text=text, **body)
        assert answer.status_code == 201, answer.content
        written: dict[str, Any] = answer.json()
        return written

    def read_chat(self, user: User) -> list[dict[str, Any]]:
        """The chat from its beginning, as the API gives it."""
        browser = Client()
        browser.force_login(user)
        answer = browser.get(f"/api/v1/rooms/{self.room.id}/messages/")
        assert answer.status_code == 200, answer.content
        lines: list[dict[str, Any]] = answer.json()["results"]
        return lines

    def ask_to_join(self, user: User) -> "Response":
        return self.post(user, f"{self.kind}/{self.ref}/join/")

    def enter(self, user: User) -> Caller:
        """Ask, join, and wait until our record has it."""
        self._take_token(user)
        caller = self.connect(user)
        self.visit_of(caller)
        return caller

    def enter_together(self, users: Sequence[User]) -> list[Caller]:
        """All ask and join, as an audience does; our record may have them later."""
        for user in users:
            self._take_token(user)
        crowd = [Caller(self._line, user.name) for user in users]
        self._callers += crowd
        return join_together((caller, self.url, self.tokens[caller.name]) for caller in crowd)

    def _take_token(self, user: User) -> None:
        answer = self.ask_to_join(user)
        assert answer.status_code == 200, answer.content
        granted: dict[str, Any] = answer.json()
        self.url, self.tokens[user.name] = granted["url"], granted["token"]

    def connect(self, user: User) -> Caller:
        """Join with the token that the person has, asking nobody."""
        self._callers.append(Caller(self._line, user.name))
        return self._callers[-1].join(self.url, self.tokens[user.name])

    def haunt(self, user: User) -> Caller:
        """Come back with an old token into a room that was made again behind our back.

        As a race of LiveKit's own makes it, or an operator. We may be quicker: then it is tried again.
        """
        for _ in range(10):
            livekit.create_room(self.room.name, 300, 300, 27)
            with contextlib.suppress(rtc.ConnectError):
                return self.connect(user)
        raise TimeoutError(f"{user.name} never got in, so nobody had to be put out.")

    def participant(self, user: User) -> RoomParticipant:
        return self.room.participants.get(user_ref=str(user.pk))

    def act_on(self, participant: RoomParticipant, what: str, *, by: User) -> "Response":
        return self.post(by, f"{self.room.id}/participants/{participant.id}/{what}/")

    def visit_of(self, caller: Caller) -> Visit:
        """The connection in our ledger; waits for it."""
        sid = caller.sid
        wait_until(
            lambda: Visit.objects.filter(livekit_sid=sid).exists(), what=f"{caller.name} is in the ledger"
        )
        return Visit.objects.get(livekit_sid=sid)

    def wait_for_leave(self, visit: Visit, *, within: float = PATIENCE_SECONDS) -> Visit:
        wait_until(
            lambda: Visit.objects.filter(pk=visit.pk, left_at__isnull=False).exists(),
            what=f"{visit.participant} has left in the ledger",
            within=within,
        )
        return Visit.objects.get(pk=visit.pk)

    def wait_for_room(
        self, condition: Callable[[Room], object], *, what: str, within: float = PATIENCE_SECONDS
    ) -> Room:
        wait_until(lambda: condition(self.room), what=what, within=within)
        return self.room

    def wait_for_status(self, *statuses: str, within: float = PATIENCE_SECONDS) -> Room:
        return self.wait_for_room(
            lambda room: room.status in statuses, what=f"the room is {' or '.join(statuses)}", within=within
        )

    def hang_up(self) -> None:
        """Everybody goes home."""
        leave_together(self._callers)
