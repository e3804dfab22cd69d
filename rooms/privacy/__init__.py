"""What is known of a person, given out and forgotten.

`finding` says where they are in our tables, `exporting` gives it out, `forgetting` has each owner of a table take out
what says who they were.
"""

from rooms.privacy.exporting import export
from rooms.privacy.finding import Known, find
from rooms.privacy.forgetting import Forgotten, TooEarly, forget

__all__ = ["Forgotten", "Known", "TooEarly", "export", "find", "forget"]
