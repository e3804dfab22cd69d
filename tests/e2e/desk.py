"""Where tests book: people, appointments and sessions, made in the running product as an operator makes them.

A process of its own in the product's environment (`tests.e2e.desk_process`): the browser tests themselves never
open a database. One process serves the whole run, because starting Django for every booking takes seconds.
"""

import json
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dev import paths
from dev.stack import Stack
from tests.e2e.accounts import Account, Cast, Subject

FIVE_MINUTES_AGO = timedelta(minutes=-5)


class Desk:
    def __init__(self, stack: Stack, *, log: Path) -> None:
        self._errors = log.open("wb")
        self._process = subprocess.Popen(
            [paths.VENV_PYTHON, "-m", "tests.e2e.desk_process"],
            cwd=paths.ROOT,
            env=stack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def new_cast(self) -> Cast:
        """Fresh accounts for everybody."""
        return Cast(**{who: Account(**fields) for who, fields in self._ask("new_cast").items()})

    def let_in(self, account: Account) -> tuple[str, str]:
        """Log somebody in without the page for it, and without checking a password: name and value of their cookie."""
        name, value = self._ask("let_in", email=account.email)
        return name, value

    def new_audience(self, count: int) -> list[Account]:
        """Clients whom no test before has used: Viewer 01, Viewer 02 …, with tokens for the API."""
        return [Account(**fields) for fields in self._ask("new_audience", count=count)]

    def book(
        self,
        cast: Cast,
        *,
        starts_in: timedelta = FIVE_MINUTES_AGO,
        minutes: int = 60,
        state: str = "confirmed",
        assisted: bool = False,
    ) -> Subject:
        """An appointment of Jonas with Dr. Rahman; by default confirmed and just begun.

        Args:
            state: as in Estuary's `BookingState`; for `canceled` Dr. Rahman cancels it.
            assisted: Priya leads it, too.
        """
        answer = self._ask(
            "book",
            practitioner=cast.nadia.email,
            assistant=cast.priya.email if assisted else None,
            client=cast.jonas.email,
            starts_in=starts_in.total_seconds(),
            minutes=minutes,
            state=state,
        )
        return Subject(kind="booking", **answer)

    def book_over(self, cast: Cast, how: str) -> Subject:
        """Yesterday's appointment of Jonas with Dr. Rahman, with all that happened in its room.

        Args:
            how: as in `estuary.demo.yesterday`: over-well, over-missed, over-estimated.
        """
        answer = self._ask("book_over", practitioner=cast.nadia.email, client=cast.jonas.email, how=how)
        return Subject(kind="booking", **answer)

    def plan(
        self,
        cast: Cast,
        kind: str,
        *,
        clients: Sequence[Account],
        starts_in: timedelta | None = FIVE_MINUTES_AGO,
        assisted: bool = False,
    ) -> Subject:
        """A session of Dr. Rahman with a confirmed place for each client; without a start it is a draft.

        Args:
            kind: as in Estuary's `ServiceKind`: workshop, webinar, broadcast …
            assisted: Priya leads it, too.
        """
        answer = self._ask(
            "plan",
            kind=kind,
            practitioner=cast.nadia.email,
            assistant=cast.priya.email if assisted else None,
            clients=[client.email for client in clients],
            starts_in=None if starts_in is None else starts_in.total_seconds(),
        )
        return Subject(kind="session", **answer)

    def place(self, session: Subject, client: Account) -> Subject:
        """A client's own booking on a session."""
        booking = self._ask("place", session=int(session.id), client=client.email)
        return Subject(kind="booking", id=str(booking), title=session.title, day=session.day)

    def move(self, session: Subject, *, starts_in: timedelta) -> None:
        """Give a group session another hour."""
        self._ask("move", session=int(session.id), starts_in=starts_in.total_seconds())

    def confirm(self, subject: Subject) -> None:
        """The operator confirms a booking."""
        self._ask("confirm", booking=int(subject.id))

    def cancel(self, subject: Subject, *, by: Account) -> None:
        self._ask("cancel", booking=int(subject.id), by=by.email)

    def rename(self, account: Account, name: str) -> None:
        self._ask("rename", email=account.email, name=name)

    def let_record(self, cast: Cast, kind: str, consent: str) -> None:
        """From now on Dr. Rahman's sessions of this kind may be recorded.

        Args:
            kind: as in Estuary's `ServiceKind`.
            consent: ask, inform or off.
        """
        self._ask("let_record", kind=kind, practitioner=cast.nadia.email, consent=consent)

    def let_stream(self, room_type: str) -> None:
        """Rooms of this type, as in the API, that are made from now on may be streamed live."""
        self._ask("let_stream", room_type=room_type)

    def keep_recording(self, subject: Subject, film: Path | None, **facts: object) -> str:
        """Something that was recorded of a subject, by the file that is there of it; answers its id.

        Args:
            film: copied to where recordings are; None: there is none.
            facts: columns of `RoomRecording` that are to be otherwise than of a good one.
        """
        path = None if film is None else str(film)
        found: str = self._ask("keep_recording", kind=subject.kind, ref=subject.id, film=path, facts=facts)
        return found

    def finish_recording(self, recording: str) -> None:
        """What was being prepared is ready."""
        self._ask("finish_recording", recording=recording)

    def record(self, subject: Subject) -> list[dict[str, Any]]:
        """Every room that the subject ever had, oldest first, each with its people, visits and transitions."""
        rooms: list[dict[str, Any]] = self._ask("record", kind=subject.kind, ref=subject.id)
        return rooms

    def _ask(self, what: str, **arguments: object) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"do": what, **arguments}) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"The desk closed; its last words are in {self._errors.name}.")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"The desk could not {what}: {answer['error']}")
        return answer["done"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()
