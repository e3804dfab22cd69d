"""What people answered, beside what was recorded of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rooms.models import (
    ConsentRule,
    ConsentText,
    ConsentWay,
    RecordingConsent,
    Role,
    RoomParticipant,
    RoomRecording,
)
from rooms.recordings_page.agreed import agreed_of
from tests.recordings_page.conftest import MakeRow


@pytest.fixture
def text(db: None) -> ConsentText:
    return ConsentText.objects.create(digest="d", language="en", body="Contains: your voice.")


@pytest.fixture
def answer(text: ConsentText, at: datetime) -> Any:
    """Somebody's answer to a recording; each comes a minute after the one before."""
    minutes = 0

    def give(
        recording: RoomRecording, who: RoomParticipant, agreed: bool, way: ConsentWay = ConsentWay.ASKED
    ) -> None:
        nonlocal minutes
        minutes += 1
        RecordingConsent.objects.create(
            room=recording.room,
            recording=recording,
            recording_ref=recording.pk,
            participant=who,
            text=text,
            agreed=agreed,
            way=way,
            given_at=at - timedelta(days=12) + timedelta(minutes=minutes),
        )

    return give


def test_all_agreed(
    make_row: MakeRow, nadia: RoomParticipant, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row()
    answer(row, nadia, True, ConsentWay.STARTED)
    answer(row, jonas, True)

    assert agreed_of(row, with_names=False, at=at).sentence == "2 people agreed."


def test_who_did_not_is_not_in_it(
    make_row: MakeRow, nadia: RoomParticipant, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row()
    answer(row, nadia, True, ConsentWay.STARTED)
    answer(row, jonas, False)

    assert agreed_of(row, with_names=False, at=at).sentence == "1 person agreed, 1 did not and is not in it."


def test_the_newest_answer_of_somebody_counts_and_all_are_listed(
    make_row: MakeRow, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row()
    answer(row, jonas, True)
    answer(row, jonas, False, ConsentWay.CHANGED)
    answer(row, jonas, True, ConsentWay.CHANGED)

    found = agreed_of(row, with_names=True, at=at)

    assert found.sentence == "1 person agreed."
    assert [(one.said, one.has_agreed) for one in found.answers] == [
        ("Agreed", True),
        ("Took it back", False),
        ("Agreed", True),
    ]


def test_who_takes_it_back_while_it_runs_is_in_it_until_then(
    make_row: MakeRow, nadia: RoomParticipant, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row(started_at=at - timedelta(days=12) + timedelta(minutes=2, seconds=30))
    answer(row, nadia, True, ConsentWay.STARTED)
    answer(row, jonas, True)
    answer(row, jonas, False, ConsentWay.CHANGED)

    found = agreed_of(row, with_names=True, at=at)

    assert found.sentence == "1 person agreed, 1 took it back and is in it until then."
    assert [one.said for one in found.answers] == ["Agreed by starting it", "Agreed", "Took it back"]


def test_who_takes_it_back_before_it_begins_is_not_in_it(
    make_row: MakeRow, nadia: RoomParticipant, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row(started_at=at - timedelta(days=12) + timedelta(minutes=3, seconds=30))
    answer(row, nadia, True, ConsentWay.STARTED)
    answer(row, jonas, True)
    answer(row, jonas, False, ConsentWay.CHANGED)

    assert agreed_of(row, with_names=False, at=at).sentence == "1 person agreed, 1 did not and is not in it."


def test_who_agrees_later_and_takes_that_back_is_in_it_between(
    make_row: MakeRow, nadia: RoomParticipant, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row(started_at=at - timedelta(days=12) + timedelta(minutes=2, seconds=30))
    answer(row, nadia, True, ConsentWay.STARTED)
    answer(row, jonas, False)
    answer(row, jonas, True, ConsentWay.CHANGED)
    answer(row, jonas, False, ConsentWay.CHANGED)

    sentence = agreed_of(row, with_names=False, at=at).sentence

    assert sentence == "1 person agreed, 1 took it back and is in it until then."


def test_who_agreed_to_what_is_for_practitioners(
    make_row: MakeRow, nadia: RoomParticipant, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    row = make_row()
    answer(row, nadia, True, ConsentWay.STARTED)
    answer(row, jonas, True, ConsentWay.ENTERING)

    found = agreed_of(row, with_names=True, at=at)

    assert [(one.name, one.said, one.when, one.text) for one in found.answers] == [
        ("Dr. Nadia Rahman", "Agreed by starting it", "Thu 12 Nov, 12:01", "Contains: your voice."),
        ("Jonas Weber", "Agreed before entering", "Thu 12 Nov, 12:02", "Contains: your voice."),
    ]
    assert agreed_of(row, with_names=False, at=at).answers == ()


def test_answers_to_another_recording_of_the_room_are_not_counted(
    make_row: MakeRow, jonas: RoomParticipant, answer: Any, at: datetime
) -> None:
    answer(make_row(), jonas, True)

    assert agreed_of(make_row(), with_names=True, at=at).sentence == "No answers are kept."


def test_where_people_are_told_they_were_told(make_row: MakeRow, at: datetime) -> None:
    found = agreed_of(make_row(consent=ConsentRule.INFORM), with_names=True, at=at)

    assert found.sentence == "Everybody was told before they entered."


def test_where_nobody_is_asked_it_says_so(make_row: MakeRow, at: datetime) -> None:
    assert "without asking" in agreed_of(make_row(consent=ConsentRule.OFF), with_names=True, at=at).sentence


def test_it_costs_one_query_however_many_answered(
    make_row: MakeRow, room: Any, answer: Any, at: datetime, django_assert_num_queries: Any
) -> None:
    row = make_row()
    for number in range(20):
        who = room.participants.create(identity=f"i{number}", name=f"P {number}", role=Role.PARTICIPANT)
        answer(row, who, True)

    with django_assert_num_queries(1):
        assert agreed_of(row, with_names=True, at=at).sentence == "20 people agreed."
