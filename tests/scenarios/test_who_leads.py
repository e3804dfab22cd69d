"""Two practitioners, an assistant, a practitioner who is late or never comes."""

import pytest
from django.test import Client

from estuary.accounts.models import User
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Outcome, Status
from tests.api.calling import Caller
from tests.scenarios.conftest import Gather

#: Rooms are made on commit, effects run after it.
pytestmark = pytest.mark.django_db(transaction=True)

#: Kinds of services whose sessions many book, and what their clients are in the room.
KINDS = {"workshop": "participant", "course": "viewer", "webinar": "viewer", "broadcast": "viewer"}


@pytest.mark.parametrize("kind", ["session", *KINDS])
def test_of_two_practitioners_either_is_host(
    kind: str, gather: Gather, practitioner: User, assistant: User
) -> None:
    gathering = gather(kind)
    for leader in (practitioner, assistant):
        answer = gathering.comes(leader, 0)
        assert answer.body["role"] == "host"
        assert answer.body["permissions"]["can_moderate"] is True
        assert answer.body["permissions"]["can_publish"] is True


@pytest.mark.parametrize(("kind", "role"), KINDS.items())
def test_who_booked_a_session_enters_as_its_kind_has_it(
    kind: str, role: str, gather: Gather, client_user: User
) -> None:
    answer = gather(kind).comes(client_user, 1)
    assert answer.body["role"] == role
    assert answer.body["permissions"]["can_publish"] is (role == "participant")
    assert answer.body["permissions"]["can_moderate"] is False


@pytest.mark.parametrize("kind", ["session", *KINDS])
def test_one_practitioner_leaves_and_the_other_goes_on(
    kind: str, gather: Gather, practitioner: User, assistant: User, client_user: User
) -> None:
    gathering = gather(kind)
    gathering.comes(practitioner, 0)
    gathering.comes(assistant, 0)
    gathering.comes(client_user, 1)
    gathering.goes(practitioner, 10)
    gathering.works(12)
    assert gathering.room.status == Status.IN_USE
    assert gathering.inside() == ["Jonas Weber", "Priya Nair"]
    gathering.goes(client_user, 50)
    gathering.goes(assistant, 50)
    gathering.closes(56)
    assert gathering.room.outcome == Outcome.COMPLETED
    assert gathering.states()["Jonas Weber"] == State.COMPLETED
    assert gathering.minutes_of(practitioner) == [(0, 10)]


@pytest.mark.parametrize("kind", ["session", "workshop", "webinar"])
def test_an_assistant_alone_can_hold_a_session(
    kind: str, gather: Gather, assistant: User, client_user: User
) -> None:
    gathering = gather(kind)
    gathering.comes(assistant, 2)
    gathering.comes(client_user, 3)
    gathering.goes(client_user, 40)
    gathering.goes(assistant, 41)
    gathering.closes(50)
    assert gathering.room.outcome == Outcome.COMPLETED


@pytest.mark.parametrize("kind", ["workshop", "broadcast"])
def test_either_practitioner_ends_it_for_everyone_and_no_client_can(
    kind: str, gather: Gather, practitioner: User, assistant: User, client_user: User
) -> None:
    gathering = gather(kind)
    for user in (practitioner, assistant, client_user):
        gathering.comes(user, 0)
    assert gathering.ends(client_user) == (403, "not_allowed")
    assert gathering.ends(assistant).status == 200
    gathering.works(30)
    assert gathering.inside() == []
    assert gathering.room.end_reason == "host"
    assert gathering.room.ended_by_ref == str(assistant.pk)


@pytest.mark.parametrize("kind", ["session", *KINDS])
def test_a_practitioner_who_is_late_has_held_it_all_the_same(
    kind: str, gather: Gather, practitioner: User, client_user: User
) -> None:
    gathering = gather(kind)
    gathering.comes(client_user, -5)
    gathering.works(20)
    assert not gathering.room.has_ended, "who waits is not sent away"
    gathering.comes(practitioner, 25)
    gathering.goes(practitioner, 60)
    gathering.goes(client_user, 60)
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.COMPLETED
    assert gathering.states()["Jonas Weber"] == State.COMPLETED


@pytest.mark.parametrize("kind", KINDS)
def test_where_no_practitioner_comes_nobody_has_had_a_session(
    kind: str, gather: Gather, client_user: User, second_client: User, aylin: User
) -> None:
    gathering = gather(kind, clients=(client_user, second_client, aylin))
    for client, until in ((client_user, 15), (second_client, 20)):
        gathering.comes(client, 0)
        gathering.goes(client, until)
    gathering.works(30)
    assert not gathering.room.has_ended, "one of them may still come"
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.NO_SHOW_PRACTITIONER
    assert set(gathering.states().values()) == {State.NO_SHOW}
    gathering.subject.refresh_from_db()
    assert gathering.subject.state == SessionState.MISSED
    for client in (client_user, aylin):
        assert "Did not take place" in page_of(client)


def test_where_no_practitioner_comes_to_an_appointment_it_was_not_the_client(
    gather: Gather, client_user: User
) -> None:
    gathering = gather("session")
    gathering.comes(client_user, 0)
    gathering.goes(client_user, 20)
    gathering.closes(66)
    assert gathering.room.outcome == Outcome.NO_SHOW_PRACTITIONER
    assert "Did not take place" in page_of(client_user)


def test_a_practitioner_has_no_claim_to_somebody_else_s_session(
    gather: Gather, stranger: User, staff: User
) -> None:
    gathering = gather()
    for somebody in (stranger, staff):
        assert Caller(somebody).join(gathering.subject) == (403, "not_a_participant")


def page_of(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.get("/bookings/").content.decode()
