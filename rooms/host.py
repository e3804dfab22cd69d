"""What a host says about its bookings and sessions: the one class that it subclasses.

`ROOMS["HOST"]` names the subclass. The methods answer questions, for many subjects at a time where lists are
shown; only `record_outcome` acts. Every default denies. None of them is called inside a transaction that
decides something about a room, except `record_outcome`, which runs in a transaction of its own.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.utils.module_loading import import_string

from rooms.conf import conf
from rooms.exceptions import Misconfigured

if TYPE_CHECKING:
    from rooms.statement import Statement

Kind = Literal["booking", "session"]
RoomTypeName = Literal["individual", "group", "webinar", "broadcast"]

#: `joinable`: confirmed or in progress. `not_confirmed`: not yet. `cancelled`: will not happen.
#: `finished`: the host itself called it completed or missed; who is inside stays, and may come back, until closing.
State = Literal["joinable", "not_confirmed", "cancelled", "finished"]

#: What one person is to one subject. `cancelled_client` had a booking here that was cancelled;
#: `unconfirmed_client` has one that is not confirmed yet.
Standing = Literal["practitioner", "client", "cancelled_client", "unconfirmed_client", "none"]

WaitingRoom = Literal["off", "until_host", "admit"]


@dataclass(frozen=True)
class Person:
    """Somebody the host knows.

    Attributes:
        ref: primary key of the user, as a string.
        name: shown to everyone in the room; never taken from a request.
        email: used in the identity of individual rooms only.
    """

    ref: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class Subject:
    """What a booking or session means for its room, as the host sees it at this moment.

    Attributes:
        kind, ref: the subject itself.
        state: whether people may enter, if the clock allows it.
        room_type: individual, group, webinar or broadcast.
        title: shown on the pages.
        starts_at, ends_at: aware datetimes. No start: a draft, nobody may enter. A start without an end counts
            as 60 minutes.
        practitioners: everyone who leads it; they enter as host.
        capacity: how many may be inside; None takes the template's.
        recording: whether it may be recorded; None takes the template's.
        recording_consent: `ask` everyone, `inform` before they enter, or `off`; None takes the template's.
        recording_days: how long recordings are kept; None takes the template's.
        streaming: whether it may be streamed live; None takes the template's.
        consent_text: what people are told first when they are asked, in the host's own words; ours follow. It should
            name nobody: it is kept with every answer.
        waiting_room: `off`, `until_host` or `admit`; None takes the template's.
        dial_in: whether people may call in by phone, where `LIVEKIT_SIP_ENABLED`; None is no.
    """

    kind: Kind
    ref: str
    state: State
    room_type: RoomTypeName
    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    practitioners: tuple[Person, ...] = ()
    capacity: int | None = None
    recording: bool | None = None
    recording_consent: Literal["ask", "inform", "off"] | None = None
    recording_days: int | None = None
    streaming: bool | None = None
    consent_text: str = ""
    waiting_room: WaitingRoom | None = None
    dial_in: bool | None = None


@dataclass(frozen=True)
class Meeting:
    """A subject and somebody who comes to it, as the host sees both at one moment.

    Attributes:
        person: name and e-mail of the user.
        return_url: where they go after the call; None: `Host.return_url` is asked.
    """

    subject: Subject
    standing: Standing
    person: Person
    return_url: str | None = None


class Host:
    """Subclass this, and name the subclass in `ROOMS["HOST"]`."""

    def resolve(self, kind: Kind, ref: str) -> tuple[Kind, str]:
        """The subject that has the room.

        A booking that is for a session answers `("session", id of the session)`; everything else itself.
        Unknown references are answered unchanged.
        """
        return kind, ref

    def describe(self, kind: Kind, refs: Collection[str]) -> Mapping[str, Subject]:
        """The subjects of these references; unknown (or malformed) references are left out.

        A constant number of queries, however many references.
        """
        return {}

    def standing(self, kind: Kind, ref: str, user: Any) -> Standing:
        """What this logged-in user is to this (resolved) subject."""
        return "none"

    def meet(self, kind: Kind, ref: str, user: Any) -> Meeting | None:
        """`describe`, `standing`, `people` and `return_url` in one question, for a (resolved) subject and a logged-in
        user. Asked at each look and each join. The default asks each of them; one that reads a row once is quicker.

        Returns:
            None: there is no such subject.
        """
        subject = self.describe(kind, [ref]).get(ref)
        if subject is None:
            return None
        person = self.people([str(user.pk)]).get(str(user.pk)) or person_by_user_model(user)
        return Meeting(subject, self.standing(kind, ref, user), person)

    def resolve_many(self, kind: Kind, refs: Collection[str]) -> Mapping[str, tuple[Kind, str]]:
        """`resolve` for several references of one kind: a page that lists many of them listens to all at once.

        The default asks for each; answer in a constant number of queries where such pages are long.
        """
        return {ref: self.resolve(kind, ref) for ref in refs}

    def standings(self, kind: Kind, refs: Collection[str], user: Any) -> Mapping[str, Standing]:
        """`standing` for several (resolved) subjects of one kind; else as `resolve_many`."""
        return {ref: self.standing(kind, ref, user) for ref in refs}

    def clients(self, kind: Kind, ref: str) -> list[Person]:
        """Everyone who has a booking on this subject that was not cancelled: who is expected."""
        return []

    def people(self, refs: Collection[str]) -> Mapping[str, Person]:
        """Names and e-mail addresses of users, by primary key; unknown ones are left out."""
        return {}

    def subjects_between(self, since: datetime, until: datetime) -> Iterable[tuple[Kind, str]]:
        """(Resolved) subjects that need a room and whose time overlaps `[since, until)`; for `rooms_sync`."""
        return ()

    def subjects_of(self, user: Any) -> Collection[tuple[Kind, str]] | None:
        """(Resolved) subjects that this logged-in user leads or has a booking on: where a list of all their recordings
        looks. `standings` is asked about them all the same: too many do no harm, but what is missing is not listed.

        Returns:
            None: not known. Then the recordings of the whole site are gone through, some thousands with each page.
        """
        return None

    def return_url(self, kind: Kind, ref: str, user: Any) -> str:
        """Where a person goes after the call."""
        return conf.home_url

    def record_outcome(
        self,
        kind: Kind,
        ref: str,
        outcome: str,
        statement: "Statement",
        people: Mapping[str, bool],
        previous: str | None,
    ) -> None:
        """Write the end of a session into the host's own tables.

        Called exactly once for each outcome, and once more where another client turned out to have attended, too; in
        one transaction with the mark that it was called: do database work here and nothing else (mails belong to the
        `session_ended` signal).

        Args:
            outcome: `completed`, `no_show_client`, `no_show_practitioner` or `no_show_both`.
            statement: who was there, for how long, and who decided otherwise and why.
            people: for every booked client (primary key as string): whether they attended. Whoever is not named is as
                was told before: in a room in which somebody was forgotten, who is missing may be the one.
            previous: the outcome that was told before, where better evidence or staff changed it; the same one where
                only `people` changed.
        """


def person_by_user_model(user: Any) -> Person:
    """Name and e-mail as Django's user model has them, where the host is silent."""
    ref = str(user.pk)
    full_name = getattr(user, "get_full_name", str)
    return Person(ref, str(full_name()) or ref, str(getattr(user, user.get_email_field_name(), "") or ""))


def get_host() -> Host:
    """The host named in the settings.

    Raises:
        Misconfigured: there is none, or it is not a `Host`.
    """
    if not conf.host:
        raise Misconfigured('ROOMS["HOST"] is not set.')
    found = import_string(conf.host)
    host: object = found() if isinstance(found, type) else found
    if not isinstance(host, Host):
        raise Misconfigured('ROOMS["HOST"] is not a subclass of rooms.host.Host.')
    return host
