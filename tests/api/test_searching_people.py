"""Finding somebody in the list of a crowd."""

import pytest
from django.utils import timezone

from rooms.models import Room, RoomParticipant, Visit
from tests.api.calling import Answer, Caller
from tests.calls import room_of, seat
from tests.site import MakeSession, Site, User

NAMES = ["Özge Yılmaz", "ozan demir", "Anna-Lena O'Neill", "100% Real", "A_B", "Дмитрий Иванов"]


@pytest.fixture
def room(make_session: MakeSession, client_user: User, practitioner: User) -> Room:
    """A broadcast: Nadia leads it, Jonas and those named above watch; only he and Özge are inside."""
    session = make_session("broadcast")
    room = room_of(session)
    seat(session, practitioner)
    jonas = seat(session, client_user)
    crowd = [
        RoomParticipant.objects.create(
            room=room, user_ref=f"v{number}", identity=f"v{number}", name=name, role="viewer"
        )
        for number, name in enumerate(NAMES)
    ]
    for who in (jonas, crowd[0]):
        Visit.objects.create(
            room=room,
            participant=who,
            livekit_sid=f"PA_{who.pk}",
            joined_at=timezone.now(),
            joined_known_by="webhook",
        )
    return room


@pytest.fixture
def nadia(practitioner: User) -> Caller:
    return Caller(practitioner)


def found(answer: Answer) -> list[str]:
    return [person["name"] for person in answer.body["results"]]


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("demir", ["ozan demir"]),
        ("OZAN", ["ozan demir"]),
        ("özge", ["Özge Yılmaz"]),
        ("ÖZGE", ["Özge Yılmaz"]),
        ("O%CC%88zge", ["Özge Yılmaz"]),  # as another keyboard writes it
        ("иванов", ["Дмитрий Иванов"]),
        ("o'n", ["Anna-Lena O'Neill"]),
        ("%20%20jonas%20", ["Jonas Weber"]),
        ("a-l", ["Anna-Lena O'Neill"]),
        # Nothing has a meaning of its own.
        ("%25", ["100% Real"]),
        ("_", ["A_B"]),
        (".", ["Dr. Nadia Rahman"]),
        (".*", []),
        ("(", []),
        ("\\", []),
        ("%00demir%00", ["ozan demir"]),
        ("nobody", []),
    ],
)
def test_a_part_of_a_name_is_enough(search: str, names: list[str], room: Room, nadia: Caller) -> None:
    answer = nadia.people(room, f"?search={search}")

    assert found(answer) == names
    assert answer.body["count"] == len(names)


@pytest.mark.parametrize("search", ["jörn", "JÖRN", "jo%CC%88rn"])
def test_a_name_that_the_host_spells_with_two_signs_for_a_letter_is_found(
    search: str, site: Site, make_session: MakeSession, client_user: User, practitioner: User, nadia: Caller
) -> None:
    site.rename(client_user, "Jo\u0308rn Weber")
    session = make_session("broadcast")
    for user in (practitioner, client_user):
        seat(session, user)

    assert found(nadia.people(room_of(session), f"?search={search}")) == ["J\u00f6rn Weber"]


@pytest.mark.parametrize("query", ["", "?search=", "?search=%20", "?search=%00"])
def test_who_searches_for_nothing_finds_everybody(query: str, room: Room, nadia: Caller) -> None:
    assert nadia.people(room, query).body["count"] == 8


def test_those_inside_and_those_who_are_not(room: Room, nadia: Caller) -> None:
    assert found(nadia.people(room, "?inside=true")) == ["Jonas Weber", "Özge Yılmaz"]
    assert nadia.people(room, "?inside=false").body["count"] == 6
    assert found(nadia.people(room, "?inside=1&search=jonas")) == ["Jonas Weber"]


def test_those_of_one_role(room: Room, nadia: Caller) -> None:
    assert found(nadia.people(room, "?role=host")) == ["Dr. Nadia Rahman"]
    assert nadia.people(room, "?role=viewer").body["count"] == 7
    assert nadia.people(room, "?role=participant").body["count"] == 0


def test_pages_keep_what_was_asked_for(room: Room, nadia: Caller) -> None:
    first = nadia.people(room, "?role=viewer&page_size=4")

    assert (len(found(first)), first.body["count"]) == (4, 7)
    assert "role=viewer" in first.body["next"]
    assert "page_size=4" in first.body["next"]


@pytest.mark.parametrize("query", ["?inside=perhaps", "?inside=", "?role=boss", "?role="])
def test_what_cannot_be_meant(query: str, room: Room, nadia: Caller) -> None:
    assert nadia.people(room, query) == (400, "invalid")


def test_the_crowd_itself_may_not(room: Room, client_user: User) -> None:
    assert Caller(client_user).people(room, "?search=ö") == (403, "not_allowed")
