"""Better evidence after the end: the outcome is told again, the statement that was given out is corrected."""

from typing import Any

import pytest

from rooms import effects, lifecycle
from rooms.models import Effect, EndReason, KnownBy, Room, WebhookEvent
from rooms.statement.ledger import latest_version, times_of
from rooms.statement.storage import from_json
from tests.fakes.host import MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute
from tests.lifecycle.closing_the_books import finalise, take_in


@pytest.fixture
def ended(scene: Scene) -> Scene:
    """Nadia waited an hour for nobody, as far as anybody knows; the host was told."""
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    effects.run_due(at=minute(65))
    return scene


def test_a_late_event_changes_the_outcome_and_the_host_hears_of_both(ended: Scene, host: MemoryHost) -> None:
    ended.comes("jonas", 5, told=70)
    effects.run_due(at=minute(70))
    assert [(told.outcome, told.previous) for told in host.told] == [
        ("no_show_client", None),
        ("completed", "no_show_client"),
    ]
    assert (ended.room.outcome, ended.room.told_outcome) == ("completed", "completed")


def test_no_visit_stays_open_in_an_ended_room(ended: Scene) -> None:
    ended.comes("jonas", 5, told=70)
    visit = ended.room.visits.get(participant__user_ref="jonas")
    assert (visit.left_at, visit.left_known_by) == (minute(65), KnownBy.ROOM_END)


def test_its_real_end_is_still_believed_later(ended: Scene) -> None:
    jonas = ended.comes("jonas", 5, told=70)
    ended.goes(jonas, 40, told=71)
    visit = ended.room.visits.get(participant__user_ref="jonas")
    assert (visit.left_at, visit.left_known_by) == (minute(40), KnownBy.WEBHOOK)


def test_the_host_hears_only_the_last_word_if_it_had_not_heard_the_first(
    scene: Scene, host: MemoryHost
) -> None:
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    scene.comes("jonas", 5, told=66)
    effects.run_due(at=minute(67))
    assert [(told.outcome, told.previous) for told in host.told] == [("completed", None)]


def test_evidence_that_changes_no_outcome_is_not_told_to_the_host(ended: Scene, host: MemoryHost) -> None:
    ended.comes("guest_1", 5, told=70)
    effects.run_due(at=minute(70))
    assert len(host.told) == 1


def test_a_cancelled_room_is_never_told_whatever_comes_out(scene: Scene, host: MemoryHost) -> None:
    scene.comes("nadia", 0)
    scene.ends(EndReason.CANCELLED, 5)
    assert scene.room.outcome == "cancelled"
    scene.comes("jonas", 1, told=6)
    effects.run_due(at=minute(7))
    assert scene.room.outcome == "completed", "it took place, so the statement says so"
    assert host.told == []


def test_a_moved_room_keeps_an_empty_outcome(scene: Scene, host: MemoryHost) -> None:
    scene.comes("nadia", 0)
    scene.ends(EndReason.MOVED, 5)
    scene.comes("jonas", 1, told=6)
    effects.run_due(at=minute(7))
    assert (scene.room.outcome, host.told) == ("", [])


# --- Final
def test_a_statement_is_final_after_two_reconciles_and_with_a_drained_inbox(ended: Scene) -> None:
    assert not _finalise(ended, 66)
    _reconciled(ended, 1)
    assert not _finalise(ended, 66)
    _reconciled(ended, 2)
    late = _event(ended)
    assert not _finalise(ended, 66), "an event of this room waits to be handled"
    WebhookEvent.objects.filter(pk=late.pk).update(processed_at=minute(66))
    assert _finalise(ended, 67)
    assert ended.room.final_at == minute(67)


def test_two_workers_that_reconcile_at_the_same_moment_do_not_make_it_final_at_once(ended: Scene) -> None:
    _reconciled(ended, 2)
    assert not _finalise(ended, 65.49)
    assert _finalise(ended, 65.5), "two intervals of a quarter of a minute"


def test_an_open_room_is_never_final(scene: Scene) -> None:
    _reconciled(scene, 5)
    assert not _finalise(scene, 30)


def test_another_rooms_event_does_not_hold_it_up(ended: Scene) -> None:
    _reconciled(ended, 2)
    event = _event(ended)
    WebhookEvent.objects.filter(pk=event.pk).update(room_name="individual-000000000000")
    assert _finalise(ended, 66)


def test_it_becomes_final_once(ended: Scene) -> None:
    _reconciled(ended, 2)
    assert [_finalise(ended, 66), _finalise(ended, 67)] == [True, False]
    assert ended.room.final_at == minute(66)


def test_when_it_is_final_the_end_and_the_no_show_are_announced(ended: Scene) -> None:
    assert _announced(ended, "session_ended") == []
    _reconciled(ended, 2)
    _finalise(ended, 66)
    (end,) = _announced(ended, "session_ended")
    (missed,) = _announced(ended, "no_show")
    assert from_json(end["statement"]).outcome == "no_show_client"
    assert missed["outcome"] == "no_show_client"


def test_a_cancelled_room_announces_its_end(scene: Scene) -> None:
    scene.ends(EndReason.CANCELLED, -30)
    _reconciled(scene, 2)
    _finalise(scene, -29)
    (end,) = _announced(scene, "session_ended")
    assert from_json(end["statement"]).outcome == "cancelled"
    assert _announced(scene, "no_show") == []


