"""Draws ledgers: people of three sides, each with any number of connections around one session."""

from datetime import timedelta

from hypothesis import strategies as st

from rooms.statement import Presence, RoomFacts, Rules, Side
from tests.fakes.scene import START, minute

RULES = Rules(min_together=timedelta(seconds=60), grace=timedelta(minutes=15))

#: People never change sides.
SIDES: dict[str, Side] = {
    "nadia": "practitioner",
    "priya": "practitioner",
    "jonas": "client",
    "mara": "client",
    "guest": "other",
    "phone": "other",
}

#: Whole seconds from a quarter of an hour before the start to an hour after it.
SECONDS = st.integers(-900, 3600)

KNOWN_BY = ["webhook", "reconcile", "room_end", "estimate"]
#: ± seconds.
PRECISIONS = st.sampled_from([0.0, 0.5, 3.0, 7.5, 60.0])

#: When everything is over.
LATER = minute(100)


@st.composite
def presences(draw: st.DrawFn, *, still_inside: bool = True) -> Presence:
    who = draw(st.sampled_from(sorted(SIDES)))
    begin, end = sorted((draw(SECONDS), draw(SECONDS)))
    is_inside = still_inside and draw(st.booleans())
    return Presence(
        who,
        SIDES[who],
        START + timedelta(seconds=begin),
        None if is_inside else START + timedelta(seconds=end),
        joined_known_by=draw(st.sampled_from(["webhook", "reconcile", "estimate"])),
        left_known_by="" if is_inside else draw(st.sampled_from(KNOWN_BY)),
        joined_precision=draw(PRECISIONS),
        left_precision=0 if is_inside else draw(PRECISIONS),
        medium=draw(st.sampled_from(["video", "phone"])),
    )


LEDGERS = st.lists(presences(), max_size=9)

ROOMS = st.builds(
    RoomFacts,
    room_id=st.just("a-room"),
    kind=st.sampled_from(["booking", "session"]),
    ref=st.just("1"),
    scheduled_start=st.sampled_from([START, None]),
    scheduled_end=st.sampled_from([minute(60), None]),
    started_at=st.sampled_from([START, None]),
    ended_at=st.sampled_from([LATER, minute(5), None]),
    end_reason=st.sampled_from(["", "empty", "schedule", "host", "cancelled", "moved", "operator"]),
)
