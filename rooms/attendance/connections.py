from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Connection:
    """One LiveKit participant, as an event or a listing names it.

    Attributes:
        sid: the participant's SID; one for each connection.
        kind: LiveKit's kind, such as STANDARD or SIP.
        joined_at: start of the join.
        is_told: LiveKit told that moment; otherwise they were inside by then, since when is not known.
        precision: ± seconds of that moment.
    """

    sid: str
    identity: str
    room_sid: str
    joined_at: datetime
    name: str = ""
    kind: str = "STANDARD"
    is_told: bool = True
    precision: float = 0
