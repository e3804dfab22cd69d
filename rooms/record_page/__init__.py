"""What the page that is recorded may know: who is on its room's roster, for the token that an egress has of LiveKit."""

from rooms.record_page.passes import EgressPass, check_pass
from rooms.record_page.roster import PersonToRecord, Roster, roster_for

__all__ = ["EgressPass", "PersonToRecord", "Roster", "check_pass", "roster_for"]
