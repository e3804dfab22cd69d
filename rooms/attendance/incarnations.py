"""What is known of LiveKit's rooms behind one room of ours. Pure; kept as JSON in `Room.incarnations`.

LiveKit has a room of one name at most once at a time, and calls each life of it by another SID: after its server died
(without Redis), or after it closed a room that everybody had left. Like evidence of a visit, this is only added to, so
the order in which it comes does not matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rooms.attendance.evidence import End
from rooms.models.choices import KnownBy
from rooms.partly_known import least_known, most_known

#: LiveKit's moments are partly whole seconds: what lies this near is one moment.
SAME_MOMENT = timedelta(seconds=1)

#: How long before a listing somebody must have come for their absence from it to mean that they left.
LISTING_SLACK = timedelta(seconds=2)


@dataclass(frozen=True)
class Restart:
    """It began again under the same SID, because LiveKit, with Redis, had died: whoever came before is out.

    Attributes:
        at: by then, and at most a second earlier.
        down_at: LiveKit was found dead before.
        listed_at: who was inside was last compared with the ledger then, before.
    """

    at: datetime
    down_at: datetime | None = None
    listed_at: datetime | None = None


@dataclass(frozen=True)
class Incarnation:
    """One life of LiveKit's room.

    Attributes:
        made_at: its beginning.
        seen_at: it lived then.
        restarts: when it began again; LiveKit may die several times in one session.
        down_at: LiveKit was found dead before it began.
        others_listed_at: who was inside before it began was last compared with the ledger then.
        finished_at: LiveKit closed it; ± `finished_precision` seconds.
        listed_at: its people were last compared with the ledger then, before it was closed.
    """

    made_at: datetime | None = None
    seen_at: datetime | None = None
    restarts: frozenset[Restart] = frozenset()
    down_at: datetime | None = None
    others_listed_at: datetime | None = None
    finished_at: datetime | None = None
    finished_precision: float = 0
    listed_at: datetime | None = None

    def __or__(self, other: "Incarnation") -> "Incarnation":
        finish = min(
            (part for part in (self, other) if part.finished_at is not None),
            key=lambda part: (part.finished_at, part.finished_precision),
            default=self,
        )
        return Incarnation(
            made_at=least_known(self.made_at, other.made_at),
            seen_at=most_known(self.seen_at, other.seen_at),
            restarts=self.restarts | other.restarts,
            down_at=most_known(self.down_at, other.down_at),
            others_listed_at=most_known(self.others_listed_at, other.others_listed_at),
            finished_at=finish.finished_at,
            finished_precision=finish.finished_precision,
            listed_at=most_known(self.listed_at, other.listed_at),
        )

    @property
    def began_at(self) -> datetime | None:
        return self.made_at or self.seen_at

    @property
    def restarted_at(self) -> datetime | None:
        """The last time."""
        return max((restart.at for restart in self.restarts), default=None)


@dataclass(frozen=True)
class Absence:
    """LiveKit did not have the room at all.

    Attributes:
        at: by then.
        since: when it was last listed, and compared with the ledger.
        down_at: in between LiveKit was found dead; without that, we may have missed that it closed the room.
    """

    at: datetime
    since: datetime | None = None
    down_at: datetime | None = None


@dataclass(frozen=True)
class Lives:
    """All of one room's."""

    of: Mapping[str, Incarnation] = field(default_factory=dict)
    absences: frozenset[Absence] = frozenset()

    def noting(self, sid: str, facts: Incarnation) -> "Lives":
        """With these facts added."""
        if not sid:
            return self
        return Lives({**self.of, sid: self.of.get(sid, Incarnation()) | facts}, self.absences)

    def without_room(self, absence: Absence) -> "Lives":
        """With the fact added that LiveKit did not have the room."""
        return Lives(self.of, self.absences | {absence})

    def get(self, sid: str) -> Incarnation:
        return self.of.get(sid, Incarnation())

    def running(self, otherwise: str) -> str:
        """SID of the one that lives by all that is known, or "".

        Args:
            otherwise: what holds where nothing is known at all.
        """
        if not self.of and not self.absences:
            return otherwise
        alive = [
            (life.began_at, sid)
            for sid, life in self.of.items()
            if life.began_at is not None and life.finished_at is None and not self._is_gone(life)
        ]
        newest = max(alive, default=None)
        if newest is None or any(
            life.began_at is not None and life.began_at > newest[0] for life in self.of.values()
        ):
            return ""  # what came after it has ended, so it has, too
        return newest[1]

    def ends_of(self, sid: str, joined_at: datetime) -> Iterator[End]:
        """What ended a connection to this incarnation, as far as the room's lives tell."""
        life = self.get(sid)
        if life.finished_at is not None:
            yield End(
                life.finished_at,
                KnownBy.ROOM_END,
                life.listed_at,
                is_final=True,
                precision=life.finished_precision,
            )
        for restart in life.restarts:
            if joined_at < restart.at - SAME_MOMENT:
                yield from _death(restart)
        for other, its in self.of.items():
            if sid and other != sid and its.made_at is not None and its.made_at > joined_at:
                yield from _death(Restart(its.made_at, its.down_at, its.others_listed_at))
        for absence in self.absences:
            if joined_at >= absence.at - LISTING_SLACK:
                continue
            if absence.down_at is None:
                yield End(absence.at, KnownBy.RECONCILE, absence.since)
            else:
                yield End(absence.at, KnownBy.ESTIMATE, absence.since)
                yield End(absence.down_at, KnownBy.ESTIMATE, absence.since)

    def _is_gone(self, life: Incarnation) -> bool:
        seen = most_known(life.seen_at, life.restarted_at)
        began_at = life.began_at
        return any(
            began_at is not None
            and began_at < absence.at - LISTING_SLACK
            and (seen is None or seen < absence.at)
            for absence in self.absences
        )


