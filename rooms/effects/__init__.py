"""The outbox: everything that must still happen outside the database.

`queue` is called in the transaction that decides something; the worker runs what is due, each effect under a
lease, so that any number of workers may run at once and a crash between any two steps costs a repetition, never
an effect. There is no order between effects. Handlers belong to the owners above and register here.

`queueing` writes them, `running` does them, `keeping` empties old ones, and takes a person out of them.
"""

from rooms.effects.keeping import forget, strip_old
from rooms.effects.queueing import hasten, join_waiting, keep, make_due, queue, queue_each, rooms_with
from rooms.effects.running import LEASE, LONGEST_BACKOFF, Clock, Which, began_at, handler, run_due, run_now

__all__ = [
    "LEASE",
    "LONGEST_BACKOFF",
    "Clock",
    "Which",
    "began_at",
    "forget",
    "handler",
    "hasten",
    "join_waiting",
    "keep",
    "make_due",
    "queue",
    "queue_each",
    "rooms_with",
    "run_due",
    "run_now",
    "strip_old",
]
