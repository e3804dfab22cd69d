"""The running product as a practitioner and her clients use it when they record: by the API, as people with clients.

meeting = site.meeting()
nadia = meeting.enter("practitioner", RED)
recording = meeting.start_recording()
meeting.wait_for(recording, "active")
meeting.stop_recording()
movie = meeting.movie_of(meeting.wait_for(recording, "ready"))
"""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dev.stack import Stack
from tests.e2e.desk import Desk
from tests.live.caller import Line, wait_until
from tests.recording.beacon import Beacon, Look
from tests.recording.movie import Movie

SECONDS = 20.0
#: Until a recording runs on a cold machine, and until its file has been seen: what the product promises.
ACTIVE_SECONDS, READY_SECONDS = 40.0, 60.0
#: A recording goes through these in this order, as far as it comes.
ORDER = ("asking", "starting", "active", "ending", "processing", "ready", "failed")


class Refused(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, answer: Any) -> None:
        super().__init__(f"{status} {answer}")
        self.status = status
        self.answer = answer


@dataclass
class Site:
    """Attributes:
    stack: the product, with a recorder.
    line: where its people's clients live.
    folder: for files that are fetched.
    desk: where its people book; without one there is the demo's session alone.
    """

    stack: Stack
    line: Line
    folder: Path
    desk: Desk | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    def meeting(self, consent: str = "off", *, others: int = 0) -> "Meeting":
        """A workshop that has begun, of people whom no test before has met: it may be recorded.

        Args:
            consent: as in `Desk.let_record`.
            others: clients beside the two that there always are.
        """
        assert self.desk is not None
        cast = self.desk.new_cast()
        people = (cast.nadia, cast.jonas, cast.mara, *(self.desk.new_audience(others) if others else ()))
        self.tokens |= {person.email: person.token for person in people}
        self.desk.let_record(cast, "workshop", consent)
        workshop = self.desk.plan(cast, "workshop", clients=people[1:])
        (room,) = self.desk.record(workshop)
        host, *clients = (person.email for person in people)
        return Meeting(self, session=workshop.id, room_id=room["id"], host=host, clients=clients)

    def demo_meeting(self) -> "Meeting":
        """The demo's workshop that has begun, once: it may be recorded, and asks nobody."""
        subjects = self.stack.demo["subjects"]
        found = next(s for s in subjects if (s["room_type"], s["state"]) == ("group", "now"))
        assert found["recording"], "the demo's workshop cannot be recorded"
        return Meeting(
            self,
            session=str(found["id"]),
            room_id=str(found["room_id"]),
            host=str(found["practitioner"]),
            clients=[str(email) for email in found["clients"]],
        )

    def call(self, method: str, path: str, *, by: str = "", body: object = None) -> Any:
        """Ask the API; `by` is an e-mail address.

        Raises:
            Refused: with its status and words.
        """
        request = urllib.request.Request(
            f"{self.stack.url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} | self._authorization(by),
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, json.loads(error.read() or b"null")) from error

    def recorder_missed(self) -> list[str]:
        """What the recorder says is missing of the file that it made last; late pictures are there.

        On a machine that is too busy to record it is something, and then a recording must not be called complete.
        """
        said = str(self.recorded()[-1]["short"]).split("; ")
        return [lack for lack in said if lack and "came too late" not in lack]

    def recorded(self) -> list[dict[str, Any]]:
        """What the recorder wrote into its log of each recording that has ended."""
        lines = (self.stack.directory / "log" / "recorder.log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if '"msg":"recorded"' in line]

    def _authorization(self, email: str) -> dict[str, str]:
        if not email:
            return {}
        if email not in self.tokens:
            password = next(p["password"] for p in self.stack.demo["people"] if p["email"] == email)
            said = self.call("POST", "/api/v1/auth/token/", body={"email": email, "password": password})
            self.tokens[email] = said["access"]
        return {"Authorization": f"Bearer {self.tokens[email]}"}


class Meeting:
    """One session, and who is in it."""

    def __init__(self, site: Site, *, session: str, room_id: str, host: str, clients: list[str]) -> None:
        self.site = site
        self.room_id = room_id
        self.host = host
        self.clients = clients
        self._session = session
        self._inside: list[Beacon] = []

    def enter(self, email: str, look: Look, *, published: bool = True) -> Beacon:
        """Come in, and show and say something.

        Args:
            published: whether camera and microphone are on.
        """
        ticket = self.ticket(email)
        person = Beacon(self.site.line, email.partition(".")[0], look)
        self._inside.append(person)
        person.join(ticket["url"], ticket["token"])
        if published:
            person.show_camera()
            person.talk()
        return person

    def ticket(self, email: str) -> dict[str, Any]:
        """A token for LiveKit, and where to use it."""
        path = f"/api/v1/rooms/session/{self._session}/join/"
        return dict(self.site.call("POST", path, by=email, body={}))

    def start_recording(self, **wishes: object) -> str:
        """Press Record; returns the recording's id."""
        said = self.site.call("POST", self._path("start_recording"), by=self.host, body=wishes)
        return str(said["id"])

    def stop_recording(self) -> None:
        self.site.call("POST", self._path("stop_recording"), by=self.host, body={})

    def end(self) -> None:
        """The host ends the session for all."""
        self.site.call("POST", self._path("end"), by=self.host, body={})

    def room(self) -> dict[str, Any]:
        """The room as its host sees it."""
        return dict(self.site.call("GET", f"/api/v1/rooms/{self.room_id}/", by=self.host))

    def recordings(self) -> list[dict[str, Any]]:
        """All of this room, newest first."""
        return list(self.site.call("GET", self._path("recordings"), by=self.host)["results"])

    def recording(self, which: str) -> dict[str, Any]:
        return next(found for found in self.recordings() if found["id"] == which)

    def wait_for(self, which: str, *statuses: str, within: float = 0, every: float = 0.02) -> dict[str, Any]:
        """Wait until a recording has come so far; returns it.

        Args:
            statuses: any of them.
            within: seconds; what the product promises, if not given.
            every: seconds between two looks.

        Raises:
            AssertionError: it failed instead; with why.
            TimeoutError: it did neither.
        """
        patience = within or (ACTIVE_SECONDS if "active" in statuses else READY_SECONDS)
        seen: dict[str, Any] = {}

        def is_there() -> bool:
            seen.update(self.recording(which))
            return seen["status"] in (*statuses, "failed")

        try:
            what = f"the recording is {' or '.join(statuses)}"
            wait_until(is_there, what=what, within=patience, every=every)
        except TimeoutError as late:
            raise TimeoutError(f"{late} It is {seen}.") from late
        assert seen["status"] in statuses, (seen, self.site.stack.recorder.child.last_lines(5))
        return seen

    def go_on(self, seconds: float) -> None:
        """People talk for a while: a recording is as long as what happens in it."""
        time.sleep(seconds)

    def movie_of(self, recording: dict[str, Any]) -> Movie:
        """The file, fetched as a browser fetches it: by a link that works by itself."""
        link = self.site.call("POST", f"/api/v1/recordings/{recording['id']}/link/", by=self.host, body={})
        url = str(link["url"])
        if url.startswith("/"):
            url = f"{self.site.stack.url}{url}"
        target = self.site.folder / f"{recording['id']}.mp4"
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            target.write_bytes(answer.read())
        return Movie(target)

    def leave(self) -> None:
        """Everybody goes home."""
        for person in self._inside:
            person.leave()

    def _path(self, what: str) -> str:
        return f"/api/v1/rooms/{self.room_id}/{what}/"
