"""A host in memory: what a booking site would answer, and what it was told. A test changes the answers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from rooms.host import Host, Kind, Person, Subject
from rooms.statement import Statement

NADIA = Person("nadia", "Dr. Nadia Rahman", "nadia@estuary.example")
PRIYA = Person("priya", "Priya Nair", "priya@estuary.example")
JONAS = Person("jonas", "Jonas Weber", "jonas@example.org")
MARA = Person("mara", "Mara Lindgren", "mara@example.org")


@dataclass(frozen=True)
class Told:
    """One call of `record_outcome`."""

    ref: str
    outcome: str
    people: dict[str, bool]
    previous: str | None
    statement: Statement


class MemoryHost(Host):
    """Attributes:
    cast: who comes to its bookings, by their references.
    subjects: by kind and reference; what is not here, the host does not know.
    booked: who has a booking that was not cancelled.
    told: each outcome it was told.
    after_describe: called after each answer of `describe`, to change the host's mind in mid-sync.
    asked: names of the methods that were called.
    """

    cast: Mapping[str, Person] = {person.ref: person for person in (NADIA, PRIYA, JONAS, MARA)}

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.subjects: dict[tuple[str, str], Subject] = {}
        self.booked: dict[tuple[str, str], list[Person]] = {}
        self.told: list[Told] = []
        self.asked: list[str] = []
        self.after_describe: Callable[[], None] = lambda: None

    def expects(
        self,
        kind: Kind,
        ref: str,
        *,
        starts_at: datetime | None,
        ends_at: datetime | None,
        clients: Iterable[Person] = (JONAS,),
        **facts: Any,
    ) -> Subject:
        """A booking or session that may be joined, unless `facts` (fields of `Subject`) say otherwise."""
        subject = Subject(
            kind=kind,
            ref=ref,
            state="joinable",
            room_type="individual" if kind == "booking" else "group",
            title="Consultation",
            starts_at=starts_at,
            ends_at=ends_at,
            practitioners=(NADIA, PRIYA),
        )
        self.subjects[kind, ref] = replace(subject, **facts)
        self.booked[kind, ref] = list(clients)
        return self.subjects[kind, ref]

    def change(self, kind: str, ref: str, **facts: Any) -> None:
        self.subjects[kind, ref] = replace(self.subjects[kind, ref], **facts)

    def describe(self, kind: Kind, refs: Collection[str]) -> Mapping[str, Subject]:
        self.asked.append("describe")
        found = {ref: self.subjects[kind, ref] for ref in refs if (kind, ref) in self.subjects}
        self.after_describe()
        return found

    def clients(self, kind: Kind, ref: str) -> list[Person]:
        self.asked.append("clients")
        return list(self.booked.get((kind, ref), ()))

    def subjects_between(self, since: datetime, until: datetime) -> Iterable[tuple[Kind, str]]:
        self.asked.append("subjects_between")
        for subject in self.subjects.values():
            if subject.state == "joinable" and subject.starts_at and since <= subject.starts_at < until:
                yield subject.kind, subject.ref

    def record_outcome(
        self,
        kind: Kind,
        ref: str,
        outcome: str,
        statement: Statement,
        people: Mapping[str, bool],
        previous: str | None,
    ) -> None:
        self.told.append(Told(ref, outcome, dict(people), previous, statement))


#: What ROOMS["HOST"] names in the tests that take the fixture `host`.
HOST = MemoryHost()


@pytest.fixture
def host(settings: Settings) -> Iterator[MemoryHost]:
    HOST.reset()
    settings.ROOMS = {**settings.ROOMS, "HOST": "tests.fakes.host.HOST"}
    yield HOST
    HOST.reset()
