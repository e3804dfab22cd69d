"""What the lists begin with, what they are searched for, and what a row says."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from rooms import effects
from rooms.models import ChatMessage, Effect, EndReason, Room, Visit
from tests.admin.conftest import PutInside, end
from tests.conftest import MakeBooking

pytestmark = pytest.mark.django_db(transaction=True)

ROOMS = reverse("admin:rooms_room_changelist")
VISITS = reverse("admin:rooms_visit_changelist")
MESSAGES = reverse("admin:rooms_chatmessage_changelist")
EFFECTS = reverse("admin:rooms_effect_changelist")

LONG = "Breathe in, and count to four. " * 20


def room_that_starts(make_booking: MakeBooking, **ahead: float) -> Room:
    booking = make_booking(starts_at=timezone.now() + timedelta(**ahead))
    return Room.objects.get(subject_ref=str(booking.pk))


def say(room: Room, user: User, put_inside: PutInside, text: str) -> ChatMessage:
    return ChatMessage.objects.create(
        room=room, number=1, sender=put_inside(room, user), text=text, sent_at=timezone.now()
    )


# --- Order
def test_rooms_begin_with_what_matters_now(
    operator: Client, make_booking: MakeBooking, client_user: User, put_inside: PutInside
) -> None:
    next_month = room_that_starts(make_booking, days=30)
    yesterday = room_that_starts(make_booking, hours=-2)
    parked = room_that_starts(make_booking, days=2)
    tomorrow = room_that_starts(make_booking, hours=23)
    soon = room_that_starts(make_booking, hours=1)
    over = room_that_starts(make_booking, minutes=-90)
    empty = room_that_starts(make_booking, minutes=-2)
    running = room_that_starts(make_booking, minutes=-70)
    put_inside(running, client_user)
    end(over)
    end(yesterday)
    Room.objects.filter(pk=yesterday.pk).update(scheduled_start=timezone.now() - timedelta(hours=25))
    Room.objects.filter(pk=parked.pk).update(scheduled_start=None, opens_at=None, last_moment_at=None)

    shown = list(operator.get(ROOMS).context["cl"].result_list)

    assert shown == [running, empty, soon, over, tomorrow, yesterday, next_month, parked]


def test_pages_of_rooms_have_each_room_once(operator: Client, make_booking: MakeBooking) -> None:
    start = timezone.now() + timedelta(days=3)
    room = room_that_starts(make_booking, days=3)
    end(room)
    Room.objects.bulk_create(
        Room(
            name=f"individual-{number:012}",
            room_type=room.room_type,
            subject_kind=room.subject_kind,
            subject_ref=f"other-{number}",
            scheduled_start=start,
            scheduled_end=start + timedelta(hours=1),
            max_participants=2,
        )
        for number in range(119)
    )
    pages = [list(operator.get(ROOMS, {"p": str(page)}).context["cl"].result_list) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({room.pk for page in pages for room in page}) == 120


def test_a_press_on_the_head_of_a_column_still_sorts_by_it(
    operator: Client, make_booking: MakeBooking
) -> None:
    for days in (3, 1, 2):
        room_that_starts(make_booking, days=days)
    column = operator.get(ROOMS).context["cl"].list_display.index("start")  # 0 is the box to tick
    starts = [
        room.scheduled_start for room in operator.get(ROOMS, {"o": str(column)}).context["cl"].result_list
    ]
    assert all(one < other for one, other in pairwise(starts))


def test_the_newest_visit_stands_first(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    for minutes in (20, 30, 10):
        put_inside(room, client_user, sid=f"PA_{minutes}", since=timezone.now() - timedelta(minutes=minutes))
    shown = [visit.livekit_sid for visit in operator.get(VISITS).context["cl"].result_list]
    assert shown == ["PA_10", "PA_20", "PA_30"]


def test_what_still_waits_stands_first_among_effects(operator: Client, room: Room) -> None:
    now = timezone.now()
    for minutes, done_at in ((1, now), (3, None), (2, None)):
        key = f"{room.pk}:{minutes}"
        effects.queue("delete_livekit_room", key, room=room, due_at=now + timedelta(minutes=minutes))
        Effect.objects.filter(key__endswith=key).update(done_at=done_at)
    asked = {"kind": "delete_livekit_room"}
    shown = [
        str(effect).rpartition(":")[2] for effect in operator.get(EFFECTS, asked).context["cl"].result_list
    ]
    assert shown == ["2", "3", "1"]


# --- Search
@pytest.mark.parametrize("word", ["özge", "ÖZGE", "yılmaz özge", "O\u0308zge", "o'ne"])
def test_visits_and_messages_are_found_by_a_name_in_any_case_and_spelling(
    word: str, operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    client_user.name = "Özge O'Neill Yılmaz"
    said = say(room, client_user, put_inside, "Good morning")

    assert list(operator.get(VISITS, {"q": word}).context["cl"].result_list) == [Visit.objects.get()]
    assert list(operator.get(MESSAGES, {"q": word}).context["cl"].result_list) == [said]


def test_a_message_is_found_by_its_words_in_any_case_and_order(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    said = say(room, client_user, put_inside, "Übung am Äquator, 50 % aller Tage")
    for words in ("übung", "äquator ÜBUNG", "50 %", room.subject_ref, room.name, "jonas"):
        assert list(operator.get(MESSAGES, {"q": words}).context["cl"].result_list) == [said], words
    for words in ("bung.am", "übung morgen", "_", "mara"):
        assert list(operator.get(MESSAGES, {"q": words}).context["cl"].result_list) == [], words


def test_a_visit_is_found_by_its_connection_and_its_room(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user, sid="PA_jonas")
    for words in ("PA_jonas", room.subject_ref, room.name, room.name[:14]):
        assert operator.get(VISITS, {"q": words}).context["cl"].result_count == 1, words
    assert operator.get(VISITS, {"q": "PA_"}).context["cl"].result_count == 0


# --- Rows
def test_a_room_says_what_it_is_for_and_how_it_ended(operator: Client, room: Room) -> None:
    end(room, EndReason.EMPTY)
    page = operator.get(ROOMS).content.decode()
    for words in (
        room.title,
        f"Booking {room.subject_ref} · {room.name}",
        "Ended<br><small>Nobody came</small>",
    ):
        assert words in page


def test_a_moment_is_in_figures_and_in_the_zone_of_the_site(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    since = timezone.now() - timedelta(hours=1)
    put_inside(room, client_user, since=since)
    expected = timezone.localtime(Visit.objects.get().joined_at)
    for language in ("en", "de"):
        page = operator.get(VISITS, headers={"Accept-Language": language}).content.decode()
        assert (
            f'<span class="nowrap">{expected:%Y-%m-%d}</span> <span class="nowrap">{expected:%H:%M:%S}<'
            in page
        )


def test_of_a_long_message_the_list_has_the_beginning_and_its_page_all(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    said = say(room, client_user, put_inside, LONG)
    listed = operator.get(MESSAGES).content.decode()
    assert LONG[:150] in listed
    assert LONG[:300] not in listed
    assert (
        LONG[:300] in operator.get(reverse("admin:rooms_chatmessage_change", args=[said.pk])).content.decode()
    )


def test_the_page_of_a_room_has_what_still_waits_and_says_how_many_effects_there_were(
    operator: Client, room: Room
) -> None:
    now = timezone.now()
    Effect.objects.all().delete()
    for number in range(60):
        effects.queue("say_line", f"{room.pk}:{number}", room=room, due_at=now)
    Effect.objects.update(done_at=now)
    effects.queue("delete_livekit_room", f"{room.pk}:end", room=room, due_at=now)
    Effect.objects.filter(done_at=None).update(attempts=12, last_error="LiveKitUnavailable")

    page = operator.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()

    assert f'<a href="{EFFECTS}?room__id__exact={room.pk}">Effects of this room (61)</a>' in page
    waiting = page.partition('id="effects-group"')[2]
    assert waiting.count('class="form-row"') == 1
    assert "LiveKitUnavailable" in waiting
    assert "say_line" not in waiting
    assert operator.get(EFFECTS, {"room__id__exact": str(room.pk)}).context["cl"].result_count == 61
