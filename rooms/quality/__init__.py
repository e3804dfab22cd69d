"""How good each connection was, by its own page, and why a call was bad.

`shapes` says what is measured and kept, `grading` and `merging` are the arithmetic, `storage` the JSON, `recording`
the one way in, `reasons` and `words` what people are told.
"""

from rooms.quality.reading import lines_of, reasons_for
from rooms.quality.reasons import CODES, ENDINGS, Line, Reason, explain
from rooms.quality.recording import record_quality
from rooms.quality.shapes import EVENTS, GRADES, WORDS, Event, Report, Sample
from rooms.quality.storage import shown
from rooms.quality.words import level_words, render_reason

__all__ = [
    "CODES",
    "ENDINGS",
    "EVENTS",
    "GRADES",
    "WORDS",
    "Event",
    "Line",
    "Reason",
    "Report",
    "Sample",
    "explain",
    "level_words",
    "lines_of",
    "reasons_for",
    "record_quality",
    "render_reason",
    "shown",
]
