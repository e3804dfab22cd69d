"""What is wrong with this installation, and why somebody may not come in. One file a check; nothing is repaired."""

from rooms.doctor.entering import Explanation, explain
from rooms.doctor.examining import CHECKS, examine
from rooms.doctor.finding import Finding

__all__ = ["CHECKS", "Explanation", "Finding", "examine", "explain"]
