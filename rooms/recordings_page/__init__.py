"""Recordings ready for a page, in the reader's language and the site's time zone.

`lines` is one line of the list, `sheet` all that is shown of one recording, `agreed` what its people answered, `words`
says times, sizes and dates. The templates are in `templates/rooms/recordings`.
"""

from rooms.recordings_page.lines import Badge, Line, line_of
from rooms.recordings_page.sheet import Sheet, sheet_of

__all__ = ["Badge", "Line", "Sheet", "line_of", "sheet_of"]
