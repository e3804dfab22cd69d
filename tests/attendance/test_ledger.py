"""The ledger's writer: each connection once, each end once, better evidence refines."""

from dataclasses import replace
from itertools import permutations

import pytest

from rooms import attendance, lifecycle
from rooms.models import KnownBy, Medium, ParticipantKind, Role, Visit
from tests.fakes.host import JONAS
from tests.fakes.scene import Scene, minute

# --- Joining


def test_a_connection_is_entered_once(scene: Scene) -> None:
    jonas = scene.connection("jonas", minute(3))
    first = attendance.record_join(scene.room, jonas, known_by=KnownBy.WEBHOOK, at=minute(9))
    again = attendance.record_join(scene.room, jonas, known_by=KnownBy.WEBHOOK, at=minute(9))
    assert (first.visit, first.is_new, again.is_new) == (again.visit, True, False)


@pytest.mark.parametrize("order", list(permutations([3, 1, 2])))
def test_a_join_only_ever_moves_earlier(order: tuple[int, ...], scene: Scene) -> None:
    for number in order:
        connection = scene.connection("jonas", minute(number), sid="PA_one")
        attendance.record_join(scene.room, connection, known_by=KnownBy.WEBHOOK, at=minute(9))
    assert Visit.objects.get().joined_at == minute(1)
    assert scene.person("jonas").first_seen_at == minute(1)


def test_one_identity_may_have_two_connections(scene: Scene) -> None:
    for sid in ("PA_phone", "PA_laptop"):
        connection = scene.connection("jonas", minute(1), sid=sid)
        attendance.record_join(scene.room, connection, known_by=KnownBy.WEBHOOK, at=minute(9))
    assert Visit.objects.count() == 2
    assert attendance.count_inside(scene.room) == 1


def test_whom_we_do_not_know_is_a_guest_and_counts_for_neither_side(scene: Scene) -> None:
    scene.comes("guest_1", 1, name="Somebody")
    guest = scene.room.participants.get(identity="guest_1")
    assert (guest.kind, guest.role, guest.is_client) == (ParticipantKind.GUEST, Role.PARTICIPANT, False)
    assert (guest.name, guest.user_ref) == ("Somebody", "")


def test_who_calls_in_is_a_phone(scene: Scene) -> None:
    scene.comes("sip_1", 1, kind="SIP")
    visit = scene.room.visits.select_related("participant").get()
    assert (visit.participant.kind, visit.medium) == (ParticipantKind.PHONE, Medium.PHONE)


def test_who_calls_in_is_a_phone_too_where_a_track_tells_of_them_first(scene: Scene) -> None:
    """It names nobody's kind."""
    scene.goes(scene.comes("sip_1", 1, kind="SIP"), 2)
    again = scene.connection("sip_1", minute(3), kind="SIP")
    scene.shows(replace(again, kind="STANDARD"), 3.5)
    assert scene.room.visits.get(livekit_sid=again.sid).medium == Medium.PHONE


def test_a_phone_whose_identity_somebody_else_had_before_is_one_as_soon_as_that_is_told(scene: Scene) -> None:
    scene.goes(scene.comes("guest_1", 1), 2)
    again = scene.connection("guest_1", minute(3), kind="SIP")
    scene.shows(replace(again, kind="STANDARD"), 3.5)
    scene.goes(again, 4)
    assert scene.room.visits.get(livekit_sid=again.sid).medium == Medium.PHONE


def test_a_name_is_kept_with_one_sign_for_each_letter(scene: Scene) -> None:
    """Some keyboards write an ö as an o and two dots; whoever searches for it writes it their own way."""
    decomposed = "O\u0308zge Yılmaz"
    scene.comes("guest_1", 1, name=decomposed)
    ozge = attendance.ensure_participant(
        scene.room, replace(JONAS, name=decomposed), user=None, role=Role.PARTICIPANT, is_client=True
    )

    assert [who.name for who in (scene.room.participants.get(identity="guest_1"), ozge)] == [
        "Özge Yılmaz"
    ] * 2


def test_a_name_that_is_given_anew_is_so_too(scene: Scene) -> None:
    scene.person("jonas")
    again = attendance.ensure_participant(
        scene.room, replace(JONAS, name="Jo\u0308rn"), user=None, role=Role.PARTICIPANT, is_client=True
    )

    again.refresh_from_db()
    assert again.name == "J\u00f6rn"


