from rooms.statement.fold import fold
from rooms.statement.intervals import Interval
from rooms.statement.shapes import (
    DEFAULT_LENGTH,
    Confidence,
    Expected,
    ObjectionMade,
    Override,
    PersonTimes,
    Presence,
    RoomFacts,
    Rules,
    Side,
    Statement,
    VisitTimes,
    Who,
)

__all__ = [
    "DEFAULT_LENGTH",
    "Confidence",
    "Expected",
    "Interval",
    "ObjectionMade",
    "Override",
    "PersonTimes",
    "Presence",
    "RoomFacts",
    "Rules",
    "Side",
    "Statement",
    "VisitTimes",
    "Who",
    "fold",
]
