"""Who is inside, told to pages that are not in the call, as it changes.

`watching` says who may know what, `reading` reads it, `looker` looks once a second for a whole process, `streaming` is
what one listener gets. Nothing here writes.
"""

from rooms.live.limits import has_too_many, process_is_full
from rooms.live.reading import PersonInside, read_people
from rooms.live.rendering import render_denied, render_watched
from rooms.live.streaming import stream
from rooms.live.watching import MOST_WATCHES, Opening, Watch, parse_watches, watch

__all__ = [
    "MOST_WATCHES",
    "Opening",
    "PersonInside",
    "Watch",
    "has_too_many",
    "parse_watches",
    "process_is_full",
    "read_people",
    "render_denied",
    "render_watched",
    "stream",
    "watch",
]
