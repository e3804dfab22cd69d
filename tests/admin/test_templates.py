"""Templates are edited in the admin; what cannot be is said in words, beside its field."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rooms.models import Room, RoomTemplate
from tests.conftest import MakeSession

LIST = reverse("admin:rooms_roomtemplate_changelist")
ADD = reverse("admin:rooms_roomtemplate_add")


def page_of(template: RoomTemplate) -> str:
    return reverse("admin:rooms_roomtemplate_change", args=[template.pk])


def filled_in(template: RoomTemplate | None = None, **changed: Any) -> dict[str, Any]:
    """The form as it stands on the page, with a few changes; a box without a tick is not sent."""
    fields: dict[str, Any] = {
        "name": "Large webinar",
        "room_type": "webinar",
        "max_participants": 500,
        "extra_seats": 0,
        "recording": "off",
        "recording_consent": "ask",
        "recording_days": "",
        "waiting_room": "off",
        "close_rule": "",
        "empty_timeout": "",
    }
    if template is not None:
        fields = {field: getattr(template, field) for field in [*fields, "chat", "questions", "is_default"]}
        fields["empty_timeout"] = template.empty_timeout or ""
        fields["recording_days"] = template.recording_days or ""
    fields |= changed
    return {field: value for field, value in fields.items() if value is not False}


@pytest.fixture
def webinar(db: None) -> RoomTemplate:
    return RoomTemplate.objects.get(room_type="webinar")


def test_a_template_is_made_and_changed(operator: Client, webinar: RoomTemplate) -> None:
    assert operator.post(ADD, filled_in()).status_code == 302
    made = RoomTemplate.objects.get(name="Large webinar")
    assert (made.max_participants, made.is_default) == (500, False)
    answer = operator.post(page_of(made), filled_in(made, max_participants=700, chat=True))
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.max_participants, made.chat) == (700, True)


@pytest.mark.django_db(transaction=True)
def test_a_change_holds_for_rooms_to_come(
    operator: Client, make_session: MakeSession, webinar: RoomTemplate
) -> None:
    make_session("webinar")
    operator.post(page_of(webinar), filled_in(webinar, max_participants=42))
    make_session("webinar")
    seats = Room.objects.order_by("created_at").values_list("max_participants", flat=True)
    assert list(seats) == [100, 42]


def test_a_new_default_takes_the_mark_from_the_old_one_and_says_so(
    operator: Client, webinar: RoomTemplate
) -> None:
    answer = operator.post(ADD, filled_in(is_default=True), follow=True)
    assert "“Webinar” is not the default any more." in answer.content.decode()
    defaults = RoomTemplate.objects.filter(room_type="webinar", is_default=True)
    assert [template.name for template in defaults] == ["Large webinar"]
    assert RoomTemplate.objects.filter(is_default=True).count() == 4, "one for each type, as before"


def test_a_type_keeps_its_default(operator: Client, webinar: RoomTemplate) -> None:
    found = operator.post(page_of(webinar), filled_in(webinar, is_default=False)).content.decode()
    assert "Mark another template as the default" in found
    webinar.refresh_from_db()
    assert webinar.is_default


def test_the_default_is_not_deleted_and_another_one_is(operator: Client, webinar: RoomTemplate) -> None:
    operator.post(ADD, filled_in())
    other = RoomTemplate.objects.get(name="Large webinar")
    for template, status in ((webinar, 403), (other, 302)):
        address = reverse("admin:rooms_roomtemplate_delete", args=[template.pk])
        assert operator.post(address, {"post": "yes"}).status_code == status
    operator.post(LIST, {"action": "delete_selected", "_selected_action": [webinar.pk], "post": "yes"})
    assert RoomTemplate.objects.filter(pk=webinar.pk).exists()


def test_the_type_of_a_template_stays(operator: Client, webinar: RoomTemplate) -> None:
    operator.post(page_of(webinar), filled_in(webinar, room_type="group"))
    webinar.refresh_from_db()
    assert webinar.room_type == "webinar"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("max_participants", 0, "greater than or equal to 1"),
        ("max_participants", "many", "Enter a whole number."),
        ("max_participants", "", "This field is required."),
        ("extra_seats", -1, "greater than or equal to 0"),
        ("empty_timeout", 5, "At least 30 seconds: who loads the page again"),
        ("name", "Webinar", "already exists"),
        ("room_type", "party", "not one of the available choices"),
        ("waiting_room", "maybe", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    field: str, value: Any, words: str, operator: Client, webinar: RoomTemplate
) -> None:
    answer = operator.post(ADD, filled_in(**{field: value}))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not RoomTemplate.objects.filter(name="Large webinar").exists()


def test_an_individual_room_seats_two(operator: Client) -> None:
    answer = operator.post(ADD, filled_in(room_type="individual", max_participants=1))
    assert "Two at least: the practitioner and the client." in answer.content.decode()


def test_it_is_said_in_german(operator: Client) -> None:
    form = filled_in(room_type="individual", max_participants=1, empty_timeout=5)
    found = operator.post(ADD, form, headers={"Accept-Language": "de"}).content.decode()
    assert "Mindestens zwei: Leitung und Klient." in found
    assert "Mindestens 30 Sekunden" in found
