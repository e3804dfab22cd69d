"""What changed in Estuary, sent on commit; never for a change that was rolled back.

| signal | arguments |
|---|---|
| `booking_changed` | `booking_id` |
| `session_changed` | `session_id`: the session, and with it the bookings on it |
"""

from django.dispatch import Signal

booking_changed = Signal()
session_changed = Signal()
