"""A room for each subject that may be joined, made by one idempotent path."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

import rooms
from rooms.exceptions import Conflict
from rooms.models import Room
from rooms.syncing import sync_subject
from tests.fakes.host import MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute, minutes_of


def test_syncing_twice_changes_nothing(scene: Scene) -> None:
    before = scene.room
    after = scene.sync(-30)
    assert after == before
    assert (after.revision, Room.objects.count()) == (before.revision, 1)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"state": "not_confirmed"}, id="not confirmed"),
        pytest.param({"state": "cancelled"}, id="cancelled"),
        pytest.param({"state": "finished"}, id="finished"),
        pytest.param({"starts": None}, id="without a time"),
        pytest.param({"starts": -300, "ends": -240, "made": -120}, id="past its last possible moment"),
    ],
)
def test_no_room_for_a_subject_that_is(facts: dict[str, Any], make_scene: MakeScene) -> None:
    make_scene(**facts)
    assert Room.objects.count() == 0


def test_no_room_for_what_the_host_does_not_know(db: None, host: MemoryHost) -> None:
    assert sync_subject("booking", "4711", at=minute(0)) is None
    assert Room.objects.count() == 0


def test_one_that_is_about_to_end_gets_its_room_still(make_scene: MakeScene) -> None:
    make_scene(starts=-180, ends=-120, made=-1 / 60)
    assert Room.objects.count() == 1


def test_a_booking_of_a_session_has_the_sessions_room(
    make_scene: MakeScene, host: MemoryHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_scene("session")
    monkeypatch.setattr(host, "resolve", lambda kind, ref: ("session", session.ref))
    assert sync_subject("booking", "99", at=minute(0)) == session.room
    assert Room.objects.count() == 1


# --- The host's word may change at any moment
def test_a_cancellation_during_the_sync_is_seen(make_scene: MakeScene, host: MemoryHost) -> None:
    scene = make_scene(state="not_confirmed")
    scene.changes(state="joinable")
    host.after_describe = _once(lambda: scene.changes(state="cancelled"))
    assert scene.sync(0) is None
    assert Room.objects.count() == 0, "it should never have been made"


def test_a_confirmation_during_the_sync_is_seen(make_scene: MakeScene, host: MemoryHost) -> None:
    scene = make_scene(state="not_confirmed")
    host.after_describe = _once(lambda: scene.changes(state="joinable"))
    assert scene.sync(0) is not None


def test_a_move_during_the_sync_is_seen(scene: Scene, host: MemoryHost) -> None:
    host.after_describe = _once(lambda: scene.changes(starts_at=minute(30), ends_at=minute(90)))
    room = scene.sync(-60)
    assert room is not None
    assert minutes_of(room.scheduled_start) == 30


def test_a_host_that_never_makes_up_its_mind_is_a_conflict(scene: Scene, host: MemoryHost) -> None:
    names = iter(range(1000))
    host.after_describe = lambda: scene.changes(title=f"Title {next(names)}")
    with pytest.raises(Conflict):
        scene.sync(-60)


def test_the_host_is_not_asked_within_the_transaction_that_decides(scene: Scene, host: MemoryHost) -> None:
    depths = set()
    host.after_describe = lambda: depths.add(len(transaction.get_connection().savepoint_ids))
    outside = len(transaction.get_connection().savepoint_ids)
    scene.changes(title="Another")
    scene.sync(-60)
    assert depths == {outside}


# --- rooms.sync, as the host calls it
@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_works_at_once(host: MemoryHost) -> None:
    host.expects("booking", "1", starts_at=_soon(), ends_at=None)
    room = rooms.sync("booking", 1)
    assert room is not None
    assert Room.objects.get() == room


@pytest.mark.django_db(transaction=True)
def test_within_one_it_waits_for_the_commit(host: MemoryHost) -> None:
    host.expects("booking", "1", starts_at=_soon(), ends_at=None)
    with transaction.atomic():
        assert rooms.sync("booking", 1) is None
        assert Room.objects.count() == 0
    assert Room.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rollback_makes_no_room(host: MemoryHost) -> None:
    class ChangedMyMind(Exception):
        pass

    def book_and_fail() -> None:
        with transaction.atomic():
            host.expects("booking", "1", starts_at=_soon(), ends_at=None)
            rooms.sync("booking", 1)
            raise ChangedMyMind

    with pytest.raises(ChangedMyMind):
        book_and_fail()
    assert Room.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", ["it cannot make up its mind", "its answer is a bug"])
def test_a_request_of_the_host_does_not_fail_because_of_us(trouble: str, host: MemoryHost) -> None:
    host.expects("booking", "1", starts_at=_soon(), ends_at=None)
    names = iter(range(1000))

    def trouble_it() -> None:
        if trouble == "its answer is a bug":
            raise ZeroDivisionError
        host.change("booking", "1", title=f"Title {next(names)}")

    with transaction.atomic():
        rooms.sync("booking", 1)
        host.after_describe = trouble_it


def _once(change: Any) -> Any:
    changes = iter([change])
    return lambda: next(changes, lambda: None)()


def _soon() -> datetime:
    return timezone.now()


def test_a_host_that_names_the_practitioners_in_another_order_each_time_says_the_same(
    db: None, host: MemoryHost
) -> None:
    subject = host.expects("session", "1", starts_at=minute(0), ends_at=minute(60))

    def turn_around() -> None:
        turned = host.subjects["session", "1"].practitioners[::-1]
        host.change("session", "1", practitioners=turned)

    host.after_describe = turn_around
    assert sync_subject("session", "1", at=minute(0)) is not None
    assert host.asked.count("describe") == 2, "asked, and asked again whether it still holds"
    assert len(subject.practitioners) == 2
