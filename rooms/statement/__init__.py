from rooms.statement.fold import fold
from rooms.statement.intervals import Interval
from rooms.statement.shapes import PersonTimes, Presence, RoomFacts, Rules, Side, Statement

__all__ = ["Interval", "PersonTimes", "Presence", "RoomFacts", "Rules", "Side", "Statement", "fold"]
