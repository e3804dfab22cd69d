"""What happened, told to whoever listens. Sent by the worker after commit, at least once for each receiver.

Every signal carries `event_id` (the same on each repetition, so that a receiver can tell) and frozen data; the
sender is `rooms.models.Room`. A receiver that raises is logged and asked again, for a day, and for fourteen where it
is sent a statement; it never breaks the room. There is no order between signals.
Nothing in the product depends on a receiver having run.

| signal | arguments beside `event_id`, `room_id`, `kind`, `ref` |
|---|---|
| `room_created` | |
| `session_started` | `happened_at`: when the first person was inside; once for each room |
| `participant_joined` | `participant_id`, `connection` (LiveKit's SID), `user_ref`, `name`, `role`, `happened_at` |
| `participant_left` | the same, and `reason` (LiveKit's word) |
| `session_ended` | `statement`: `rooms.statement.Statement`, final, of version 1 |
| `statement_corrected` | `old`, `new`: the version before and the next, by better evidence or as staff decided |
| `no_show` | `outcome`, `statement`: the first version by which somebody did not come; once for each room |
| `recording_ready` | `recording_id`, `ended_by`, `complete`, `started_at`, `ended_at`, `duration_seconds`, `size_bytes`, `error` |
| `recording_failed` | the same; there is no file, but one that is found late is told as ready |

A recording is ready when its file was seen in the storage and can be played; its `error` is a code, or empty.
"""  # noqa: E501  a row of the table

from django.dispatch import Signal

room_created = Signal()
session_started = Signal()
participant_joined = Signal()
participant_left = Signal()
session_ended = Signal()
statement_corrected = Signal()
no_show = Signal()
recording_ready = Signal()
recording_failed = Signal()

BY_NAME = {
    "room_created": room_created,
    "session_started": session_started,
    "participant_joined": participant_joined,
    "participant_left": participant_left,
    "session_ended": session_ended,
    "statement_corrected": statement_corrected,
    "no_show": no_show,
    "recording_ready": recording_ready,
    "recording_failed": recording_failed,
}
