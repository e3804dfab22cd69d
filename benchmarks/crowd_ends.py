"""What the end of a room costs the others, with a crowd inside: under its lock, and on SQLite under everybody's.

A broadcast in a database of its own (SQLite, in a file) is ended three times over; the processor time of each, and the
number of queries:

    .venv/bin/python -m benchmarks.crowd_ends [people]
"""

import logging
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

PEOPLE = 1000
TIMES = 3


def measure(people: int) -> list[str]:
    """Lines for docs/benchmarks.md. Django is set up."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from rooms import lifecycle
    from rooms.models import EndReason

    now, found = timezone.now(), []
    for number in range(TIMES):
        name = _fill(people, number)
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            wall, processor = perf_counter(), process_time()
            with lifecycle.locked_room(name=name) as room:
                lifecycle.end_room(room, EndReason.HOST, ended_at=now, at=now)
            wall, processor = perf_counter() - wall, process_time() - processor
        found.append(
            f"{people} inside: {processor:.2f} s of processor, {wall:.2f} s in all, {len(queries)} queries"
        )
    return found


def _fill(people: int, number: int) -> str:
    """A broadcast that began an hour ago, everybody in it. Returns its name."""
    from django.utils import timezone

    from rooms.attendance.evidence import Evidence, Joined, to_json
    from rooms.models import KnownBy, Role, Room, RoomParticipant, RoomType, Status, SubjectKind, Visit

    begun = timezone.now() - timedelta(hours=1)
    room = Room.objects.create(
        name=f"broadcast-{number:012}",
        room_type=RoomType.BROADCAST,
        subject_kind=SubjectKind.SESSION,
        subject_ref=str(number),
        scheduled_start=begun,
        scheduled_end=begun + timedelta(hours=2),
        last_moment_at=begun + timedelta(hours=4),
        started_at=begun,
        status=Status.IN_USE,
        participant_count=people,
        max_participants=people,
    )
    rows = RoomParticipant.objects.bulk_create(
        RoomParticipant(
            room=room,
            identity=f"{one}-{number}",
            user_ref=str(one),
            name=f"Viewer {one}",
            role=Role.VIEWER if one else Role.HOST,
            is_client=one > 0,
            seat_until=begun + timedelta(minutes=1),
        )
        for one in range(people)
    )
    Visit.objects.bulk_create(
        Visit(
            room=room,
            participant=row,
            livekit_sid=f"PA_{number}_{one}",
            room_sid="RM_1",
            joined_at=begun + timedelta(seconds=one % 60),
            joined_known_by=KnownBy.WEBHOOK,
            evidence=to_json(
                Evidence(joined=Joined.known(begun + timedelta(seconds=one % 60), KnownBy.WEBHOOK))
            ),
            recorded_at=begun,
        )
        for one, row in enumerate(rows)
    )
    return room.name


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "estuary.settings",
            "DATABASE_PATH": str(Path(directory) / "crowd.sqlite3"),
            "SECRET_KEY": "only-for-this-benchmark-" * 3,
        }
        import django
        from django.core.management import call_command

        django.setup()
        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        print("\n".join(measure(people)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
