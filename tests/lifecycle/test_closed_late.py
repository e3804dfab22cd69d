"""A room that was due while nobody could close it: its people were inside until somebody did."""

import pytest

from rooms import lifecycle
from rooms.models import EndReason, KnownBy, Visit
from tests.fakes.scene import Scene, minute

#: The last possible moment of an hour's session, and half an hour in which nothing closed it.
DUE, WRITTEN = 180, 210


@pytest.fixture
def inside(scene: Scene) -> Scene:
    scene.comes("nadia", 0)
    scene.comes("jonas", 0)
    return scene


def close_late(scene: Scene) -> None:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.end_room(room, EndReason.SCHEDULE, ended_at=minute(DUE), at=minute(WRITTEN))


def visit_of(scene: Scene, sid: str) -> Visit:
    return scene.room.visits.get(livekit_sid=sid)


def test_the_end_is_the_due_time_and_the_writing_stands_beside_it(inside: Scene) -> None:
    close_late(inside)
    room = inside.room
    assert (room.ended_at, room.closed_at, room.closed_since) == (
        minute(DUE),
        minute(WRITTEN),
        minute(WRITTEN),
    )


def test_a_room_of_before_that_was_written_down_was_closed_when_it_ended(inside: Scene) -> None:
    close_late(inside)
    room = inside.room
    room.closed_at = None
    assert room.closed_since == minute(DUE)


def test_an_open_room_is_not_closed(inside: Scene) -> None:
    assert inside.room.closed_since is None


def test_whoever_may_have_stayed_left_at_the_due_time_give_or_take_the_delay(inside: Scene) -> None:
    close_late(inside)
    for visit in inside.room.visits.all():
        assert (visit.left_at, visit.left_known_by) == (minute(DUE), KnownBy.ROOM_END)
        assert visit.left_precision >= (WRITTEN - DUE) * 60


def test_whoever_was_listed_after_the_due_time_stayed_until_it_was_closed(inside: Scene) -> None:
    people = [inside.connection(who, minute(0), sid=sid_of(inside, who)) for who in ("nadia", "jonas")]
    inside.lists(DUE + 20, *people)
    close_late(inside)
    for visit in inside.room.visits.all():
        assert visit.left_at == minute(WRITTEN)
        assert 10 * 60 <= visit.left_precision <= 11 * 60, "since the listing, and the silence of a dead line"


def test_a_listing_that_overtook_the_end_proves_who_was_there(inside: Scene) -> None:
    """Nadia's click took its moment, and waited for the lock until the listing was compared."""
    people = [inside.connection(who, minute(0), sid=sid_of(inside, who)) for who in ("nadia", "jonas")]
    inside.lists(30.02, *people)
    inside.ends(EndReason.HOST, 30)
    for visit in inside.room.visits.all():
        assert (visit.left_at, visit.left_known_by) == (minute(30), KnownBy.ROOM_END)
        assert visit.left_precision <= 24, "the silence of a dead line, and a moment"


def test_whoever_came_after_the_due_time_and_before_the_closing_is_in_the_ledger(inside: Scene) -> None:
    close_late(inside)
    late = inside.comes("jonas", DUE + 5, told=WRITTEN + 1)
    inside.goes(late, DUE + 12, told=WRITTEN + 2)
    visit = visit_of(inside, late.sid)
    assert (visit.joined_at, visit.left_at) == (minute(DUE + 5), minute(DUE + 12))


def test_a_leave_alone_of_such_a_visit_tells_its_beginning_too(inside: Scene) -> None:
    close_late(inside)
    late = inside.connection("jonas", minute(DUE + 5))
    inside.goes(late, DUE + 12, told=WRITTEN + 2)
    visit = visit_of(inside, late.sid)
    assert (visit.joined_at, visit.left_at) == (minute(DUE + 5), minute(DUE + 12))


def test_whoever_came_after_the_due_time_and_never_left_left_at_the_closing(inside: Scene) -> None:
    close_late(inside)
    late = inside.comes("jonas", DUE + 5, told=WRITTEN + 1)
    visit = visit_of(inside, late.sid)
    assert visit.left_at == minute(WRITTEN)
    assert visit.left_precision >= (WRITTEN - DUE - 5) * 60


def test_whoever_came_after_the_closing_is_a_stranger_to_the_ledger(inside: Scene) -> None:
    close_late(inside)
    late = inside.comes("jonas", WRITTEN + 1)
    inside.goes(late, WRITTEN + 2)
    assert not inside.room.visits.filter(livekit_sid=late.sid).exists()


def test_a_pass_that_began_before_the_closing_was_written_says_nothing_of_it(inside: Scene) -> None:
    close_late(inside)
    lifecycle.note_reconcile(asked_at=minute(DUE + 1))
    assert inside.room.reconciles_after_end == 0
    lifecycle.note_reconcile(asked_at=minute(WRITTEN + 1))
    assert inside.room.reconciles_after_end == 1


def test_nothing_is_open_after_a_late_closing(inside: Scene) -> None:
    inside.comes("mara", DUE + 3)
    close_late(inside)
    assert not inside.room.visits.filter(left_at__isnull=True).exists()


def sid_of(scene: Scene, who: str) -> str:
    return scene.room.visits.get(participant=scene.person(who)).livekit_sid
