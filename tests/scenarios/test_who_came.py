"""Clients who are late, never come, or come to two sessions at once; and those who do not count."""

import pytest

from estuary.accounts.models import User
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Outcome
from tests.api.calling import Caller
from tests.scenarios.conftest import Gather

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ["workshop", "course", "webinar", "broadcast"]


@pytest.mark.parametrize("kind", ["session", *KINDS])
def test_a_client_who_is_late_has_come(
    kind: str, gather: Gather, practitioner: User, client_user: User
) -> None:
    gathering = gather(kind)
    gathering.comes(practitioner, 0)
    gathering.works(40)
    assert not gathering.room.has_ended
    gathering.comes(client_user, 55)
    gathering.goes(client_user, 70)
    gathering.goes(practitioner, 70)
    gathering.closes(76)
    assert gathering.states()["Jonas Weber"] == State.COMPLETED
    assert gathering.minutes_of(client_user) == [(55, 70)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_booking_ends_as_its_client_came(
    kind: str, gather: Gather, practitioner: User, client_user: User, second_client: User, aylin: User
) -> None:
    gathering = gather(kind, clients=(client_user, second_client, aylin))
    for user, (since, until) in {practitioner: (0, 60), client_user: (1, 60), aylin: (30, 32)}.items():
        gathering.comes(user, since)
        gathering.works(since)
        gathering.goes(user, until)
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.COMPLETED
    assert gathering.states() == {
        "Jonas Weber": State.COMPLETED,
        "Mara Lindgren": State.NO_SHOW,
        "Aylin Demir": State.COMPLETED,
    }
    gathering.subject.refresh_from_db()
    assert gathering.subject.state == SessionState.COMPLETED


@pytest.mark.parametrize("kind", KINDS)
def test_where_no_client_comes_each_has_missed_it(kind: str, gather: Gather, practitioner: User) -> None:
    gathering = gather(kind)
    gathering.comes(practitioner, 0)
    gathering.goes(practitioner, 30)
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.NO_SHOW_CLIENT
    assert gathering.states() == {"Jonas Weber": State.NO_SHOW, "Mara Lindgren": State.NO_SHOW}


def test_where_nobody_comes_nobody_had_a_session(gather: Gather) -> None:
    gathering = gather("webinar")
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.NO_SHOW_BOTH
    assert set(gathering.states().values()) == {State.NO_SHOW}


def test_who_comes_back_is_one_person_with_two_visits(
    gather: Gather, practitioner: User, client_user: User
) -> None:
    gathering = gather("workshop")
    gathering.comes(practitioner, 0)
    first = gathering.comes(client_user, 1)
    gathering.goes(client_user, 10)
    again = gathering.comes(client_user, 20)
    assert again.body["participant_id"] == first.body["participant_id"]
    assert again.body["identity"] == first.body["identity"]
    gathering.goes(client_user, 50)
    gathering.goes(practitioner, 50)
    gathering.closes(56)
    assert gathering.minutes_of(client_user) == [(1, 10), (20, 50)]


# --- A client with two sessions at once
@pytest.mark.parametrize("other_kind", ["session", "webinar"])
def test_a_client_with_two_sessions_at_once_is_two_people_to_livekit(
    other_kind: str, gather: Gather, practitioner: User, assistant: User, client_user: User
) -> None:
    one, other = gather("workshop"), gather(other_kind)
    assert one.room.name != other.room.name
    one.comes(practitioner, 0)
    other.comes(assistant, 0)
    here, there = one.comes(client_user, 5), other.comes(client_user, 10)
    assert here.body["identity"] != there.body["identity"]
    assert here.body["participant_id"] != there.body["participant_id"]
    one.goes(client_user, 20)
    assert (one.inside(), other.inside()) == (["Dr. Nadia Rahman"], ["Jonas Weber", "Priya Nair"])
    other.goes(client_user, 45)
    one.goes(practitioner, 50)
    other.goes(assistant, 50)
    one.closes(66)
    other.works(66)
    assert one.minutes_of(client_user) == [(5, 20)]
    assert other.minutes_of(client_user) == [(10, 45)]
    assert one.states()["Jonas Weber"] == other.states()["Jonas Weber"] == State.COMPLETED


def test_what_was_missed_while_in_another_session_was_missed(
    gather: Gather, practitioner: User, assistant: User, client_user: User
) -> None:
    attended, missed = gather("workshop"), gather("webinar")
    attended.comes(practitioner, 0)
    attended.comes(client_user, 0)
    missed.comes(assistant, 0)
    for user in (practitioner, client_user):
        attended.goes(user, 50)
    missed.goes(assistant, 50)
    attended.works(66)
    missed.works(66)
    assert attended.states()["Jonas Weber"] == State.COMPLETED
    assert missed.states()["Jonas Weber"] == State.NO_SHOW


# --- Those who do not count
@pytest.mark.parametrize("kind", ["session", "workshop", "broadcast"])
@pytest.mark.parametrize(
    ("with_practitioner", "outcome"), [(True, Outcome.NO_SHOW_CLIENT), (False, Outcome.NO_SHOW_BOTH)]
)
def test_a_guest_does_not_count(
    kind: str, with_practitioner: bool, outcome: str, gather: Gather, practitioner: User, livekit: object
) -> None:
    gathering = gather(kind)
    if with_practitioner:
        gathering.comes(practitioner, 0)
    gathering.connects("guest_5f1c", 1)
    assert gathering.room.participant_count == 1 + with_practitioner, "inside all the same"
    gathering.livekit.leaves(gathering.room.name, "guest_5f1c")
    if with_practitioner:
        gathering.goes(practitioner, 50)
    gathering.works(55)
    gathering.closes(66)
    assert gathering.room.outcome == outcome
    assert set(gathering.states().values()) == {State.NO_SHOW}


def test_a_practitioner_who_only_tried_the_room_before_has_not_come_alone(
    gather: Gather, practitioner: User, client_user: User
) -> None:
    """Both came, at different times: the design counts that as completed, and nobody as missing."""
    gathering = gather("workshop")
    gathering.comes(practitioner, -10)
    gathering.goes(practitioner, -8)
    gathering.comes(client_user, 0)
    gathering.goes(client_user, 20)
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.COMPLETED
    assert gathering.states() == {"Jonas Weber": State.COMPLETED, "Mara Lindgren": State.NO_SHOW}


def test_a_token_alone_is_not_attendance(gather: Gather, practitioner: User, client_user: User) -> None:
    gathering = gather("webinar")
    gathering.comes(practitioner, 0)
    assert Caller(client_user).join(gathering.subject).status == 200
    gathering.goes(practitioner, 50)
    gathering.closes(66)
    assert gathering.states()["Jonas Weber"] == State.NO_SHOW
