"""Who is forgotten is in no row any more; their minutes are."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone
from pytest_django import Settings

from rooms import effects, inbox, lifecycle
from rooms.models import Effect, Room, RoomParticipant, StatementVersion, Visit, WebhookEvent
from rooms.privacy import find, forget
from rooms.statement.ledger import get_statement
from rooms.statement.storage import to_json
from tests.calls import seat
from tests.privacy.everything import joined, places_of, run, users_in
from tests.site import Booking, MakeBooking, Site, User
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

JONAS = ("Jonas Weber", "jonas@example.org")


def forgets(user: User, *, at: datetime | None = None) -> None:
    forget(find(str(user.pk), user), at=at or timezone.now())


def numbers(room: Room) -> Any:
    """All of a statement but what people are called."""
    said = to_json(get_statement(Room.objects.get(pk=room.pk), at=timezone.now()))
    said["room"].pop("title")
    for person in (*said["people"], *said["absent"]):
        person.pop("name")
        person.pop("user_ref")
    for override in said["overrides"]:
        override.pop("by")
        override.pop("reason")
    for objection in said["objections"]:
        for key in ("name", "user_ref", "text"):
            objection.pop(key)
    return said


def test_no_column_of_any_table_names_them(over: Room, jonas: RoomParticipant, client_user: User) -> None:
    assert places_of(*JONAS, jonas.identity) >= {
        "RoomParticipant.name",
        "RoomParticipant.identity",
        "Room.title",
        "ChatMessage.text",
        "WebhookEvent.payload",
        "Effect.payload",
        "StatementVersion.statement",
        "Objection.name",
        "Objection.text",
        "OutcomeOverride.made_by_name",
        "OutcomeOverride.reason",
    }
    forgets(client_user)
    assert places_of(*JONAS, jonas.identity, f'"user_ref": "{client_user.pk}"') == set()
    assert client_user.pk not in users_in()
    assert not RoomParticipant.objects.filter(user_ref=str(client_user.pk)).exists()
    assert Room.objects.get(pk=over.pk).ended_by_ref.startswith("forgotten-")


def test_what_others_are_called_and_did_stays(over: Room, nadia: RoomParticipant, client_user: User) -> None:
    forgets(client_user)
    nadia.refresh_from_db()
    assert nadia.name in {row.name for row in over.participants.all()}
    said = get_statement(over, at=timezone.now())
    assert nadia.user_ref in {person.user_ref for person in said.people}
    assert {objection.name for objection in said.objections} > {nadia.name}


def test_the_minutes_stay_and_nothing_is_announced(over: Room, client_user: User) -> None:
    before, versions = numbers(over), StatementVersion.objects.values_list("number", "why", "made_at")
    announced = Effect.objects.filter(kind__in=["signal", "tell_host"])
    were, told = list(versions), announced.count()
    forgets(client_user)
    with lifecycle.locked_room(pk=over.pk) as room:
        lifecycle.reconsider_outcome(room, at=timezone.now())
    effects.run_due(at=timezone.now() + timedelta(minutes=5))
    assert numbers(over) == before
    assert (list(versions), announced.count()) == (were, told)
    assert before["together_seconds"] > 0


def test_a_replay_makes_the_same_visits(over: Room, client_user: User) -> None:
    assert inbox.replay(over).differences == ()
    forgets(client_user)
    again = inbox.replay(over)
    assert (again.differences, again.visits) == ((), 2)


def test_what_they_wrote_is_gone_and_its_place_is_not(over: Room, client_user: User) -> None:
    forgets(client_user)
    lines = list(over.messages.order_by("number").values_list("number", "text"))
    assert lines[1] == (2, "[removed]")
    assert lines[0][0] == 1
    assert lines[0][1].startswith("Welcome, Forgotten ")
    own = over.objections.exclude(forgotten_at=None).get()
    assert (own.text, own.user) == ("[removed]", None)


def test_pages_say_that_it_was_removed(over: Room, client_user: User) -> None:
    forgets(client_user)
    said = get_statement(over, at=timezone.now()).objections
    assert "This text was removed with its author's name." in {objection.text for objection in said}


def test_a_second_time_finds_nothing(over: Room, client_user: User) -> None:
    forgets(client_user)
    snapshot = list(RoomParticipant.objects.order_by("pk").values())
    assert find(str(client_user.pk), client_user).is_nothing
    assert run("rooms_forget", "jonas@example.org", "--yes") == ("Nothing is known of them.\n", 0)
    assert list(RoomParticipant.objects.order_by("pk").values()) == snapshot


def test_two_rooms_do_not_show_that_it_was_one_person(
    over: Room, make_booking: MakeBooking, client_user: User, now: datetime
) -> None:
    second = make_booking(starts_at=now + timedelta(minutes=10))
    seat(second, client_user)
    RoomParticipant.objects.update(seat_until=None)
    forgets(client_user)
    rows = RoomParticipant.objects.exclude(forgotten_at=None)
    assert rows.count() == 2
    for column in ("user_ref", "identity", "name"):
        assert len(set(rows.values_list(column, flat=True))) == 2


def test_nobody_is_forgotten_who_is_inside(inside: Room, client_user: User) -> None:
    before = list(RoomParticipant.objects.order_by("pk").values())
    with pytest.raises(CommandError, match=f"inside {inside.name}") as refused:
        run("rooms_forget", "jonas@example.org", "--yes")
    assert refused.value.returncode == 1
    assert list(RoomParticipant.objects.order_by("pk").values()) == before


def test_nor_before_the_statement_is_final(over: Room, client_user: User) -> None:
    Room.objects.filter(pk=over.pk).update(final_at=None)
    with pytest.raises(CommandError, match="is not final yet"):
        run("rooms_forget", "jonas@example.org", "--yes")
    assert "RoomParticipant.name" in places_of("Jonas Weber")


def test_but_where_it_will_never_be_they_are_forgotten_with_its_events(
    over: Room, client_user: User, settings: Settings
) -> None:
    """LiveKit was switched off for good: nothing compares the room any more, and nobody may be kept for ever."""
    settings.ROOMS = {**settings.ROOMS, "INBOX_DAYS": 7}
    Room.objects.filter(pk=over.pk).update(final_at=None, closed_at=timezone.now() - timedelta(days=6))
    with pytest.raises(CommandError, match="is not final yet"):
        run("rooms_forget", "jonas@example.org", "--yes")
    Room.objects.filter(pk=over.pk).update(closed_at=timezone.now() - timedelta(days=8))
    forgets(client_user)
    assert "RoomParticipant.name" not in places_of("Jonas Weber")


def test_who_comes_back_is_a_new_participant(
    inside: Room, booking: Booking, told: Telling, jonas: RoomParticipant, client_user: User, now: datetime
) -> None:
    came = joined(told, jonas, now - timedelta(minutes=15), sid="PA_1")
    deliver(told.left(came, now - timedelta(minutes=2)))
    RoomParticipant.objects.filter(pk=jonas.pk).update(seat_until=None)
    forgets(client_user)
    again = seat(booking, client_user)
    assert (again.pk != jonas.pk, again.name, again.user_ref) == (True, "Jonas Weber", str(client_user.pk))
    jonas.refresh_from_db()
    assert jonas.barred_at is None


def test_events_of_a_room_that_was_deleted_are_found_too(over: Room, client_user: User) -> None:
    over.delete()
    assert places_of(*JONAS) == {"WebhookEvent.payload"}
    forgets(client_user)
    assert places_of(*JONAS) == set()


def test_an_event_that_waits_is_handled_as_the_pseudonyms(
    over: Room, told: Telling, jonas: RoomParticipant, client_user: User, now: datetime
) -> None:
    event = joined(told, jonas, now - timedelta(minutes=1))
    row = inbox.store(event)
    assert row is not None
    forgets(client_user)
    assert inbox.process(row, at=timezone.now())
    visit = Visit.objects.get(livekit_sid=event["participant"]["sid"])
    assert visit.participant_id == jonas.pk
    assert places_of(*JONAS) == set()


def test_of_an_account_that_is_deleted_by_its_key(over: Room, client_user: User) -> None:
    key = str(client_user.pk)
    for rows, link in (
        (over.participants, "user"),
        (over.objections, "user"),
        (over.outcome_overrides, "made_by"),
    ):
        rows.filter(**{link: client_user}).update(**{link: None})
    forget(find(key, None), at=timezone.now())
    assert places_of(*JONAS) == set()


def test_a_name_of_before_goes_too(over: Room, client_user: User, site: Site) -> None:
    site.rename(client_user, "Jonas Winter", email="winter@example.org")
    forgets(client_user)
    assert places_of(*JONAS, "Jonas Winter", "winter@example.org") == set()


class TestCommand:
    def test_a_dry_run_says_what_would_be_and_leaves_it(self, over: Room, client_user: User) -> None:
        before = {place: places_of(place) for place in JONAS}
        said, code = run("rooms_forget", "jonas@example.org", "--dry-run")
        assert (code, said[:54]) == (0, "Would change: 1 rooms, 1 participants, 2 messages, 5 s")
        assert {place: places_of(place) for place in JONAS} == before

    def test_it_asks(self, over: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", StringIO("no\n"))
        with pytest.raises(CommandError, match="Nothing was changed"):
            run("rooms_forget", "jonas@example.org")
        assert "RoomParticipant.name" in places_of("Jonas Weber")
        monkeypatch.setattr("sys.stdin", StringIO("yes\n"))
        said, _ = run("rooms_forget", "jonas@example.org")
        assert "Changed: 1 rooms" in said
        assert places_of("Jonas Weber") == set()

    def test_what_it_prints_names_nobody(self, over: Room, client_user: User) -> None:
        said, _ = run("rooms_forget", str(client_user.pk), "--yes")
        assert not [word for word in JONAS if word in said]

    @pytest.mark.django_db
    def test_nobody_is_one_line(self) -> None:
        with pytest.raises(CommandError, match="There is no user nobody@") as error:
            run("rooms_forget", "nobody@example.org", "--yes")
        assert error.value.returncode == 1


def test_stripped_events_stay_as_they_are(over: Room, client_user: User) -> None:
    WebhookEvent.objects.update(payload={}, stripped_at=timezone.now())
    forgets(client_user)
    assert set(WebhookEvent.objects.values_list("stripped_at", flat=True)) != {None}
    assert places_of(*JONAS) == set()
