"""Evidence and decisions about one statement that was given out, from several processes at once."""

from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Session
from rooms import effects, lifecycle
from rooms.attendance import Connection
from rooms.models import Effect, EndReason, KnownBy, Room
from rooms.statement.ledger import fold_ledger, latest_version
from rooms.statement.storage import from_json
from tests.calls import ask
from tests.concurrency.truth import open_room_of
from tests.joining.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

GUESTS = 5


@pytest.fixture
def over(workshop: Session, practitioner: User) -> Room:
    """Ended a minute ago; LiveKit has told of nobody yet."""
    now = timezone.now()
    ask(workshop, practitioner)
    room = open_room_of(workshop)
    with lifecycle.locked_room(pk=room.pk) as locked:
        ended_at = now - timedelta(minutes=1)
        lifecycle.end_room(locked, EndReason.SCHEDULE, ended_at=ended_at, at=ended_at)
        locked.reconciles_after_end = 2
        locked.save(update_fields=["reconciles_after_end"])
        locked.save()
    return room


def finalise(room: Room) -> bool:
    with lifecycle.locked_room(pk=room.pk) as locked:
        return lifecycle.finalise(locked, at=timezone.now())


def hear_of_a_guest(room: Room, number: int) -> None:
    now = timezone.now()
    assert room.scheduled_start is not None
    connection = Connection(
        f"PA_late_{number}", f"guest_{number}", "RM_1", room.scheduled_start + timedelta(minutes=2)
    )
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.person_joined(locked, connection, known_by=KnownBy.WEBHOOK, at=now)


def decide(room: Room, outcome: str) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.override_outcome(
            locked, outcome, reason=f"It was {outcome}.", by=None, by_name="Ruth Keller", at=timezone.now()
        )


def take_in(_room: Room) -> None:
    """A worker, after the seconds for which late evidence is gathered."""
    keys = Effect.objects.filter(kind="take_in_evidence", done_at=None).values_list("key", flat=True)
    effects.run_now(list(keys), at=timezone.now() + lifecycle.GATHERED_FOR)


def test_it_becomes_final_once(over: Room) -> None:
    assert sorted(map(bool, at_once(*[partial(finalise, over)] * 4))) == [False, False, False, True]
    assert over.statement_versions.count() == 1
    assert Effect.objects.filter(key__startswith="signal:session_ended:").count() == 1


def test_each_correction_is_the_next_version_of_the_one_before(over: Room) -> None:
    finalise(over)

    results = at_once(
        *(partial(hear_of_a_guest, over, number) for number in range(GUESTS)),
        *(partial(hear_of_a_guest, over, number) for number in range(GUESTS)),  # told twice
        partial(take_in, over),
        partial(decide, over, "completed"),
        partial(decide, over, "no_show_client"),
        partial(take_in, over),
    )

    assert results == [None] * len(results)
    take_in(over)
    versions = [from_json(row.statement) for row in over.statement_versions.order_by("number")]
    assert [version.version for version in versions] == list(range(1, 1 + len(versions)))
    assert 1 + 2 < len(versions) <= 1 + 2 + GUESTS
    corrections = Effect.objects.filter(key__startswith="signal:statement_corrected:").order_by("pk")
    told = [
        (from_json(row.payload["facts"]["old"]), from_json(row.payload["facts"]["new"]))
        for row in corrections
    ]
    by_number = sorted(told, key=lambda pair: pair[1].version)
    assert by_number == list(pairwise(versions)), "no step is left out, and none told twice"


def test_what_was_given_out_last_is_what_the_ledger_says_and_staff_decided(over: Room) -> None:
    finalise(over)
    at_once(
        partial(decide, over, "completed"),
        *(partial(hear_of_a_guest, over, number) for number in range(GUESTS)),
        partial(take_in, over),
    )
    take_in(over)
    over.refresh_from_db()
    last, ledger = latest_version(over), fold_ledger(over, at=timezone.now())
    assert last is not None
    assert last.people == ledger.people
    assert (last.ledger_outcome, last.outcome, over.outcome) == (ledger.outcome, "completed", "completed")
