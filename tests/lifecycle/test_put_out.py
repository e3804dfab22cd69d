"""Whoever appears where they may not be is put out: each time, and at once."""

import pytest

from rooms import effects, lifecycle
from rooms.attendance import Connection
from rooms.exceptions import Refused
from rooms.models import Effect, EndReason, KnownBy
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute

# --- Removed people


def test_a_removal_runs_at_once_and_frees_the_seat(scene: Scene, livekit: FakeLiveKit) -> None:
    jonas = _calls_in(scene, livekit, "jonas", 0)
    keys = _remove(scene, "jonas", 5)
    effects.run_now(keys, at=minute(5))
    assert livekit.asked("remove_participant") == [(scene.room.name, jonas.identity)]
    person = scene.person("jonas")
    assert (person.removed_at, person.seat_until) == (minute(5), None)


def test_the_second_zombie_is_put_out_as_the_first_was(scene: Scene, livekit: FakeLiveKit) -> None:
    _calls_in(scene, livekit, "jonas", 0)
    effects.run_now(_remove(scene, "jonas", 5), at=minute(5))
    for number in (6, 7):
        _calls_in(scene, livekit, "jonas", number)
        effects.run_due(at=minute(number))
    assert len(livekit.asked("remove_participant")) == 3
    assert livekit.rooms[scene.room.name].people == {}


def test_hearing_of_one_zombie_twice_puts_it_out_once(scene: Scene, livekit: FakeLiveKit) -> None:
    effects.run_now(_remove(scene, "jonas", 5), at=minute(5))
    zombie = scene.comes("jonas", 6)
    scene.comes("jonas", 6, sid=zombie.sid, told=7)
    assert Effect.objects.filter(kind="remove_participant", key__endswith=f":{zombie.sid}").count() == 1


def test_who_was_let_back_in_before_it_ran_stays(scene: Scene, livekit: FakeLiveKit) -> None:
    _calls_in(scene, livekit, "jonas", 0)
    _remove(scene, "jonas", 5)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.readmit(room, scene.person("jonas"))
    effects.run_due(at=minute(5))
    assert livekit.asked("remove_participant") == []


def test_removed_again_after_that_they_go(scene: Scene, livekit: FakeLiveKit) -> None:
    _calls_in(scene, livekit, "jonas", 0)
    _remove(scene, "jonas", 5)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.readmit(room, scene.person("jonas"))
    effects.run_due(at=minute(5))
    effects.run_now(_remove(scene, "jonas", 6), at=minute(6))
    assert len(livekit.asked("remove_participant")) == 1


def test_who_is_readmitted_may_come_back(scene: Scene, livekit: FakeLiveKit) -> None:
    _remove(scene, "jonas", 5)
    effects.run_due(at=minute(5))
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.readmit(room, scene.person("jonas"))
    _calls_in(scene, livekit, "jonas", 6)
    effects.run_due(at=minute(6))
    assert len(livekit.asked("remove_participant")) == 1, "the first time only"


