"""Consent through the API: what is asked, answers from inside and from the door, and who may answer at all."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from estuary.bookings.models import Session
from rooms import lifecycle
from rooms.models import ConsentRule, RecordingConsent, RecordingStatus, Room, RoomParticipant
from rooms.recordings import status
from tests.api.calling import Answer, Caller
from tests.calls import room_of, seat
from tests.conftest import MakeService, MakeSession
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.django_db


class Asker(Caller):
    """Somebody who is asked, in their language."""

    def reads(self, room: Room, *, language: str = "en") -> Answer:
        self.headers["Accept-Language"] = language
        return self.get(f"{room.pk}/consent/")

    def says(self, room: Room, agree: object, text_id: object = None) -> Answer:
        if text_id is None:
            text = self.get(f"{room.pk}/consent/").body["text"]
            text_id = text["id"] if text else str(uuid4())
        return self.post(f"{room.pk}/consent/", {"agree": agree, "text_id": text_id})

    def records(self, room: Room) -> Answer:
        return self.post(f"{room.pk}/start_recording/")


@pytest.fixture(autouse=True)
def _can_record(settings: Settings) -> None:
    settings.ROOMS = {
        **settings.ROOMS,
        "RECORDING_STORAGE": "recordings",
        "RECORDER_PAGE_URL": "https://rooms.example.org/record/",
    }


@pytest.fixture
def workshop(make_session: MakeSession, make_service: MakeService) -> Session:
    service = make_service("workshop", recording=True, recording_consent=ConsentRule.ASK)
    return make_session(service=service)


@pytest.fixture
def room(workshop: Session, livekit: FakeLiveKit) -> Room:
    return room_of(workshop)


@pytest.fixture
def nadia(workshop: Session, room: Room, practitioner: User) -> Asker:
    seat(workshop, practitioner)
    return Asker(practitioner)


@pytest.fixture
def jonas(workshop: Session, room: Room, client_user: User) -> Asker:
    seat(workshop, client_user)
    return Asker(client_user)


@pytest.fixture
def mara(room: Room, second_client: User) -> Asker:
    """She has booked, and is not inside."""
    return Asker(second_client)


def put_on_air(room: Room) -> None:
    """As if LiveKit had said so."""
    with lifecycle.locked_room(pk=room.pk) as locked:
        recording = locked.recordings.get()
        if recording.status == RecordingStatus.ASKING:
            status.move(locked, recording, RecordingStatus.STARTING, at=timezone.now())
        status.move(locked, recording, RecordingStatus.ACTIVE, at=timezone.now())


def test_from_the_question_to_the_last_answer(room: Room, nadia: Asker, jonas: Asker) -> None:
    started = nadia.records(room)
    assert (started.status, started.body["status"]) == (202, "asking")

    asked = jonas.reads(room).body
    assert asked["required"]
    assert asked["text"]["title"].endswith("asks to record this session")
    waiting = nadia.reads(room).body["answers"]
    assert [line["answer"] for line in waiting] == ["agreed", "waiting"]

    answered = jonas.says(room, True)

    assert answered.status == 200
    assert (answered.body["required"], answered.body["mine"]["agree"]) == (False, True)
    assert answered.body["recording"]["status"] == "starting"
    assert [line["answer"] for line in nadia.reads(room).body["answers"]] == ["agreed", "agreed"]
    assert jonas.reads(room).body["answers"] == []


def test_the_words_are_in_the_language_of_the_request_and_so_is_what_is_stored(
    room: Room, nadia: Asker, jonas: Asker
) -> None:
    nadia.records(room)

    text = jonas.reads(room, language="de").body["text"]
    assert text["language"] == "de"
    assert text["title"].endswith("bittet darum, diese Sitzung aufzuzeichnen")
    assert jonas.says(room, False).status == 200

    row = RecordingConsent.objects.get(participant__name="Jonas Weber")
    assert (row.text.language, row.text.body) == ("de", text["body"])


def test_everybody_inside_is_told_at_once_that_they_are_asked(
    room: Room, nadia: Asker, jonas: Asker, livekit: FakeLiveKit
) -> None:
    livekit.enters(room.name, room.participants.get(name="Jonas Weber").identity)

    nadia.records(room)
    jonas.says(room, True)

    said = [data for _, topic, data in livekit.said if topic == "rooms.consent"]
    assert len(said) == 2
    assert b'"answered": false' in said[0]
    assert b'"answered": true' in said[1]
    assert not any(b"Jonas" in data for data in said)


def test_who_declines_is_cut_off_before_they_have_their_answer(
    room: Room, nadia: Asker, jonas: Asker, livekit: FakeLiveKit
) -> None:
    identity = room.participants.get(name="Jonas Weber").identity
    livekit.enters(room.name, identity)
    nadia.records(room)
    jonas.says(room, True)
    put_on_air(room)

    answered = jonas.says(room, False)

    assert answered.body["held_back"]
    assert livekit.rights[room.name, identity] == ()
    [listed] = [p for p in nadia.people(room).body["results"] if p["name"] == "Jonas Weber"]
    assert listed["held_back"]


class TestOutdated:
    def test_other_words_than_those_that_hold_are_answered_with_the_right_ones(
        self, room: Room, nadia: Asker, jonas: Asker
    ) -> None:
        nadia.records(room)
        before = jonas.reads(room).body["text"]["id"]
        Room.objects.filter(pk=room.pk).update(consent_words="For the supervision of Dr. Rahman.")

        refused = jonas.says(room, True, before)

        assert refused == (409, "conflict")
        now = refused.body["consent"]["text"]
        assert now["said_by_host"] == "For the supervision of Dr. Rahman."
        assert jonas.says(room, True, now["id"]).status == 200

    def test_words_that_nobody_was_ever_shown_are_such_too(
        self, room: Room, nadia: Asker, jonas: Asker
    ) -> None:
        nadia.records(room)

        assert jonas.says(room, True, str(uuid4())) == (409, "conflict")


class TestAtTheDoor:
    def test_who_comes_late_is_asked_and_may_come_in_with_either_answer(
        self, workshop: Session, room: Room, nadia: Asker, mara: Asker
    ) -> None:
        nadia.records(room)
        put_on_air(room)

        assert mara.look(room).body["me"]["code"] == "consent_required"
        for refused in (mara.join(workshop), mara.get_token(room)):
            assert refused == (409, "consent_required")
            assert refused.body["consent"]["required"]
        text_id = refused.body["consent"]["text"]["id"]
        assert not RoomParticipant.objects.filter(room=room, name="Mara Lindgren").exists()

        assert mara.says(room, False, text_id).status == 200

        entered = mara.join(workshop)
        assert entered.status == 200
        assert entered.body["permissions"]["can_publish"] is False
        assert entered.body["permissions"]["can_publish_sources"] == []
        assert mara.reads(room).body["held_back"]
        assert mara.says(room, True).body["held_back"] is False
        assert mara.get_token(room).body["permissions"]["can_publish"] is True

    def test_while_all_are_asked_it_is_the_same(self, room: Room, nadia: Asker, jonas: Asker) -> None:
        nadia.records(room)

        assert jonas.get_token(room) == (409, "consent_required"), "a page that was loaded again"
        jonas.says(room, True)
        assert jonas.get_token(room).status == 200
        assert nadia.get_token(room).status == 200, "who started it has answered"

    def test_who_has_been_let_in_and_not_answered_may_still_write(
        self, room: Room, nadia: Asker, jonas: Asker
    ) -> None:
        now = timezone.now()
        deliver(Telling(room, made_at=now).joined(room.participants.get(name="Jonas Weber"), now))
        nadia.records(room)

        assert jonas.post(f"{room.pk}/messages/", {"text": "What is it for?"}).status == 201

    def test_when_nothing_runs_nobody_is_asked(self, room: Room, mara: Asker) -> None:
        assert mara.get_token(room).status == 200
        assert mara.reads(room).body["text"] is None


class TestWhoMayNot:
    def test_somebody_else(self, room: Room, nadia: Asker, stranger: User) -> None:
        nadia.records(room)

        assert Asker(None).get(f"{room.pk}/consent/") == (401, "not_authenticated")
        felix = Asker(stranger)
        assert felix.reads(room) == (403, "not_a_participant")
        assert felix.says(room, True, str(uuid4())) == (403, "not_a_participant")

    def test_who_was_put_out_is_not_asked_but_may_take_it_back(
        self, room: Room, nadia: Asker, jonas: Asker
    ) -> None:
        nadia.records(room)
        jonas.says(room, True)
        assert nadia.remove(room.participants.get(name="Jonas Weber")).status == 200

        assert jonas.says(room, False).status == 200
        assert jonas.says(room, True) == (403, "removed")

    def test_nothing_is_asked(self, room: Room, jonas: Asker) -> None:
        refused = jonas.says(room, True)

        assert refused == (404, "not_found")
        assert refused.body["detail"] == "Nothing is being recorded that needs your answer."
        assert RecordingConsent.objects.count() == 0

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"agree": True},
            {"agree": "yes", "text_id": str(uuid4())},
            {"agree": 1, "text_id": str(uuid4())},
            {"agree": True, "text_id": 7},
            {"agree": True, "text_id": "the first one"},
            {"agree": None, "text_id": str(uuid4())},
        ],
    )
    def test_an_answer_is_a_clear_one_to_words_that_are_named(
        self, room: Room, nadia: Asker, jonas: Asker, body: dict[str, Any]
    ) -> None:
        nadia.records(room)

        assert jonas.post(f"{room.pk}/consent/", body) == (400, "invalid")
        assert jonas.reads(room).body["required"]

    def test_no_room_no_consent(self, jonas: Asker) -> None:
        assert jonas.get(f"{uuid4()}/consent/") == (404, "not_found")

    def test_more_than_thirty_answers_a_minute_are_too_many(
        self, room: Room, nadia: Asker, jonas: Asker
    ) -> None:
        nadia.records(room)
        text_id = jonas.reads(room).body["text"]["id"]
        answers = [jonas.says(room, n % 2 == 0, text_id) for n in range(31)]

        assert {answer.status for answer in answers[:-1]} == {200}
        assert answers[-1] == (429, "throttled")


class TestAnAudience:
    def test_it_is_told_once_in_the_lobby_and_enters_unasked(
        self, make_session: MakeSession, make_service: MakeService, client_user: User, practitioner: User
    ) -> None:
        service = make_service("webinar", recording=True, recording_consent=ConsentRule.INFORM)
        webinar = make_session("webinar", service=service)
        room, jonas = room_of(webinar), Asker(client_user)

        told = jonas.reads(room).body
        assert told["text"]["title"] == "This session may be recorded"
        assert not told["required"]
        assert jonas.join(webinar).status == jonas.join(webinar).status == 200

        [row] = RecordingConsent.objects.filter(room=room)
        assert (str(row.text_id), row.way, row.agreed) == (told["text"]["id"], "informed", True)
        assert told["text"]["body"] == row.text.body
        seat(webinar, practitioner)
        assert Asker(practitioner).records(room).body["status"] == "starting"
        assert jonas.join(webinar).status == 200

    def test_it_reads_the_words_days_before_anybody_may_enter(
        self, make_session: MakeSession, make_service: MakeService, client_user: User
    ) -> None:
        service = make_service("webinar", recording=True, recording_consent=ConsentRule.INFORM)
        webinar = make_session("webinar", service=service, starts_at=timezone.now() + timedelta(days=3))
        jonas = Asker(client_user)

        assert jonas.join(webinar) == (403, "too_early")
        told = jonas.reads(room_of(webinar), language="de")
        assert told.body["text"]["contains"].startswith("Bild, Stimme und Namen")
        assert not RecordingConsent.objects.exists(), "who has only read has been told nothing yet"
