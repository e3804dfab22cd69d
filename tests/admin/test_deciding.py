"""An operator decides what an outcome is, after being asked, and reads what was given out and said."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.host import Person
from rooms.models import EndReason, OutcomeOverride, Role, Room

pytestmark = pytest.mark.django_db(transaction=True)

LIST = reverse("admin:rooms_room_changelist")


@pytest.fixture
def missed(room: Room) -> Room:
    """Nobody came, and it was given out."""
    now = timezone.now()
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.SCHEDULE, ended_at=now - timedelta(minutes=2), at=now)
        locked.reconciles_after_end = 2
        locked.save(update_fields=["reconciles_after_end"])
        assert lifecycle.finalise(locked, at=now + timedelta(minutes=1))
    room.refresh_from_db()
    return room


def decide(operator: Client, *rooms: Room, **answers: str) -> str:
    data = {"action": "decide_outcome", "_selected_action": [str(room.pk) for room in rooms], **answers}
    return operator.post(LIST, data, follow=True).content.decode()


def test_it_asks_first_and_for_a_reason(operator: Client, missed: Room) -> None:
    page = decide(operator, missed)
    assert missed.name in page
    assert "Nobody came" in page
    assert 'name="reason"' in page
    page = decide(operator, missed, confirmed="yes", outcome="completed", reason=" ")
    assert "This field is required." in page
    assert not OutcomeOverride.objects.exists()


def test_what_was_decided_holds_and_is_written_down(operator: Client, missed: Room, staff: User) -> None:
    page = decide(operator, missed, confirmed="yes", outcome="completed", reason="They met at the practice.")
    assert "The outcome of 1 room was decided." in page
    missed.refresh_from_db()
    assert missed.outcome == "completed"
    made = OutcomeOverride.objects.get()
    assert (made.made_by, made.made_by_name, made.reason) == (staff, staff.name, "They met at the practice.")
    assert "They met at the practice." in LogEntry.objects.get().change_message
    assert missed.statement_versions.count() == 2


def test_what_cannot_be_decided_is_said_of_each_room(operator: Client, missed: Room) -> None:
    page = decide(operator, missed, confirmed="yes", outcome="no_show_both", reason="It is so.")
    assert f"Choose another outcome than the one that holds. ({missed.name})" in page
    assert not OutcomeOverride.objects.exists()


def test_a_room_that_is_open_has_none_to_decide_on(operator: Client, room: Room) -> None:
    assert "None of these has an outcome yet." in decide(operator, room)
    page = decide(operator, room, confirmed="yes", outcome="completed", reason="It was.")
    assert f"it has not ended, or was moved. ({room.name})" in page


def test_only_who_may_decide_is_offered_it(client: Client, missed: Room, stranger: User) -> None:
    stranger.is_staff = True
    stranger.save()
    stranger.user_permissions.set(Permission.objects.filter(codename="view_room"))
    client.force_login(stranger)
    assert "decide_outcome" not in client.get(LIST).content.decode()
    decide(client, missed, confirmed="yes", outcome="completed", reason="I say so.")
    assert not OutcomeOverride.objects.exists()
    stranger.user_permissions.add(Permission.objects.get(codename="override_outcome"))
    assert "decide_outcome" in client.get(LIST).content.decode()


def test_the_page_of_a_room_shows_what_was_given_out_decided_and_said(operator: Client, missed: Room) -> None:
    with lifecycle.locked_room(pk=missed.pk) as locked:
        lifecycle.record_objection(
            locked,
            Person("7", "Jonas Weber"),
            user=None,
            role=Role.PARTICIPANT,
            text="I rang twice.",
            at=timezone.now(),
        )
    decide(operator, missed, confirmed="yes", outcome="no_show_practitioner", reason="She was ill.")
    page = operator.get(reverse("admin:rooms_room_change", args=[missed.pk])).content.decode()
    for words in ("I rang twice.", "Jonas Weber", "She was ill.", "It was over", "Staff decided"):
        assert words in page, words
    for group in ("objections", "outcome_overrides", "statement_versions"):
        assert f'id="{group}-group"' in page
        assert f'name="{group}-0-id" value' not in page, "to be read, not to be written"
