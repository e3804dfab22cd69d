"""What LiveKit tells moves the status: it has the room, somebody is inside, nobody is, it has it no more."""

from rooms import lifecycle
from rooms.models import KnownBy
from tests.fakes.scene import Scene, minute, minutes_of


def test_livekit_has_the_room_somebody_comes_and_goes_and_livekit_closes_it(scene: Scene) -> None:
    _started(scene, 0)
    scene.comes("nadia", 1)
    scene.goes("nadia", 2)
    _finished(scene, 7)
    assert scene.statuses() == ["pending", "active", "in_use", "active", "pending"]


def test_a_lost_room_started_is_skipped(scene: Scene) -> None:
    scene.comes("nadia", 1)
    assert scene.statuses() == ["pending", "in_use"]
    assert scene.room.livekit_sid == "RM_first"


def test_a_lost_leave_is_skipped(scene: Scene) -> None:
    scene.comes("nadia", 1)
    _finished(scene, 7)
    assert scene.statuses() == ["pending", "in_use", "pending"]


def test_who_is_inside_under_a_new_incarnation_keeps_it_in_use_when_the_old_one_ends(scene: Scene) -> None:
    scene.comes("nadia", 1)
    scene.comes("jonas", 1, room_sid="RM_second")
    _finished(scene, 2)
    assert (scene.room.status, scene.room.participant_count) == ("in_use", 1)


def test_the_count_is_of_people_not_of_connections(scene: Scene) -> None:
    phone, laptop = scene.comes("jonas", 1), scene.comes("jonas", 2)
    scene.comes("nadia", 3)
    assert scene.room.participant_count == 2
    scene.goes(phone, 4)
    assert scene.room.participant_count == 2, "Jonas is still there with the laptop"
    scene.goes(laptop, 5)
    assert scene.room.participant_count == 1


def test_hidden_people_guests_and_phones_count(scene: Scene) -> None:
    scene.comes("guest_1", 1)
    scene.comes("+49301234", 1, kind="SIP")
    assert scene.room.participant_count == 2


def test_the_room_started_when_the_first_person_was_inside(scene: Scene) -> None:
    _started(scene, -10)
    assert scene.room.started_at is None, "never by room_started"
    scene.person("jonas")
    assert scene.room.started_at is None, "never by a token"
    scene.comes("jonas", 3)
    assert minutes_of(scene.room.started_at) == 3


def test_better_evidence_moves_the_start_earlier(scene: Scene) -> None:
    scene.comes("jonas", 3)
    scene.comes("nadia", 1, told=5)
    assert minutes_of(scene.room.started_at) == 1


def test_the_revision_grows_with_what_people_see(scene: Scene) -> None:
    seen = [scene.room.revision]
    scene.comes("nadia", 0)
    seen.append(scene.room.revision)
    scene.goes("nadia", 1)
    seen.append(scene.room.revision)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.remove(room, scene.person("jonas"), at=minute(2))
    seen.append(scene.room.revision)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.readmit(room, scene.person("jonas"))
    seen.append(scene.room.revision)
    assert seen == sorted(set(seen))


def test_a_room_that_livekit_does_not_have_is_empty_and_pending(scene: Scene) -> None:
    scene.comes("nadia", 0)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_missing(room, since=minute(4.8), listed_at=minute(5), at=minute(5))
    visit = scene.room.visits.get()
    assert (scene.room.status, minutes_of(visit.left_at)) == ("pending", 4.9)
    assert visit.left_known_by == KnownBy.RECONCILE


def test_a_listing_from_before_somebody_came_does_not_throw_them_out(scene: Scene) -> None:
    scene.comes("nadia", 5)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_missing(room, listed_at=minute(5), at=minute(5))
    assert scene.room.participant_count == 1


def test_a_listing_puts_right_what_was_missed(scene: Scene) -> None:
    gone = scene.comes("nadia", 0)
    scene.lists(4.8, gone)
    jonas = scene.connection("jonas", minute(1))
    scene.lists(5, jonas)
    visits = {visit.livekit_sid: visit for visit in scene.room.visits.all()}
    assert minutes_of(visits[gone.sid].left_at) == 4.9
    assert (visits[jonas.sid].left_at, visits[jonas.sid].joined_known_by) == (None, KnownBy.RECONCILE)
    assert (scene.room.status, scene.room.participant_count) == ("in_use", 1)


def test_a_listing_names_the_incarnation(scene: Scene) -> None:
    scene.incarnation = "RM_listed"
    scene.lists(5)
    assert (scene.room.status, scene.room.livekit_sid) == ("active", "RM_listed")


def _started(scene: Scene, number: float) -> None:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_started(
            room, room_sid=scene.incarnation, made_at=minute(number), at=minute(number)
        )


def _finished(scene: Scene, number: float) -> None:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_finished(
            room, room_sid=scene.incarnation, finished_at=minute(number), at=minute(number)
        )
