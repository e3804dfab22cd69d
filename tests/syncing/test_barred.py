"""A cancelled booking on a session concerns that client alone: out now, at every return, until booked again."""

import pytest

from rooms import attendance, effects, lifecycle
from rooms.models import Effect, Role
from tests.fakes.host import JONAS, MARA, MemoryHost
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute


@pytest.fixture
def session(make_scene: MakeScene, livekit: FakeLiveKit) -> Scene:
    """A workshop with Nadia, Jonas and Mara inside."""
    session = make_scene("session")
    for name in ("nadia", "jonas", "mara"):
        listed = livekit.enters(session.room.name, session.person(name).identity, joined_at=minute(0))
        session.comes(name, 0, sid=listed.sid)
    return session


def inside(session: Scene, livekit: FakeLiveKit) -> set[str]:
    people = livekit.rooms[session.room.name].people
    return {name for name in ("nadia", "jonas", "mara") if session.person(name).identity in people}


def cancels(session: Scene, number: float) -> None:
    """Mara's booking is cancelled."""
    session.host.booked["session", session.ref] = [JONAS]
    session.sync(number)


def test_only_that_client_is_put_out(session: Scene, livekit: FakeLiveKit) -> None:
    before = session.room.revision
    cancels(session, 5)
    effects.run_due(at=minute(5))
    assert inside(session, livekit) == {"nadia", "jonas"}
    assert session.room.status == "in_use"
    assert session.room.revision > before


def test_and_at_every_return(session: Scene, livekit: FakeLiveKit) -> None:
    cancels(session, 5)
    effects.run_due(at=minute(5))
    for number in (6, 7):
        listed = livekit.enters(session.room.name, session.person("mara").identity)
        session.comes("mara", number, sid=listed.sid)
        effects.run_due(at=minute(number))
        assert inside(session, livekit) == {"nadia", "jonas"}


def test_until_it_is_booked_again(session: Scene, livekit: FakeLiveKit) -> None:
    cancels(session, 5)
    effects.run_due(at=minute(5))
    session.host.booked["session", session.ref] = [JONAS, MARA]
    session.sync(6)
    listed = livekit.enters(session.room.name, session.person("mara").identity)
    session.comes("mara", 7, sid=listed.sid)
    effects.run_due(at=minute(7))
    assert inside(session, livekit) == {"nadia", "jonas", "mara"}


def test_booked_again_before_it_ran_nobody_is_put_out(session: Scene, livekit: FakeLiveKit) -> None:
    cancels(session, 5)
    session.host.booked["session", session.ref] = [JONAS, MARA]
    session.sync(5.1)
    effects.run_due(at=minute(6))
    assert livekit.asked("remove_participant") == []


def test_syncing_again_bars_nobody_again(session: Scene) -> None:
    cancels(session, 5)
    session.sync(6)
    assert Effect.objects.filter(kind="remove_participant").count() == 1
    assert session.person("mara").barred_at == minute(5)


def test_a_client_who_only_holds_a_token_loses_the_seat(make_scene: MakeScene) -> None:
    session = make_scene("session")
    session.person("mara")
    cancels(session, 5)
    assert session.person("mara").barred_at == minute(5)
    assert not Effect.objects.filter(kind="remove_participant").exists(), "nobody is inside"


def test_guests_and_practitioners_are_not_asked_for_a_booking(session: Scene) -> None:
    session.comes("guest_1", 1)
    cancels(session, 5)
    barred = session.room.participants.exclude(barred_at=None)
    assert [person.user_ref for person in barred] == [MARA.ref]


def test_a_cancelled_session_bars_nobody_its_room_ends(session: Scene, livekit: FakeLiveKit) -> None:
    session.host.booked["session", session.ref] = []
    session.changes(state="cancelled")
    session.sync(5)
    effects.run_due(at=minute(5))
    assert livekit.asked("remove_participant") == []
    assert livekit.rooms == {}


def test_of_two_syncs_at_once_the_newer_word_stands(session: Scene, host: MemoryHost) -> None:
    """The slower one has read the bookings before Mara cancelled, and writes after the faster one did."""
    host.booked["session", session.ref] = [JONAS, MARA]
    original, calls = host.clients, iter(range(100))

    def clients(kind: object, ref: str) -> list[object]:
        found = original(kind, ref)  # type: ignore[arg-type]
        if next(calls) == 0:
            host.booked["session", session.ref] = [JONAS]
            session.sync(5)
            assert session.person("mara").barred_at is not None
        return list(found)

    host.clients = clients  # type: ignore[method-assign, assignment]
    try:
        session.sync(5)
    finally:
        del host.clients
    assert session.person("mara").barred_at is not None


def test_a_client_who_leads_the_session_now_needs_no_booking(session: Scene, livekit: FakeLiveKit) -> None:
    cancels(session, 5)
    effects.run_due(at=minute(5))
    with lifecycle.locked_room(pk=session.room.pk) as room:
        attendance.ensure_participant(room, MARA, user=None, role=Role.HOST, is_client=False)
    listed = livekit.enters(session.room.name, session.person("mara").identity)
    session.comes("mara", 6, sid=listed.sid)
    effects.run_due(at=minute(6))
    assert inside(session, livekit) == {"nadia", "jonas", "mara"}


def test_a_removed_client_who_books_again_stays_removed(session: Scene) -> None:
    with lifecycle.locked_room(pk=session.room.pk) as room:
        lifecycle.remove(room, session.person("mara"), at=minute(3))
    cancels(session, 5)
    session.host.booked["session", session.ref] = [JONAS, MARA]
    session.sync(6)
    mara = session.person("mara")
    assert (mara.is_removed, mara.barred_at) == (True, None)
