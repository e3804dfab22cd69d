"""The ledger's writer: each connection once, each end once, better evidence refines."""

from dataclasses import replace
from itertools import permutations

import pytest
from django.utils import timezone

from rooms import attendance
from rooms.models import KnownBy, Medium, ParticipantKind, Role, Visit
from tests.fakes.host import JONAS
from tests.fakes.scene import MakeScene, Scene, minute

# --- Joining


def test_a_connection_is_entered_once(scene: Scene) -> None:
    jonas = scene.connection("jonas", minute(3))
    first, is_new = attendance.record_join(scene.room, jonas, known_by=KnownBy.WEBHOOK)
    again, is_new_again = attendance.record_join(scene.room, jonas, known_by=KnownBy.WEBHOOK)
    assert (first, is_new, is_new_again) == (again, True, False)


@pytest.mark.parametrize("order", list(permutations([3, 1, 2])))
def test_a_join_only_ever_moves_earlier(order: tuple[int, ...], scene: Scene) -> None:
    for number in order:
        connection = scene.connection("jonas", minute(number), sid="PA_one")
        attendance.record_join(scene.room, connection, known_by=KnownBy.WEBHOOK)
    assert Visit.objects.get().joined_at == minute(1)
    assert scene.person("jonas").first_seen_at == minute(1)


def test_one_identity_may_have_two_connections(scene: Scene) -> None:
    for sid in ("PA_phone", "PA_laptop"):
        connection = scene.connection("jonas", minute(1), sid=sid)
        attendance.record_join(scene.room, connection, known_by=KnownBy.WEBHOOK)
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
    visit, is_new = attendance.record_join(
        scene.room, scene.connection("EG_1", minute(1)), known_by=KnownBy.WEBHOOK, only_known=True
    )
    assert (visit, is_new, scene.room.participants.count()) == (None, False, 0)


# --- Leaving
def test_an_end_is_set_once(scene: Scene) -> None:
    visit = _inside(scene)
    assert attendance.record_leave(visit, left_at=minute(5), known_by=KnownBy.WEBHOOK)
    assert not attendance.record_leave(visit, left_at=minute(9), known_by=KnownBy.WEBHOOK)
    visit.refresh_from_db()
    assert visit.left_at == minute(5)


EVIDENCE = [KnownBy.WEBHOOK, KnownBy.RECONCILE, KnownBy.ROOM_END, KnownBy.ESTIMATE]


@pytest.mark.parametrize(("first", "second"), list(permutations(EVIDENCE, 2)))
def test_better_evidence_refines_it_and_worse_does_not(first: KnownBy, second: KnownBy, scene: Scene) -> None:
    visit = _inside(scene)
    attendance.record_leave(visit, left_at=minute(5), known_by=first, reason="X")
    attendance.record_leave(visit, left_at=minute(9), known_by=second)
    better = EVIDENCE.index(second) < EVIDENCE.index(first)
    visit.refresh_from_db()
    assert (visit.left_at, visit.left_known_by) == ((minute(9), second) if better else (minute(5), first))
    assert visit.leave_reason == "X"


def test_nobody_leaves_before_they_came(scene: Scene) -> None:
    visit = _inside(scene, 3)
    attendance.record_leave(visit, left_at=minute(1), known_by=KnownBy.WEBHOOK)
    assert visit.left_at == minute(3)


def test_one_incarnations_end_closes_its_connections_only(scene: Scene) -> None:
    scene.comes("jonas", 1, room_sid="RM_first")
    scene.comes("nadia", 1, room_sid="RM_second")
    closed = attendance.close_visits(
        scene.room, left_at=minute(5), known_by=KnownBy.ROOM_END, room_sid="RM_first"
    )
    assert [visit.participant.user_ref for visit in closed] == ["jonas"]
    assert attendance.count_inside(scene.room) == 1


def test_who_is_not_listed_is_missing_unless_they_came_after_it(scene: Scene) -> None:
    listed, unlisted, late = (
        scene.comes("nadia", 1),
        scene.comes("jonas", 1),
        scene.comes("guest_1", 4.99),
    )
    missing = attendance.missing_from(scene.room, {listed.sid}, listed_at=minute(5))
    assert [visit.livekit_sid for visit in missing] == [unlisted.sid]
    assert late.sid not in {visit.livekit_sid for visit in missing}


