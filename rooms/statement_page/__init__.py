"""A statement ready for a page, in the reader's language and the site's time zone: for the admin, and for hosts.

`sheet` reads everything for one page, `figures`, `rows` and `picture` are its parts, `log` is what was said and
changed since, `words` says times and durations. The templates are in `templates/rooms/statement`.
"""

from rooms.statement_page.sheet import Sheet, own_sheet_of, sheet_of
from rooms.statement_page.words import exact_words, minutes_words, plus_minus_words

__all__ = [
    "Sheet",
    "exact_words",
    "minutes_words",
    "own_sheet_of",
    "plus_minus_words",
    "sheet_of",
]
