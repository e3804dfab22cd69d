"""Where the drill plays: a room of the product for every planned one, and an account for every person."""

from dataclasses import dataclass

from drill.plan import Plan, PlannedRoom
from drill.truth import room_of
from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.desk import Desk


@dataclass(frozen=True)
class Stage:
    """Attributes:
    subjects: what is booked, by the planned room's name.
    accounts: by person.
    """

    api: Api
    subjects: dict[str, Subject]
    accounts: dict[str, Account]

    def subject_of(self, person: str) -> Subject:
        return self.subjects[room_of(person)]

    def let_in(self, person: str) -> tuple[str, str]:
        """LiveKit's address and a token, from our own API, as a page gets them.

        Raises:
            tests.e2e.api.Refused: an answer that is not 200.
            OSError: nobody answers.
        """
        granted = self.api.join(self.accounts[person], self.subject_of(person))
        return granted["url"], granted["token"]

    def end(self, room: PlannedRoom) -> None:
        """The practitioner ends it. Raises as `let_in` does."""
        host = self.accounts[room.people[0]]
        found = self.api.room(host, self.subjects[room.name])
        self.api.post(host, f"/api/v1/rooms/{found['id']}/end/")


def book(plan: Plan, desk: Desk, api: Api) -> Stage:
    """Book everything; every session has begun five minutes ago."""
    subjects: dict[str, Subject] = {}
    accounts: dict[str, Account] = {}
    for room in plan.rooms:
        cast = desk.new_cast()
        clients = [cast.jonas] if room.kind == "booking" else desk.new_audience(len(room.people) - 1)
        accounts |= dict(zip(room.people, [cast.nadia, *clients], strict=True))
        subjects[room.name] = (
            desk.book(cast) if room.kind == "booking" else desk.plan(cast, room.kind, clients=clients)
        )
    for person in plan.people:
        # Checking passwords is slow on purpose: before the play begins.
        api.token_of(accounts[person])
    return Stage(api, subjects, accounts)
