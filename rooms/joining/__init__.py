from rooms.joining.enter import Entry, enter
from rooms.joining.outlook import Outlook, look

__all__ = ["Entry", "Outlook", "enter", "look"]
