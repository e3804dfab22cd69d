"""Who agreed to be recorded, for operators: found by person and session, with the words, and only to be read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rooms.models import ConsentRule, ConsentWay, RecordingConsent, Role, Room, RoomParticipant
from rooms.recordings.consent import texts

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = reverse("admin:rooms_recordingconsent_changelist")


@pytest.fixture
def answers(room: Room) -> list[RecordingConsent]:
    """Nadia was told, Jonas declined a minute later."""
    text = texts.store(texts.compose(room, None, ConsentRule.INFORM, language="en"))
    now = timezone.now()
    return [
        RecordingConsent.objects.create(
            room=room,
            participant=RoomParticipant.objects.create(room=room, identity=name, name=name, role=Role.HOST),
            text=text,
            agreed=agreed,
            way=way,
            given_at=now + timedelta(minutes=number),
        )
        for number, (name, agreed, way) in enumerate(
            [("Nadia Rahman", True, ConsentWay.INFORMED), ("Jonas Weber", False, ConsentWay.ASKED)]
        )
    ]


def test_the_newest_answer_stands_first_with_its_words(
    operator: Client, answers: list[RecordingConsent]
) -> None:
    page = operator.get(ANSWERS)

    assert list(page.context["cl"].result_list) == answers[::-1]
    assert "Contains: Your picture" in page.content.decode()


@pytest.mark.parametrize("words", ["jonas", "WEBER jonas"])
def test_answers_are_found_by_who_gave_them(
    operator: Client, answers: list[RecordingConsent], words: str
) -> None:
    assert list(operator.get(ANSWERS, {"q": words}).context["cl"].result_list) == [answers[1]]


def test_and_by_the_session(operator: Client, answers: list[RecordingConsent], room: Room) -> None:
    assert operator.get(ANSWERS, {"q": room.name}).context["cl"].result_count == 2
    assert operator.get(ANSWERS, {"q": "individual-none"}).context["cl"].result_count == 0


def test_an_answer_and_its_text_are_read_and_not_changed(
    operator: Client, answers: list[RecordingConsent]
) -> None:
    for row in (answers[1], answers[1].text):
        path = reverse(f"admin:rooms_{row._meta.model_name}_change", args=[row.pk])
        page = operator.get(path)
        assert page.status_code == 200
        assert 'type="submit"' not in page.content.decode().partition('id="content-main"')[2]
        assert operator.post(path, {}).status_code == 403

    found = operator.get(reverse("admin:rooms_consenttext_changelist"), {"q": "shared screens"})
    assert found.context["cl"].result_count == 1
