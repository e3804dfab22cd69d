"""What an entry costs where there is nothing to put right: nearly always."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import dropwhile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from rooms.exceptions import Refused
from rooms.host import Host, get_host
from rooms.models import ConsentRule, Room, RoomParticipant
from tests.calls import ask, room_of
from tests.recordings.places import Place, folder
from tests.site import Booking, MakeSession, Site, User

__all__ = ["folder"]

pytestmark = pytest.mark.django_db


def statements(found: Iterable[Mapping[str, str]]) -> list[str]:
    """What was asked of our own tables, in a few words."""
    told = [re.match(r'(SELECT|INSERT|UPDATE).*?"(rooms_\w+)"', query["sql"]) for query in found]
    return [f"{match[1]} {match[2]}" for match in told if match]


def is_locked(found: CaptureQueriesContext) -> bool:
    """A transaction of its own, which is a savepoint within that of the test."""
    return any("SAVEPOINT" in query["sql"] for query in found)


def test_who_returns_is_decided_and_written_in_one_look(booking: Booking, client_user: User) -> None:
    ask(booking, client_user)
    with CaptureQueriesContext(connection) as found:
        ask(booking, client_user)
    assert statements(found) == [
        "SELECT rooms_room",
        "SELECT rooms_roomparticipant",
        "UPDATE rooms_roomparticipant",
    ]
    assert is_locked(found)


def test_who_comes_first_is_no_dearer_than_a_row(booking: Booking, client_user: User) -> None:
    room_of(booking)
    with CaptureQueriesContext(connection) as found:
        ask(booking, client_user)
    assert statements(found) == [
        "SELECT rooms_room",
        "SELECT rooms_roomparticipant",
        "INSERT rooms_roomparticipant",
        "UPDATE rooms_roomparticipant",
    ]


@pytest.mark.parametrize("rule", ConsentRule.values)
@pytest.mark.parametrize("subject", ["booking", "workshop", "broadcast"])
def test_where_people_may_be_recorded_it_is_one_query_dearer(
    rule: str,
    subject: str,
    booking: Booking,
    make_session: MakeSession,
    client_user: User,
    folder: Place,
    settings: Settings,
) -> None:
    wanted = booking if subject == "booking" else make_session(subject)
    room = room_of(wanted)
    able = settings.ROOMS

    def cost(*, recording: bool) -> int:
        """Of coming back, which is what a crowd does."""
        settings.ROOMS = able if recording else {**able, "RECORDING_STORAGE": ""}
        Room.objects.filter(pk=room.pk).update(recording_enabled=recording, recording_consent=rule)
        ask(wanted, client_user)
        with CaptureQueriesContext(connection) as found:
            ask(wanted, client_user)
        assert Room.objects.get(pk=room.pk).recording_enabled is recording
        return len(found)

    assert cost(recording=True) <= cost(recording=False) + 1


@pytest.mark.parametrize("who", ["practitioner", "client_user"])
def test_the_host_is_asked_once(
    who: str, booking: Booking, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    user: User = request.getfixturevalue(who)
    ask(booking, user)
    asked = list[str]()

    def count(name: str) -> None:
        answer = getattr(type(get_host()), name)

        def ask_host(self: Host, *about: Any) -> Any:
            asked.append(name)
            return answer(self, *about)

        monkeypatch.setattr(type(get_host()), name, ask_host)

    count("describe")
    count("clients")

    ask(booking, user)

    assert asked == ["describe"]


@pytest.mark.parametrize("subject", ["booking", "session"])
def test_a_stranger_takes_no_lock(
    subject: str, booking: Booking, make_session: MakeSession, stranger: User
) -> None:
    """Whoever knocks at doors that are not theirs must not keep those inside from being counted."""
    wanted = booking if subject == "booking" else make_session()
    room_of(wanted)
    with CaptureQueriesContext(connection) as found, pytest.raises(Refused) as refused:
        ask(wanted, stranger)
    assert refused.value.code == "not_a_participant"
    locked = list(dropwhile(lambda query: "SAVEPOINT" not in query["sql"], found))
    assert {told.split()[1] for told in statements(locked)} <= {"rooms_tally"}, "that they are counted is all"


def test_who_was_removed_is_refused_and_nothing_is_written(booking: Booking, client_user: User) -> None:
    participant = ask(booking, client_user).participant
    RoomParticipant.objects.filter(pk=participant.pk).update(removed_at=timezone.now(), seat_until=None)

    with pytest.raises(Refused) as refused:
        ask(booking, client_user)

    participant.refresh_from_db()
    assert refused.value.code == "removed"
    assert participant.seat_until is None


def test_a_subject_that_was_moved_behind_our_back_is_brought_in_line_first(
    booking: Booking, client_user: User, site: Site
) -> None:
    room, later = room_of(booking), timezone.now() - timedelta(minutes=5)
    Room.objects.filter(pk=room.pk).update(
        scheduled_start=later, scheduled_end=later + timedelta(minutes=5), title="Another one"
    )

    entered = ask(booking, client_user).room

    assert entered.title != "Another one"
    assert entered.scheduled_start != later


def test_who_booked_again_is_let_back_in(make_session: MakeSession, client_user: User) -> None:
    session = make_session(clients=(client_user,))
    participant = ask(session, client_user).participant
    participant.barred_at = timezone.now()
    participant.save(update_fields=["barred_at"])

    ask(session, client_user)

    participant.refresh_from_db()
    assert participant.barred_at is None
