"""Rows of people, their seats, removals and bars."""

from django.utils import timezone

from rooms import attendance
from rooms.models import Role
from tests.fakes.host import JONAS
from tests.fakes.scene import MakeScene, Scene, minute


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


def _taken(scene: Scene, number: float) -> int:
    return attendance.count_taken(scene.room, at=minute(number), without_user_ref="mara")
