"""What an operator can do with a room, and what they cannot."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from rooms import effects
from rooms.models import ChatMessage, Effect, EndReason, Room, Status, WebhookEvent
from tests.admin.conftest import PutInside
from tests.conftest import MakeBooking

pytestmark = pytest.mark.django_db(transaction=True)

LIST = reverse("admin:rooms_room_changelist")


@pytest.mark.parametrize("find", ["booking", "person", "e-mail", "LiveKit name", "participant SID"])
def test_an_operator_finds_a_room_by(
    find: str, operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user, sid="PA_jonas")
    word = {
        "booking": room.subject_ref,
        "person": "Jonas",
        "e-mail": client_user.email,
        "LiveKit name": room.name,
        "participant SID": "PA_jonas",
    }[find]
    page = operator.get(LIST, {"q": word})
    assert room.name in page.content.decode()
    assert room.name not in operator.get(LIST, {"q": "nothing-like-that"}).content.decode()


def test_the_page_of_a_room_shows_all_that_happened(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user, sid="PA_jonas")
    WebhookEvent.objects.create(
        event_id="EV_1", event="room_started", room_name=room.name, created_at=timezone.now(), payload={}
    )
    page = operator.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    for word in ("Jonas Weber", "PA_jonas", "somebody came in", "room_started", "signal"):
        assert word in page


@pytest.mark.parametrize("may", [True, False])
def test_what_livekit_told_is_for_those_who_may_look_at_it(
    may: bool, client: Client, room: Room, stranger: User
) -> None:
    WebhookEvent.objects.create(
        event_id="EV_1", event="room_started", room_name=room.name, created_at=timezone.now(), payload={}
    )
    stranger.is_staff = True
    stranger.save()
    rights = ["view_room", *(["view_webhookevent"] if may else [])]
    stranger.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(stranger)

    page = client.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()

    assert ("room_started" in page) is may
    assert ("Webhook events (the newest" in page) is may


def test_history_cannot_be_edited_added_or_deleted(operator: Client, room: Room) -> None:
    page = operator.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    assert 'name="_save"' not in page
    assert operator.get(reverse("admin:rooms_room_add")).status_code == 403
    assert (
        operator.post(reverse("admin:rooms_room_delete", args=[room.pk]), {"post": "yes"}).status_code == 403
    )
    assert (
        operator.post(reverse("admin:rooms_room_change", args=[room.pk]), {"title": "x"}).status_code == 403
    )


def test_ending_a_room_asks_first_and_names_the_people(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user, sid="PA_jonas")
    page = operator.post(LIST, {"action": "end_room", "_selected_action": [str(room.pk)]})
    assert "1 person is inside" in page.content.decode()
    room.refresh_from_db()
    assert room.status == Status.IN_USE


def test_a_confirmed_end_ends_the_room_and_deletes_it_at_livekit(
    operator: Client, room: Room, staff: User
) -> None:
    answer = {"action": "end_room", "_selected_action": [str(room.pk)], "confirmed": "yes"}
    operator.post(LIST, answer)
    operator.post(LIST, answer)  # a second click
    room.refresh_from_db()
    assert (room.status, room.end_reason, room.ended_by_ref) == (
        Status.ENDED,
        EndReason.OPERATOR,
        str(staff.pk),
    )
    assert Effect.objects.filter(kind="delete_livekit_room", room=room).count() == 1


def test_somebody_who_may_only_look_cannot_end_a_room(client: Client, room: Room, stranger: User) -> None:
    stranger.is_staff = True
    stranger.save()
    stranger.user_permissions.add(Permission.objects.get(codename="view_room"))
    client.force_login(stranger)
    client.post(LIST, {"action": "end_room", "_selected_action": [str(room.pk)], "confirmed": "yes"})
    room.refresh_from_db()
    assert room.status == Status.PENDING
    assert client.get(reverse("admin:rooms_room_change", args=[room.pk])).status_code == 200


def test_the_list_costs_the_same_however_many_rooms_and_people(
    operator: Client,
    make_booking: MakeBooking,
    client_user: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    put_inside: PutInside,
) -> None:
    for number in range(8):
        make_booking(starts_at=timezone.now() + timedelta(hours=number))
    for number, room in enumerate(Room.objects.all()):
        put_inside(room, client_user, sid=f"PA_{number}")
    with django_assert_max_num_queries(12):
        assert operator.get(LIST).status_code == 200


def test_a_stuck_effect_is_found_and_tried_again(operator: Client, room: Room) -> None:
    now = timezone.now()
    effects.queue("delete_livekit_room", f"{room.pk}:stuck", room=room, due_at=now + timedelta(minutes=5))
    effect = Effect.objects.get(key__contains="stuck")
    Effect.objects.filter(pk=effect.pk).update(attempts=Effect.STUCK_AFTER, last_error="LiveKitUnavailable")
    address = reverse("admin:rooms_effect_changelist")
    assert "LiveKitUnavailable" in operator.get(address, {"state": "stuck"}).content.decode()
    operator.post(address, {"action": "try_now", "_selected_action": [effect.pk]})
    effect.refresh_from_db()
    assert effect.due_at <= timezone.now()


@pytest.mark.parametrize(
    "model",
    [
        "roomtemplate",
        "roomparticipant",
        "visit",
        "roomtransition",
        "chatmessage",
        "webhookevent",
        "effect",
        "beat",
    ],
)
def test_every_list_opens(
    model: str, operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    put_inside(room, client_user, sid="PA_jonas")
    assert operator.get(reverse(f"admin:rooms_{model}_changelist"), {"q": "x"}).status_code == 200


def test_what_was_said_is_read_by_room_and_never_changed(
    operator: Client, room: Room, client_user: User, put_inside: PutInside
) -> None:
    jonas = put_inside(room, client_user)
    said = ChatMessage.objects.create(
        room=room, number=1, sender=jonas, text="Good morning", sent_at=timezone.now()
    )
    address = reverse("admin:rooms_chatmessage_changelist")
    assert "Good morning" in operator.get(address, {"room__id__exact": str(room.pk)}).content.decode()
    assert "Good morning" in operator.get(address, {"q": "Jonas"}).content.decode()
    assert "Good morning" not in operator.get(address, {"q": "Mara"}).content.decode()
    page = reverse("admin:rooms_chatmessage_change", args=[said.pk])
    assert operator.post(page, {"text": "x"}).status_code == 403
    assert operator.post(reverse("admin:rooms_chatmessage_delete", args=[said.pk])).status_code == 403