def test_a_track_of_somebody_unknown_enters_nobody(scene: Scene) -> None:
    track = scene.connection("EG_1", minute(1), is_told=False)
    change = attendance.record_track(
        scene.room, track, happened_at=minute(1), is_own_act=True, listed_at=None, at=minute(1)
    )
    assert (change, scene.room.participants.count()) == (None, 0)


def test_a_track_alone_enters_somebody_and_says_since_when_at_most(scene: Scene) -> None:
    scene.person("jonas")
    scene.room.participants.update(created_at=minute(-5))
    track = scene.connection("jonas", minute(10), is_told=False)

    attendance.record_track(
        scene.room, track, happened_at=minute(10), is_own_act=True, listed_at=None, at=minute(10)
    )

    visit = Visit.objects.get()
    assert (visit.joined_at, visit.joined_precision) == (minute(10), 15 * 60)


def test_or_since_the_last_listing_which_did_not_have_them(scene: Scene) -> None:
    scene.person("jonas")
    scene.room.participants.update(created_at=minute(-5))
    track = scene.connection("jonas", minute(10), is_told=False)

    attendance.record_track(
        scene.room, track, happened_at=minute(10), is_own_act=True, listed_at=minute(9.9), at=minute(10)
    )

    assert Visit.objects.get().joined_precision == 6 + 2


# --- Leaving
def test_an_end_is_set_once(scene: Scene) -> None:
    jonas = scene.comes("jonas", 0)
    scene.goes(jonas, 5)
    scene.goes(jonas, 9)
    assert Visit.objects.get().left_at == minute(5)


def test_a_visit_keeps_what_it_was_decided_from(scene: Scene) -> None:
    jonas = scene.comes("jonas", 0)
    scene.lists(1, jonas)
    scene.lists(1.25)
    visit = Visit.objects.get()
    assert (visit.left_known_by, visit.recorded_at) == (KnownBy.RECONCILE, minute(0))
    assert visit.evidence["missing_at"] == [minute(1.25).isoformat()]
    assert visit.evidence["seen_at"] == minute(1).isoformat()


def test_of_one_whose_evidence_was_not_kept_the_columns_speak(scene: Scene) -> None:
    """Visits of before the ledger kept it."""
    jonas = scene.comes("jonas", 0)
    Visit.objects.update(evidence={}, left_at=minute(5), left_known_by="reconcile", left_precision=15)

    scene.comes("jonas", 0.5, sid=jonas.sid)
    visit = Visit.objects.get()
    assert (visit.joined_at, visit.left_known_by) == (minute(0), KnownBy.RECONCILE)
    assert visit.left_at is not None
    assert abs(visit.left_at - minute(5)).total_seconds() < 0.01

    scene.goes(jonas, 4)
    assert Visit.objects.get().left_at == minute(4)


def test_one_incarnations_end_closes_its_connections_only(scene: Scene) -> None:
    scene.comes("jonas", 1, room_sid="RM_first")
    scene.comes("nadia", 1, room_sid="RM_second")
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_finished(room, room_sid="RM_first", finished_at=minute(5), at=minute(5))
    assert [visit.participant.user_ref for visit in scene.room.visits.exclude(left_at=None)] == ["jonas"]
    assert attendance.count_inside(scene.room) == 1


# --- A server that dies under one incarnation, with Redis
def test_whoever_a_server_lost_that_died_twice_was_lost_the_first_time(scene: Scene) -> None:
    scene.starts(0)
    first = scene.comes("nadia", 1)
    scene.starts(10, made=0)
    again = scene.comes("nadia", 11)
    scene.starts(20, made=0)
    ends = {
        visit.livekit_sid: visit.left_at for visit in scene.room.visits.all() if visit.left_at is not None
    }
    assert minute(1) <= ends[first.sid] <= minute(10)
    assert minute(11) <= ends[again.sid] <= minute(20)


def test_in_whatever_order_its_starts_are_heard_of(scene: Scene) -> None:
    scene.starts(0)
    first = scene.comes("nadia", 1)
    scene.starts(20, made=0)
    scene.starts(10, made=0)
    visit = scene.room.visits.get(livekit_sid=first.sid)
    assert visit.left_at == minute(5.5)
    assert visit.left_precision == pytest.approx(4.5 * 60)
