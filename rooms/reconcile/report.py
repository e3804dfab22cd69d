from collections import Counter
from dataclasses import dataclass, field

#: What a repair is called in counters and in the report of the command.
MISSED_JOIN, MISSED_LEAVE = "missed_join", "missed_leave"
MISSED_START, MISSED_END = "missed_start", "missed_end"
ZOMBIE, SERVER_DIED = "zombie", "server_died"


@dataclass
class Report:
    """What one pass saw and did.

    Attributes:
        alive: rooms of ours that LiveKit lists.
        gone: rooms that we believed alive and LiveKit does not list.
        unanswered: names of rooms that LiveKit lists and says nothing of (their node died); the next pass tries again.
        repairs: how often what was put right.
    """

    alive: int = 0
    gone: int = 0
    unanswered: list[str] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
