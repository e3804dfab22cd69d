"""Sessions with hundreds of people: what a page holds, and that it costs the same for two as for five hundred."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rooms.admin.history import ON_A_ROOM_S_PAGE
from rooms.models import KnownBy, Role, Room, RoomParticipant, Visit, WebhookEvent
from tests.conftest import MakeSession

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 500


@pytest.fixture
def crowded(make_session: MakeSession) -> Room:
    """A broadcast that five hundred came to, each with two connections; every fifth is still inside."""
    make_session("broadcast")
    room = Room.objects.get()
    begun = timezone.now() - timedelta(hours=1)
    people = RoomParticipant.objects.bulk_create(
        RoomParticipant(
            room=room,
            identity=f"{number}-x",
            user_ref=str(10_000 + number),
            name=f"Viewer {number:03}",
            role=Role.VIEWER,
            is_client=True,
            first_seen_at=begun,
            last_seen_at=begun + timedelta(seconds=number),
        )
        for number in range(CROWD)
    )
    Visit.objects.bulk_create(
        Visit(
            room=room,
            participant=person,
            livekit_sid=f"PA_{number}_{turn}",
            joined_at=begun + timedelta(minutes=turn * 20),
            joined_known_by=KnownBy.WEBHOOK,
            left_at=None
            if (is_open := turn and number % 5 == 0)
            else begun + timedelta(minutes=turn * 20 + 10),
            left_known_by="" if is_open else KnownBy.WEBHOOK,
        )
        for number, person in enumerate(people)
        for turn in (0, 1)
    )
    WebhookEvent.objects.bulk_create(
        WebhookEvent(
            event_id=f"EV_{number}",
            event="participant_joined",
            room_name=room.name,
            created_at=begun,
            payload={},
        )
        for number in range(CROWD)
    )
    Room.objects.filter(pk=room.pk).update(status="in_use", participant_count=CROWD // 5, started_at=begun)
    room.refresh_from_db()
    return room


def page_of(room: Room) -> str:
    return reverse("admin:rooms_room_change", args=[room.pk])


def test_the_page_of_a_room_holds_the_first_rows_of_each_kind(operator: Client, crowded: Room) -> None:
    found = operator.get(page_of(crowded)).content.decode()
    people = found.partition('id="participants-group"')[2].partition('id="visits-group"')[0]
    assert people.count('class="form-row"') == ON_A_ROOM_S_PAGE
    assert len(set(re.findall(r"PA_\d+_\d", found))) == ON_A_ROOM_S_PAGE, "of a thousand visits"
    assert found.count("<td>participant_joined</td>") == ON_A_ROOM_S_PAGE
    assert len(found) < 400_000


def test_who_is_inside_comes_first_and_people_come_before_events(operator: Client, crowded: Room) -> None:
    found = operator.get(page_of(crowded)).content.decode()
    people = found.partition('id="participants-group"')[2].partition('id="visits-group"')[0]
    assert "Viewer 495" in people, "inside, and seen last of those"
    assert "Viewer 499" not in people, "left, though seen later"
    groups = ["participants-group", "visits-group", "transitions-group", "effects-group", "webhook-events"]
    places = [found.index(f'id="{group}"') for group in groups]
    assert places == sorted(places)


def test_it_costs_the_same_for_five_hundred_as_for_two(
    operator: Client, crowded: Room, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(19):
        assert operator.get(page_of(crowded)).status_code == 200
    for model, most in (("roomparticipant", 9), ("visit", 10), ("room", 9)):
        with django_assert_max_num_queries(most):
            assert operator.get(reverse(f"admin:rooms_{model}_changelist")).status_code == 200


def test_all_of_them_are_one_press_away_on_pages(operator: Client, crowded: Room) -> None:
    found = operator.get(page_of(crowded)).content.decode()
    for model, words in (("roomparticipant", "People of this room"), ("visit", "Visits of this room")):
        address = f"{reverse(f'admin:rooms_{model}_changelist')}?room__id__exact={crowded.pk}"
        assert f'<a href="{address}">{words}</a>' in found
        first = operator.get(address)
        assert first.status_code == 200
        assert first.context["cl"].result_count == CROWD * (2 if model == "visit" else 1)
        assert len(first.context["cl"].result_list) == 50
        last = operator.get(address, {"room__id__exact": str(crowded.pk), "p": "10"})
        assert len(last.context["cl"].result_list) == 50


def test_a_person_among_hundreds_is_found(operator: Client, crowded: Room) -> None:
    rooms, people = reverse("admin:rooms_room_changelist"), reverse("admin:rooms_roomparticipant_changelist")
    for word in ("Viewer 321", "321 viewer", "10321"):
        assert operator.get(rooms, {"q": word}).context["cl"].result_count == 1
        assert operator.get(people, {"q": word}).context["cl"].result_count == 1
    assert operator.get(rooms, {"q": "Viewer 777"}).context["cl"].result_count == 0
    assert operator.get(rooms, {"q": "PA_321_1"}).context["cl"].result_count == 1
    assert operator.get(rooms, {"q": "Viewer"}).context["cl"].result_count == 1, "one room, not five hundred"
