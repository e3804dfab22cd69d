"""What a page asks to watch, and whether this person may: whoever may see a room's details may watch it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from rooms.exceptions import RoomsError
from rooms.host import Host, Kind, Standing, get_host
from rooms.live.reading import Place, State, read_states
from rooms.models import Room

#: Of one stream: a long day has a third of it.
MOST_WATCHES = 100

#: As long as a room keeps them.
LONGEST_REF = 64


@dataclass(frozen=True)
class Watch:
    """A booking, a session or one room, as the page named it; its answers carry the same name."""

    kind: Literal["booking", "session", "room"]
    ref: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True)
class Grant:
    """Somebody may watch this.

    Attributes:
        place: what has the room: a booking that is for a session is the session's.
        with_names: a practitioner's; everybody else gets numbers.
    """

    place: Place
    with_names: bool


@dataclass(frozen=True)
class Opening:
    """All that one person asked for, at one moment.

    Attributes:
        grants: what they may watch, in the order in which they asked.
        denied: the code of the reason against it.
        states: of each place that is granted.
    """

    grants: Mapping[Watch, Grant]
    denied: Mapping[Watch, str]
    states: Mapping[Place, State]


def parse_watches(rooms: Iterable[str], subjects: Iterable[str]) -> list[Watch]:
    """What stands in an address: ids of rooms, and subjects as `booking:12`.

    Raises:
        RoomsError: `invalid`: nothing or too much is asked for, or something is not written like that.
    """
    found = [Watch("room", _room_id(text)) for text in rooms]
    for text in subjects:
        kind, colon, ref = text.partition(":")
        if not colon or kind not in ("booking", "session") or not 0 < len(ref) <= LONGEST_REF or "\0" in ref:
            raise RoomsError("invalid")
        found.append(Watch(cast(Kind, kind), ref))
    if not 0 < len(found) <= MOST_WATCHES:
        raise RoomsError("invalid")
    return list(dict.fromkeys(found))


def watch(watches: Iterable[Watch], user: Any) -> Opening:
    """What this person may watch of it, and how it stands; a constant number of queries."""
    wanted = list(watches)
    host = get_host()
    subjects = _subjects_of(wanted, host)
    standings = _standings_of(set(subjects.values()), user, host)
    grants: dict[Watch, Grant] = {}
    denied: dict[Watch, str] = {}
    for found in wanted:
        subject = subjects.get(found)
        standing = standings.get(subject) if subject is not None else None
        if subject is None or standing is None:
            denied[found] = "not_found"
        elif standing == "none":
            denied[found] = "not_a_participant"
        else:
            place = Place("room", found.ref) if found.kind == "room" else Place(*subject)
            grants[found] = Grant(place, standing == "practitioner")
    places: dict[Place, bool] = {}
    for grant in grants.values():
        places[grant.place] = places.get(grant.place, False) or grant.with_names
    return Opening(grants, denied, read_states(places))


def _room_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise RoomsError("invalid") from error


Subject = tuple[Kind, str]


def _subjects_of(watches: Iterable[Watch], host: Host) -> dict[Watch, Subject]:
    """The (resolved) subject of each; a room that there is not has none."""
    refs: dict[Kind, list[str]] = defaultdict(list)
    rooms: list[str] = []
    for found in watches:
        if found.kind == "room":
            rooms.append(found.ref)
        else:
            refs[found.kind].append(found.ref)
    subjects: dict[Watch, Subject] = {}
    for kind, asked in refs.items():
        for ref, subject in host.resolve_many(kind, asked).items():
            subjects[Watch(kind, ref)] = subject
    if rooms:
        facts = Room.objects.filter(pk__in=rooms).values_list("pk", "subject_kind", "subject_ref")
        subjects |= {Watch("room", str(pk)): (cast(Kind, kind), ref) for pk, kind, ref in facts}
    return subjects


def _standings_of(subjects: Iterable[Subject], user: Any, host: Host) -> dict[Subject, Standing]:
    """What the person is to each subject that the host knows."""
    refs: dict[Kind, list[str]] = defaultdict(list)
    for kind, ref in sorted(subjects):
        refs[kind].append(ref)
    standings: dict[Subject, Standing] = {}
    for kind, asked in refs.items():
        known = host.describe(kind, asked)
        for ref, standing in host.standings(kind, list(known), user).items():
            standings[kind, ref] = standing
    return standings
