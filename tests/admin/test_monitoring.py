"""How long, and how many: columns and filters of rooms, people and visits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from rooms import attendance, lifecycle
from rooms.admin.columns import NONE
from rooms.admin.durations import spell, time_inside
from rooms.host import Person
from rooms.models import Role, Room, Visit
from rooms.statement_page.words import exact_words
from tests.admin.conftest import PutInside, end
from tests.conftest import MakeBooking

pytestmark = pytest.mark.django_db(transaction=True)

ROOMS = reverse("admin:rooms_room_changelist")
PEOPLE = reverse("admin:rooms_roomparticipant_changelist")
VISITS = reverse("admin:rooms_visit_changelist")
NOW = timezone.now()


def ago(**time: float) -> timedelta:
    return timedelta(**time)


def names(operator: Client, address: str, **query: str) -> set[str]:
    """The rows that the list shows."""
    return {str(row) for row in operator.get(address, query).context["cl"].result_list}


def person_of(user: User) -> Person:
    return Person(ref=str(user.pk), name=user.name, email=user.email)


# --- Rooms
def test_the_list_says_how_many_are_and_were_inside_and_for_how_long(
    operator: Client, room: Room, client_user: User, practitioner: User, put_inside: PutInside
) -> None:
    begun = timezone.now() - ago(minutes=40)
    put_inside(room, practitioner, since=begun, until=begun + ago(minutes=10))
    put_inside(room, client_user, since=begun, until=begun + ago(minutes=32, seconds=5))
    page = operator.get(ROOMS)
    (row,) = page.context["cl"].result_list
    admin = page.context["cl"].model_admin
    assert (row.participant_count, admin.came(row)) == (0, 2)
    assert (admin.planned(row), admin.lasted(row)) == ("60\u00a0min", "32\u00a0min 05\u00a0s")
    for word in ("Inside", "Came", "Lasted", "32\u00a0min 05\u00a0s", "of 60\u00a0min"):
        assert word in page.content.decode()


def test_a_room_that_runs_lasts_until_now_and_an_unused_one_did_not_last(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    page = operator.get(ROOMS)
    assert page.context["cl"].model_admin.lasted(page.context["cl"].result_list[0]) == NONE
    put_inside(room, client_user, since=timezone.now() - ago(minutes=20))
    page = operator.get(ROOMS)
    assert page.context["cl"].model_admin.lasted(page.context["cl"].result_list[0]).startswith("20\u00a0min")


def test_the_situation_of_a_room(
    operator: Client, make_booking: MakeBooking, client_user: User, put_inside: PutInside
) -> None:
    made: dict[str, Room] = {}
    begun = {
        "running": 5,
        "empty": 5,
        "over time": 70,
        "ended": 30,
        "long": 90,
        "nobody": 30,
        "to come": -600,
    }
    for name, minutes in begun.items():
        booking = make_booking(starts_at=timezone.now() - ago(minutes=minutes))
        made[name] = Room.objects.get(subject_ref=str(booking.pk))
    put_inside(made["running"], client_user)
    put_inside(made["over time"], client_user)
    put_inside(
        made["ended"],
        client_user,
        since=timezone.now() - ago(minutes=29),
        until=timezone.now() - ago(minutes=9),
    )
    put_inside(
        made["long"],
        client_user,
        since=timezone.now() - ago(minutes=89),
        until=timezone.now() - ago(minutes=9),
    )
    for name in ("ended", "long", "nobody"):
        end(made[name])

    def situation(value: str) -> set[str]:
        shown = names(operator, ROOMS, situation=value)
        return {name for name, room in made.items() if room.name in shown}

    assert situation("running") == {"running", "over time"}
    assert situation("empty") == {"empty"}
    assert situation("today") == {"ended", "long", "nobody"}
    assert situation("longer") == {"over time", "long"}
    assert situation("nobody") == {"nobody"}


def test_what_ended_yesterday_did_not_end_today(operator: Client, room: Room) -> None:
    end(room)
    Room.objects.update(ended_at=timezone.now() - ago(hours=25))
    assert names(operator, ROOMS, situation="today") == set()
    assert names(operator, ROOMS) == {room.name}


@pytest.mark.parametrize(
    "query",
    [
        {"room_type__exact": "individual", "status__exact": "ended", "outcome__exact": "no_show_both"},
        {"end_reason__exact": "empty", "situation": "today"},
        {"situation": "no-such-thing"},
    ],
)
def test_filters_go_together(query: dict[str, str], operator: Client, room: Room) -> None:
    end(room)
    assert names(operator, ROOMS, **query) == {room.name}
    assert names(operator, ROOMS, **{**query, "room_type__exact": "broadcast"}) == set()


# --- Searching for a person
@pytest.mark.parametrize(
    "word", ["Jonas Weber", "weber jonas", "jonas@example.org", "JONAS@Example.org", "ref"]
)
def test_rooms_and_people_are_found_by_who_holds_a_token(
    word: str, operator: Client, room: Room, client_user: User, make_booking: MakeBooking, stranger: User
) -> None:
    """Somebody who never came in is known to the room, too."""
    make_booking(client=stranger)
    with lifecycle.locked_room(pk=room.pk) as locked:
        person = person_of(client_user)
        attendance.ensure_participant(locked, person, user=client_user, role=Role.PARTICIPANT, is_client=True)
    word = str(client_user.pk) if word == "ref" else word
    found = names(operator, ROOMS, q=word)
    assert room.name in found
    assert "Jonas Weber" in names(operator, PEOPLE, q=word)


@pytest.mark.parametrize("word", ["özge", "ÖZGE", "yılmaz özge", "O\u0308zge", "o'ne"])
def test_a_name_is_found_in_any_case_and_spelling(
    word: str, operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    client_user.name = "Özge O'Neill Yılmaz"
    put_inside(room, client_user)

    assert names(operator, ROOMS, q=word) == {room.name}
    assert names(operator, PEOPLE, q=word) == {"Özge O'Neill Yılmaz"}


def test_no_sign_of_a_search_means_anything(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user)
    for word in (".", "J.nas", "(", "%", "_", "[A-Z]"):
        assert names(operator, PEOPLE, q=word) == set(), word


# --- People and visits
def test_a_person_s_time_counts_two_devices_once(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    begun = timezone.now() - ago(minutes=40)
    for since, until in ((0, 20), (10, 30)):
        put_inside(room, client_user, since=begun + ago(minutes=since), until=begun + ago(minutes=until))
    page = operator.get(PEOPLE).content.decode()
    assert "30\u00a0min 00\u00a0s" in page
    visits = operator.get(VISITS).content.decode()
    assert visits.count("20\u00a0min 00\u00a0s") == 2
    assert (
        "30\u00a0min 00\u00a0s"
        in operator.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    )


def test_the_situation_of_a_person(
    operator: Client, room: Room, client_user: User, practitioner: User, stranger: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user)
    left = put_inside(room, practitioner, until=timezone.now())
    with lifecycle.locked_room(pk=room.pk) as locked:
        never = attendance.ensure_participant(
            locked, person_of(stranger), user=stranger, role=Role.PARTICIPANT, is_client=False
        )
        attendance.remove(never, at=timezone.now())
    assert names(operator, PEOPLE, situation="inside") == {"Jonas Weber"}
    assert names(operator, PEOPLE, situation="came") == {"Jonas Weber", left.name}
    assert names(operator, PEOPLE, situation="never") == {"Felix Stern"}
    assert names(operator, PEOPLE, situation="out") == {"Felix Stern"}


def test_the_situation_of_a_visit(
    operator: Client, make_booking: MakeBooking, client_user: User, put_inside: PutInside
) -> None:
    booking = make_booking(starts_at=timezone.now() - ago(minutes=70))
    room = Room.objects.get(subject_ref=str(booking.pk))
    begun = timezone.now() - ago(minutes=70)
    put_inside(room, client_user, sid="PA_early", since=begun, until=begun + ago(minutes=50))
    put_inside(room, client_user, sid="PA_late", since=begun, until=begun + ago(minutes=65))
    put_inside(room, client_user, sid="PA_open", since=begun)
    assert names(operator, VISITS, situation="inside") == {"PA_open"}
    assert names(operator, VISITS, situation="ended") == {"PA_early", "PA_late"}
    assert names(operator, VISITS, situation="late") == {"PA_late", "PA_open"}


# --- Words
@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min 00 s"), (62, "1 min 02 s"), (5400, "90 min 00 s"), (-5, "0 min 00 s")],
)
def test_a_duration_in_words(seconds: int, words: str) -> None:
    assert spell(timedelta(seconds=seconds)).replace("\u00a0", " ") == words


@pytest.mark.parametrize("seconds", [0.0, 0.4, 0.5, 59.4, 59.6, 314.993909, 2803.5, 3599.5])
def test_a_duration_is_the_one_that_stands_on_the_statement(seconds: float) -> None:
    on_the_statement = exact_words(seconds).replace("\u00a0", " ")
    assert spell(timedelta(seconds=seconds)).replace("\u00a0", " ") == on_the_statement


def test_who_was_never_inside_has_no_duration() -> None:
    assert spell(time_inside([], at=NOW)) == NONE


def test_a_visit_that_begins_after_now_lasts_nothing_yet() -> None:
    """Clocks of two servers differ by moments."""
    assert time_inside([Visit(joined_at=NOW + ago(seconds=2))], at=NOW) == timedelta(0)


def test_it_is_said_in_german(operator: Client, room: Room) -> None:
    found = operator.get(ROOMS, headers={"Accept-Language": "de"}).content.decode()
    for word in ("Gekommen", "Länger als geplant", "Heute beendet", "Lage"):
        assert word in found


def test_a_host_whose_users_have_no_e_mail_address_can_search(
    operator: Client, room: Room, client_user: User, put_inside: PutInside, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_inside(room, client_user)
    monkeypatch.setattr(User, "get_email_field_name", classmethod(lambda cls: "telephone"))
    assert names(operator, ROOMS, q="Jonas") == {room.name}
    assert names(operator, PEOPLE, q="jonas@example.org") == set()