def test_a_moved_room_does_not_the_booking_lives_on(scene: Scene) -> None:
    scene.comes("nadia", 0)
    scene.ends(EndReason.MOVED, 5)
    _reconciled(scene, 2)
    assert _finalise(scene, 6)
    assert _announced(scene, "session_ended") == []
    assert scene.room.statement_versions.count() == 1, "it keeps its statement"
    scene.comes("jonas", 1, told=7)
    take_in(scene, 7)
    assert _announced(scene, "statement_corrected") == []


def test_a_correction_shows_what_was_given_out_and_what_holds_now(ended: Scene) -> None:
    _reconciled(ended, 2)
    _finalise(ended, 66)
    ended.comes("jonas", 5, told=70)
    take_in(ended, 70)
    (correction,) = _announced(ended, "statement_corrected")
    old, new = from_json(correction["old"]), from_json(correction["new"])
    assert (old.outcome, new.outcome) == ("no_show_client", "completed")
    assert (old.together_seconds, new.together_seconds) == (0, 55 * 60)
    kept = ended.room.statement_versions.order_by("number")
    assert [from_json(row.statement) for row in kept] == [old, new], "the next correction begins there"
    assert (old.version, new.version) == (1, 2)


def test_minutes_are_corrected_even_where_the_outcome_stays(ended: Scene) -> None:
    jonas = ended.comes("jonas", 5, told=66)
    _reconciled(ended, 2)
    _finalise(ended, 67)
    ended.goes(jonas, 40, told=70)
    take_in(ended, 70)
    (correction,) = _announced(ended, "statement_corrected")
    assert from_json(correction["old"]).together_seconds == 55 * 60
    assert from_json(correction["new"]).together_seconds == 35 * 60
    ended.comes("guest_1", 50, told=71)
    take_in(ended, 71)
    assert len(_announced(ended, "statement_corrected")) == 2, "each correction is an occasion of its own"


def test_a_repetition_corrects_nothing(ended: Scene) -> None:
    jonas = ended.comes("jonas", 5, told=66)
    _reconciled(ended, 2)
    _finalise(ended, 67)
    with lifecycle.locked_room(pk=ended.room.pk) as room:
        lifecycle.person_joined(room, jonas, known_by=KnownBy.WEBHOOK, at=minute(70))
    take_in(ended, 70)
    assert _announced(ended, "statement_corrected") == []


def test_no_correction_before_the_statement_is_final(ended: Scene) -> None:
    ended.comes("jonas", 5, told=66)
    assert _announced(ended, "statement_corrected") == []


def _finalise(scene: Scene, number: float) -> bool:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        return lifecycle.finalise(room, at=minute(number))


def _reconciled(scene: Scene, times: int) -> None:
    Room.objects.filter(pk=scene.room.pk).update(reconciles_after_end=times)


def _event(scene: Scene) -> WebhookEvent:
    return WebhookEvent.objects.create(
        event_id="EV_late",
        event="participant_left",
        room_name=scene.room.name,
        created_at=minute(60),
        payload={},
    )


def _announced(scene: Scene, name: str) -> list[dict[str, Any]]:
    rows = Effect.objects.filter(room=scene.room, kind="signal", key__startswith=f"signal:{name}:")
    return [row.payload["facts"] for row in rows.order_by("id")]


class TestAClientOfASessionWhoseComingWasLost:
    """The outcome is `completed` in any case, but their booking is marked by whether they attended."""

    @pytest.fixture
    def workshop(self, make_scene: MakeScene) -> Scene:
        scene = make_scene("session")
        scene.plays([("nadia", 0, 60), ("jonas", 0, 60)])
        scene.ends(EndReason.EMPTY, 65)
        effects.run_due(at=minute(65))
        return scene

    def _told(self, host: MemoryHost, number: float) -> list[tuple[dict[str, bool], str | None]]:
        effects.run_due(at=minute(number))
        return [(told.people, told.previous) for told in host.told]

    def test_before_the_statement_is_final(self, workshop: Scene, host: MemoryHost) -> None:
        workshop.comes("mara", 5, told=65.2)
        assert finalise(workshop, 66)
        assert self._told(host, 66) == [
            ({"jonas": True, "mara": False}, None),
            ({"jonas": True, "mara": True}, "completed"),
        ]

    def test_after_it(self, workshop: Scene, host: MemoryHost) -> None:
        finalise(workshop, 66)
        assert len(self._told(host, 66)) == 1, "nothing is new"
        mara = workshop.comes("mara", 5, told=70)
        workshop.goes(mara, 20, told=71)
        take_in(workshop, 71)
        assert self._told(host, 72)[1:] == [({"jonas": True, "mara": True}, "completed")]


def test_ones_own_times_are_those_of_the_version_whose_number_stands_beside_them(scene: Scene) -> None:
    scene.plays([("nadia", 0, 60), ("jonas", 0, 20)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    scene.comes("jonas", 30, told=70)
    before = times_of(scene.room, scene.person("jonas"), at=minute(70))
    take_in(scene, 70)
    after = times_of(scene.room, scene.person("jonas"), at=minute(71))
    assert before is not None
    assert after is not None
    assert before.total_seconds == 20 * 60
    assert after.total_seconds > before.total_seconds
    assert after == latest(scene, "jonas")


def latest(scene: Scene, name: str) -> Any:
    version = latest_version(scene.room)
    assert version is not None
    [found] = [person for person in version.people if person.user_ref == name]
    return found


def test_who_never_came_has_none_in_any_version(scene: Scene) -> None:
    scene.plays([("nadia", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    assert times_of(scene.room, scene.person("jonas"), at=minute(70)) is None
