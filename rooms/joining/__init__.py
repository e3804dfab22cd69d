from rooms.joining.answering import give_answer
from rooms.joining.enter import Entry, enter
from rooms.joining.outlook import Outlook, look, role_in

__all__ = ["Entry", "Outlook", "enter", "give_answer", "look", "role_in"]
