"""Recordings: asking, starting, ending, what became of them, who may watch them, and when they are gone.

`starting` and `stopping` are what people and rules decide, `egress` asks LiveKit, `events` and `comparing` take over
what it says, `watching` is what the clock does, `checking` looks into the storage; `status` holds the arrows.
See docs/rules.md, "The recording".

`storage` is where the files are, `probing` looks into them; `access` says who may watch, `links` and `playing` let
them; `retention` says until when, `purging` deletes, `auditing` finds what does not belong together.
"""

from rooms.recordings import checking, egress, purging  # noqa: F401  (their effects)
from rooms.recordings.automatic import consider
from rooms.recordings.events import apply

__all__ = ["apply", "consider"]
