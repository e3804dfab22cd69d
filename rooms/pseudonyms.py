"""What says who somebody is, and the words that take its place when they are forgotten. Pure.

Each room has a pseudonym of its own, of chance alone: nobody can tell that one person was in two rooms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Self

#: Stands where a forgotten person wrote something.
REMOVED_TEXT = "[removed]"

#: Keys under which JSON of ours and of LiveKit names a person, and nothing else.
_NAMES = frozenset({"name", "by"})


@dataclass(frozen=True)
class Traces:
    """What a person is known by.

    Attributes:
        ref: the host's reference: the primary key of the user.
        names: whatever they were called.
        emails: theirs, also those of before that identities hold.
        identities: LiveKit's.
    """

    ref: str
    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()

    def has_identity(self, identity: object) -> bool:
        """Whether this is an identity of theirs: one that is known, or made as `rooms.identity` makes them."""
        if not isinstance(identity, str):
            return False
        rest = identity.removeprefix(f"{self.ref}-")
        is_made = rest != identity and (re.fullmatch(r"[0-9a-f]{8}", rest) is not None or "@" in rest)
        return identity in self.identities or is_made

    def are_in(self, value: Any) -> bool:
        """Whether JSON names this person."""
        if isinstance(value, str):
            return any(word and word in value for word in (*self.emails, *self.identities))
        if isinstance(value, list):
            return any(map(self.are_in, value))
        if not isinstance(value, dict):
            return False
        if value.get("user_ref") == self.ref or self.has_identity(value.get("identity")):
            return True
        return any(map(self.are_in, value.values()))


@dataclass(frozen=True)
class Pseudonym:
    """Who a forgotten person is in one room; none of it is anybody else's there."""

    ref: str
    name: str
    identity: str

    @classmethod
    def make(cls) -> Self:
        digits = token_hex(6)
        return cls(ref=f"forgotten-{digits}", name=f"Forgotten {digits[:4]}", identity=f"forgotten-{digits}")


class Rewriting:
    """Puts a pseudonym where the traces of a person are. Twice gives the same as once.

    In what people wrote, a name counts where it is written in full, and has two words at least: who is called Will
    must not take that word from everybody.
    """

    def __init__(self, traces: Traces, pseudonym: Pseudonym) -> None:
        self.traces, self.pseudonym = traces, pseudonym
        # Longest first: an identity has the e-mail in it.
        names = {name for name in traces.names if len(name.split()) > 1}
        parts = sorted(
            map(re.escape, filter(None, {*traces.emails, *traces.identities, *names})), key=len, reverse=True
        )
        self._identities: dict[str, str] = {}
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None

    def text(self, said: str) -> str:
        """What somebody wrote, or a title."""
        if self._pattern is None:
            return said
        return self._pattern.sub(self._stand_in, said)

    def _stand_in(self, found: re.Match[str]) -> str:
        return self.identity(found[0]) if self.traces.has_identity(found[0]) else self.pseudonym.name

    def identity(self, identity: str) -> str:
        """What takes the place of one of their identities; another one for each."""
        number = len(self._identities)
        after = f"-{number + 1}" if number else ""
        return self._identities.setdefault(identity, f"{self.pseudonym.identity}{after}")

    def json(self, value: Any) -> Any:
        """What an event, an effect or a statement holds, as JSON."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(part) for part in value]
        if not isinstance(value, dict):
            return value
        whose = self._whose(value)
        return {key: self._part(key, part, whose=whose) for key, part in value.items()}

    def _whose(self, part: Mapping[str, Any]) -> bool | None:
        """Whether an object is about them; None where it does not say."""
        if part.get("user_ref"):
            return bool(part["user_ref"] == self.traces.ref)
        if part.get("identity"):
            return self.traces.has_identity(part["identity"])
        return None

    def _part(self, key: str, part: Any, *, whose: bool | None) -> Any:
        if key == "user_ref" and part == self.traces.ref:
            return self.pseudonym.ref
        if key == "identity" and self.traces.has_identity(part):
            return self.identity(part)
        if key in _NAMES and isinstance(part, str):
            if whose is None:
                return self.pseudonym.name if part in self.traces.names else self.text(part)
            # Somebody else may have the same name.
            return self.pseudonym.name if whose and part else part
        return self.json(part)
