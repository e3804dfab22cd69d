from rooms.joining.enter import Entry, enter
from rooms.joining.outlook import Outlook, look, role_in

__all__ = ["Entry", "Outlook", "enter", "look", "role_in"]
