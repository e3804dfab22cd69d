"""The chat of a room: the only writer of its messages.

`text` says what is stored of what somebody typed, `rights` who may read and write; `writing` stores, `reading` gives
pages, `forgetting` removes.
"""

from rooms.chat.forgetting import forget
from rooms.chat.reading import Page, page_of
from rooms.chat.rights import raise_unless_reader
from rooms.chat.text import clean
from rooms.chat.writing import Author, find_said, say

__all__ = ["Author", "Page", "clean", "find_said", "forget", "page_of", "raise_unless_reader", "say"]
