"""What the product's ledger says, as its database has it: the reader runs in the product's own environment."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev import paths


@dataclass(frozen=True)
class LedgerVisit:
    """One row; moments in seconds, as in the truth.

    Attributes:
        left_at: None: open.
        joined_precision, left_precision: ± seconds, as the ledger itself states.
    """

    sid: str
    identity: str
    joined_at: float
    joined_known_by: str
    joined_precision: float | None
    left_at: float | None
    left_known_by: str
    left_precision: float | None


@dataclass(frozen=True)
class LedgerRoom:
    """Attributes:
    is_final: its statement is, so nothing more is expected.
    """

    id: str
    subject: str
    status: str
    is_final: bool


@dataclass(frozen=True)
class Ledger:
    """Attributes:
    waiting: events in the inbox that were not handled yet.
    """

    rooms: tuple[LedgerRoom, ...]
    visits: tuple[LedgerVisit, ...]
    waiting: int

    @property
    def is_settled(self) -> bool:
        """Every room is over and final, and the inbox is empty."""
        return self.waiting == 0 and all(room.status == "ended" and room.is_final for room in self.rooms)


def read_ledger(environment: Mapping[str, str]) -> Ledger:
    """Ask the database of a stack; takes the start of a Django process.

    Args:
        environment: the stack's.

    Raises:
        subprocess.CalledProcessError: the reader failed; what it said is on stderr.
    """
    said = subprocess.run(
        [paths.VENV_PYTHON, "-m", "drill.ledger_process"],
        env=dict(environment),
        cwd=Path(paths.ROOT),
        check=True,
        stdout=subprocess.PIPE,
        timeout=120,
    ).stdout
    content: dict[str, Any] = json.loads(said)
    return Ledger(
        rooms=tuple(LedgerRoom(**room) for room in content["rooms"]),
        visits=tuple(LedgerVisit(**visit) for visit in content["visits"]),
        waiting=content["waiting"],
    )