def test_a_practitioner_is_not_removed(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        _remove(scene, "priya", 5)
    assert refused.value.code == "not_allowed"
    assert scene.person("priya").removed_at is None


def test_a_removal_is_not_worth_trying_after_the_rooms_last_moment(scene: Scene) -> None:
    (key,) = _remove(scene, "jonas", 5)
    assert Effect.objects.get(key=key).expires_at == minute(180)


def test_no_key_of_an_effect_holds_an_e_mail(scene: Scene, livekit: FakeLiveKit) -> None:
    _calls_in(scene, livekit, "jonas", 0)
    _remove(scene, "jonas", 5)
    _calls_in(scene, livekit, "jonas", 6)
    scene.ends(EndReason.HOST, 7)
    keys = Effect.objects.values_list("key", flat=True)
    assert not [key for key in keys if "@" in key or "%40" in key]


def test_whom_livekit_still_lists_after_the_removal_is_put_out_again(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    jonas = _calls_in(scene, livekit, "jonas", 0)
    effects.run_now(_remove(scene, "jonas", 5), at=minute(5))
    for number in (6, 7):  # LiveKit answered, but a node of it still has him
        scene.lists(number, jonas)
        effects.run_due(at=minute(number))
    assert len(livekit.asked("remove_participant")) == 3


def test_while_a_removal_still_waits_listings_add_none_but_hasten_it(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    jonas = _calls_in(scene, livekit, "jonas", 0)
    livekit.is_down = True
    for number in (5, 6, 7):
        if number == 5:
            effects.run_now(_remove(scene, "jonas", 5), at=minute(5))
        effects.run_due(at=minute(number))
    livekit.is_down = False
    scene.lists(7.05, jonas)
    effects.run_due(at=minute(7.06))
    assert Effect.objects.filter(kind="remove_participant").count() == 1
    assert livekit.rooms[scene.room.name].people == {}


# --- Ended rooms
def test_ending_a_room_deletes_livekits(scene: Scene, livekit: FakeLiveKit) -> None:
    _calls_in(scene, livekit, "jonas", 0)
    scene.ends(EndReason.HOST, 30, by="nadia")
    effects.run_due(at=minute(30))
    assert livekit.rooms == {}
    assert scene.room.ended_by_ref == "nadia"


def test_a_room_that_is_gone_already_is_as_good_as_deleted(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.ends(EndReason.HOST, 30)
    effects.run_due(at=minute(30))
    assert not Effect.objects.filter(kind="delete_livekit_room", done_at=None).exists()


def test_ending_it_again_changes_nothing(scene: Scene) -> None:
    scene.ends(EndReason.HOST, 30, by="nadia")
    scene.ends(EndReason.OPERATOR, 40, by="ruth")
    room = scene.room
    assert (room.end_reason, room.ended_by_ref, room.ended_at) == ("host", "nadia", minute(30))


@pytest.mark.parametrize("sign", ["somebody comes in", "the room is made again", "a track is published"])
def test_a_sign_of_life_after_the_end_deletes_the_room_again(
    sign: str, scene: Scene, livekit: FakeLiveKit
) -> None:
    scene.person("jonas")
    scene.ends(EndReason.HOST, 30)
    effects.run_due(at=minute(30))
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        zombie = scene.connection("jonas", minute(31), room_sid="RM_zombie")
        if sign == "somebody comes in":
            lifecycle.person_joined(room, zombie, known_by=KnownBy.WEBHOOK, at=minute(31))
        elif sign == "the room is made again":
            lifecycle.incarnation_started(room, room_sid="RM_zombie", made_at=minute(31), at=minute(31))
        else:
            lifecycle.track_seen(room, zombie, happened_at=minute(31), is_own_act=True, at=minute(31))
    effects.run_due(at=minute(31))
    assert len(livekit.asked("delete_room")) == 2
    assert scene.room.visits.count() == 0, "after the end nobody attends"


def test_each_zombie_is_an_occasion(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.ends(EndReason.HOST, 30)
    effects.run_due(at=minute(30))
    for number in (31, 32, 33):
        scene.comes("jonas", number)
        effects.run_due(at=minute(number))
    assert len(livekit.asked("delete_room")) == 4


def test_an_event_from_before_the_end_puts_nobody_out(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.ends(EndReason.HOST, 30)
    effects.run_due(at=minute(30))
    scene.comes("jonas", 29, told=31)
    effects.run_due(at=minute(31))
    assert len(livekit.asked("delete_room")) == 1
    assert scene.room.visits.count() == 1


def test_an_ended_room_that_livekit_still_lists_is_deleted_at_most_once_a_minute(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    scene.ends(EndReason.HOST, 30)
    effects.run_due(at=minute(30))
    for number in (31, 31.25, 31.5, 32):
        with lifecycle.locked_room(pk=scene.room.pk) as room:
            lifecycle.delete_again(room, room_sid="RM_first", at=minute(number))
        effects.run_due(at=minute(number))
    assert len(livekit.asked("delete_room")) == 3


def test_a_deletion_that_waits_out_its_back_off_is_hastened_when_livekit_lists_rooms_again(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    livekit.is_down = True
    scene.ends(EndReason.HOST, 30)
    for number in range(30, 45):
        effects.run_due(at=minute(number))
    livekit.is_down = False
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.delete_again(room, room_sid="RM_first", at=minute(45))
    effects.run_due(at=minute(45))
    assert not Effect.objects.filter(kind="delete_livekit_room", done_at=None).exists()


def _calls_in(scene: Scene, livekit: FakeLiveKit, name: str, number: float) -> Connection:
    """Both LiveKit and we know that they are inside."""
    listed = livekit.enters(scene.room.name, scene.person(name).identity, joined_at=minute(number))
    return scene.comes(name, number, sid=listed.sid)


def _remove(scene: Scene, name: str, number: float) -> list[str]:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        return lifecycle.remove(room, scene.person(name), at=minute(number))