# --- People
def test_a_person_keeps_identity_and_row_whatever_else_changes(scene: Scene) -> None:
    first = scene.person("jonas")
    again = attendance.ensure_participant(
        scene.room,
        type(JONAS)("jonas", "Jonas Weber-Lindgren", "new@example.org"),
        user=None,
        role=Role.HOST,
        is_client=False,
    )
    assert (again.pk, again.identity) == (first.pk, first.identity)
    again.refresh_from_db()
    assert (again.name, again.role, again.is_client) == ("Jonas Weber-Lindgren", Role.HOST, False)


def test_two_rooms_have_two_rows_of_one_person(make_scene: MakeScene) -> None:
    one, other = make_scene(), make_scene()
    assert one.person("jonas").pk != other.person("jonas").pk


# --- Seats
def test_a_token_holds_a_seat_for_a_minute(scene: Scene) -> None:
    attendance.hold_seat(scene.person("jonas"), at=minute(0))
    assert _taken(scene, 0.9) == 1
    assert _taken(scene, 1) == 0


def test_who_is_inside_has_one_seat_with_two_devices(scene: Scene) -> None:
    scene.comes("jonas", 0)
    scene.comes("jonas", 0)
    attendance.hold_seat(scene.person("jonas"), at=minute(0))
    assert _taken(scene, 0.5) == 1


def test_ones_own_seat_is_not_in_ones_way(scene: Scene) -> None:
    scene.comes("jonas", 0)
    assert attendance.count_taken(scene.room, at=minute(0), without_user_ref="jonas") == 0


def test_a_guest_is_counted_for_everybody_else(scene: Scene) -> None:
    scene.comes("guest_1", 0)
    assert _taken(scene, 0) == 1


def test_who_leaves_frees_the_seat_at_once(scene: Scene) -> None:
    attendance.hold_seat(scene.person("jonas"), at=minute(0))
    jonas = scene.comes("jonas", 0.1)
    scene.goes(jonas, 0.2)
    assert _taken(scene, 0.3) == 0


def test_unless_a_page_that_was_loaded_again_holds_it(scene: Scene) -> None:
    attendance.hold_seat(scene.person("jonas"), at=minute(0))
    jonas = scene.comes("jonas", 0.1)
    attendance.hold_seat(scene.person("jonas"), at=minute(5))
    scene.goes(jonas, 5.01, reason="DUPLICATE_IDENTITY")
    assert _taken(scene, 5.5) == 1


def test_in_an_ended_room_nobody_holds_a_seat(scene: Scene) -> None:
    attendance.hold_seat(scene.person("jonas"), at=timezone.now())
    attendance.release_seats(scene.room)
    assert scene.person("jonas").seat_until is None


# --- Removed and barred
def test_removing_keeps_the_first_moment_and_readmitting_clears_it(scene: Scene) -> None:
    attendance.remove(scene.person("jonas"), at=minute(1))
    attendance.remove(scene.person("jonas"), at=minute(2))
    assert scene.person("jonas").removed_at == minute(1)
    assert attendance.unwelcome_identities(scene.room) == {scene.person("jonas").identity}
    attendance.readmit(scene.person("jonas"))
    assert attendance.unwelcome_identities(scene.room) == set()


def test_barring_returns_who_is_newly_barred(scene: Scene) -> None:
    scene.person("jonas")
    scene.person("mara")
    scene.person("nadia")

    def bar(*allowed: str) -> list[str]:
        barred = attendance.bar_all_but(scene.room, set(allowed), at=minute(1))
        return [person.user_ref for person in barred]

    assert bar("jonas", "mara") == []
    assert bar("jonas") == ["mara"]
    assert bar("jonas") == []
    assert bar("mara") == ["jonas"]
    assert scene.person("mara").barred_at is None
    assert scene.person("nadia").barred_at is None


def _inside(scene: Scene, number: float = 0) -> Visit:
    scene.comes("jonas", number)
    return Visit.objects.select_related("participant").get()


def _taken(scene: Scene, number: float) -> int:
    return attendance.count_taken(scene.room, at=minute(number), without_user_ref="mara")