def _death(before: Restart) -> Iterator[End]:
    """The server died before this: by the time that it was found dead, at the latest when it lived again.

    That it was found dead says nothing of a connection that is known to have lasted longer: it was another time.
    """
    yield End(before.at, KnownBy.ESTIMATE, before.listed_at)
    if before.down_at is not None and before.down_at < before.at:
        yield End(before.down_at, KnownBy.ESTIMATE, before.listed_at)


# --- As JSON
_MOMENTS = ("made_at", "seen_at", "down_at", "others_listed_at", "finished_at", "listed_at")


def to_json(lives: Lives) -> dict[str, Any]:
    """For the column."""
    return {
        "of": {sid: _life_to_json(life) for sid, life in lives.of.items()},
        "absences": [
            _moments_to_json(absence.at, absence.since, absence.down_at)
            for absence in sorted(lives.absences, key=lambda absence: absence.at)
        ],
    }


def from_json(found: Mapping[str, Any]) -> Lives:
    """The other way round."""
    return Lives(
        {sid: _life_from_json(life) for sid, life in found.get("of", {}).items()},
        frozenset(Absence(*_moments_from_json(moments)) for moments in found.get("absences", ())),
    )


def _life_to_json(life: Incarnation) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: moment.isoformat() for name in _MOMENTS if (moment := getattr(life, name)) is not None
    }
    if life.restarts:
        told["restarts"] = [
            _moments_to_json(restart.at, restart.down_at, restart.listed_at)
            for restart in sorted(life.restarts, key=lambda restart: restart.at)
        ]
    return told | ({"finished_precision": life.finished_precision} if life.finished_precision else {})


def _life_from_json(found: Mapping[str, Any]) -> Incarnation:
    restarts = list(found.get("restarts", ()))
    if "restarted_at" in found:
        # An earlier release kept the last one alone, and what was known around it as of the beginning.
        restarts.append([found["restarted_at"], found.get("down_at"), found.get("others_listed_at")])
    return Incarnation(
        **{name: datetime.fromisoformat(found[name]) for name in _MOMENTS if name in found},
        restarts=frozenset(Restart(*_moments_from_json(moments)) for moments in restarts),
        finished_precision=found.get("finished_precision", 0),
    )


def _moments_to_json(*moments: datetime | None) -> list[str | None]:
    return [None if moment is None else moment.isoformat() for moment in moments]


def _moments_from_json(moments: Iterable[str | None]) -> Iterator[Any]:
    return (moment and datetime.fromisoformat(moment) for moment in moments)
