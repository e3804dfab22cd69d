"""What an earlier release kept of LiveKit's rooms is read by this one as it was meant."""

from typing import Any

import pytest

from rooms.models import EndReason, KnownBy, Room, Visit
from tests.fakes.scene import Scene, minute


@pytest.fixture
def jonas(scene: Scene) -> Visit:
    """LiveKit, with Redis, died after minute 2 while he was inside, and began the same room again in minute 5."""
    scene.starts(-1)
    jonas = scene.comes("jonas", 1)
    scene.lists(2, jonas, made=-1)
    scene.starts(5, made=-1)
    visit = scene.room.visits.get(livekit_sid=jonas.sid)
    assert visit.left_at == minute(3.5)
    return visit


def as_kept_before(scene: Scene) -> dict[str, Any]:
    """The last restart alone, and what was known around it, among the facts of the whole life."""
    room = scene.room
    life = room.incarnations["of"][scene.incarnation]
    ((life["restarted_at"], down_at, life["others_listed_at"]),) = life.pop("restarts")
    assert down_at is None
    Room.objects.filter(pk=room.pk).update(incarnations=room.incarnations)
    return dict(life)


def test_whoever_a_restart_put_out_stays_out(scene: Scene, jonas: Visit) -> None:
    as_kept_before(scene)
    scene.comes("nadia", 6)
    scene.ends(EndReason.HOST, 30)
    jonas.refresh_from_db()
    assert (jonas.left_at, jonas.left_known_by) == (minute(3.5), KnownBy.ESTIMATE)


def test_the_restart_is_kept_as_this_release_keeps_it(scene: Scene, jonas: Visit) -> None:
    assert "restarted_at" in as_kept_before(scene)
    scene.comes("nadia", 6)
    life = scene.room.incarnations["of"][scene.incarnation]
    assert "restarted_at" not in life
    assert life["restarts"] == [[minute(5).isoformat(), None, minute(2).isoformat()]]


def test_heard_of_again_it_is_no_other(scene: Scene, jonas: Visit) -> None:
    as_kept_before(scene)
    scene.starts(5, made=-1)
    scene.ends(EndReason.HOST, 30)
    jonas.refresh_from_db()
    assert jonas.left_at == minute(3.5)
