"""A room ends, or LiveKit's server dies, with a crowd inside: as many queries as with three people."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms import attendance, lifecycle
from rooms.conf import conf
from rooms.models import Effect, EndReason, KnownBy, Role, Room, RoomParticipant
from tests.fakes.scene import MakeScene, Scene, minute
from tests.lifecycle.closing_the_books import announced

#: What one query of SQLite can write is less than a hundred rows.
FEW, MANY = 3, 50


@pytest.fixture
def fill(make_scene: MakeScene) -> Callable[[int], Scene]:
    """A workshop with Nadia and so many viewers inside, since a minute after the start; each still has their seat."""

    def fill(number: int) -> Scene:
        scene = make_scene("session")
        scene.starts(0)
        for index in range(number):
            scene.comes(f"guest_{index}", 1)
        scene.comes("nadia", 0.5)
        RoomParticipant.objects.filter(room=scene.room).update(seat_until=minute(1) + conf.seat_lifetime / 2)
        return scene

    return fill


def ends(scene: Scene) -> None:
    scene.ends(EndReason.HOST, 30)


def closes(scene: Scene) -> None:
    scene.closes(30)


def loses_its_server(scene: Scene) -> None:
    """LiveKit lists another incarnation: whoever was in the first is out."""
    scene.incarnation = "RM_second"
    scene.starts(30)


@pytest.mark.parametrize("happens", [ends, closes, loses_its_server])
def test_a_crowd_takes_as_many_queries_as_a_few(
    happens: Callable[[Scene], None], fill: Callable[[int], Scene]
) -> None:
    def queries(number: int) -> list[str]:
        scene = fill(number)
        with CaptureQueriesContext(connection) as found:
            happens(scene)
        assert not scene.room.visits.filter(left_at=None).exists()
        return [query["sql"].split()[0] for query in found]

    few = queries(FEW)
    assert queries(MANY) == few
    assert len(few) < 30


class TestEverybodyInIt:
    @pytest.fixture
    def crowd(self, fill: Callable[[int], Scene]) -> Scene:
        return fill(MANY)

    def test_is_out_and_announced_once(self, crowd: Scene) -> None:
        ends(crowd)
        visits = crowd.room.visits.all()
        assert {(visit.left_at, visit.left_known_by) for visit in visits} == {(minute(30), KnownBy.ROOM_END)}
        told = announced(crowd, "participant_left")
        assert len(told) == len({one["participant_id"] for one in told}) == MANY + 1
        assert {one["happened_at"] for one in told} == {minute(30).isoformat()}
        assert (
            len(set(Effect.objects.filter(room=crowd.room).values_list("payload__event_id", flat=True)))
            > MANY
        )

    def test_is_put_out_before_anybody_is_told(self, crowd: Scene) -> None:
        """The worker does so many effects at a look, the oldest first."""
        Effect.objects.all().delete()
        ends(crowd)
        first = Effect.objects.order_by("due_at", "id").first()
        assert first is not None
        assert first.kind == "delete_livekit_room"

    def test_was_seen_first_and_last_by_their_visits(self, crowd: Scene) -> None:
        crowd.goes(crowd.comes("nadia", 40, told=20), 41, told=20)
        ends(crowd)
        rows = crowd.room.participants
        assert set(rows.filter(role=Role.PARTICIPANT).values_list("first_seen_at", "last_seen_at")) == {
            (minute(1), minute(30))
        }
        nadia = rows.get(user_ref="nadia")
        assert (nadia.first_seen_at, nadia.last_seen_at) == (minute(0.5), minute(41))

    def test_who_was_not_inside_was_not_seen(self, crowd: Scene) -> None:
        crowd.person("mara")
        ends(crowd)
        mara = crowd.room.participants.get(user_ref="mara")
        assert (mara.first_seen_at, mara.last_seen_at) == (None, None)

    def test_has_no_seat_any_more_unless_a_later_token_holds_one(self, crowd: Scene) -> None:
        back = crowd.person("nadia")
        attendance.hold_seat(back, at=minute(29))
        loses_its_server(crowd)
        kept = RoomParticipant.objects.filter(room=crowd.room, seat_until__isnull=False)
        assert list(kept) == [back]

    def test_keeps_what_their_page_reported(self, crowd: Scene) -> None:
        visit = crowd.room.visits.first()
        assert visit is not None
        attendance.note_visit_quality(visit, {"level": "good"})
        ends(crowd)
        visit.refresh_from_db()
        assert (visit.quality, visit.left_at) == ({"level": "good"}, minute(30))

    def test_whose_leave_livekit_had_told_stays_as_it_was(self, crowd: Scene) -> None:
        crowd.goes("nadia", 20)
        ends(crowd)
        visit = crowd.room.visits.get(participant__user_ref="nadia")
        assert (visit.left_at, visit.left_known_by) == (minute(20), KnownBy.WEBHOOK)


def test_again_it_writes_nothing(fill: Callable[[int], Scene]) -> None:
    scene = fill(FEW)
    ends(scene)
    with lifecycle.locked_room(pk=scene.room.pk) as room, CaptureQueriesContext(connection) as found:
        assert [change.has_closed for change in attendance.reconsider(room)] == [False] * (FEW + 1)
    assert [query["sql"].split()[0] for query in found] == ["SELECT"]
    assert Room.objects.get(pk=room.pk).ended_at == minute(30)
