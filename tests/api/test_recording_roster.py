"""Whom the page that is recorded shows: for the token of an egress, and for nothing else."""

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.conf import conf
from rooms.models import (
    ParticipantKind,
    RecordingConsent,
    Role,
    Room,
    RoomParticipant,
    RoomRecording,
)
from rooms.recordings.consent import texts
from tests.api.calling import Answer, Caller
from tests.api.schema import assert_as_documented
from tests.calls import room_of, seat
from tests.conftest import MakeSession
from tests.egress import egress_token

ADDRESS = "/api/v1/recording-roster/"


def ask(token: str | None, *, scheme: str = "Bearer", client: Client | None = None) -> Answer:
    headers = {} if token is None else {"authorization": f"{scheme} {token}"}
    response = (client or Client(raise_request_exception=False)).get(ADDRESS, headers=headers)
    assert response.status_code != 500, response.content
    answer = Answer(response)
    assert_as_documented("GET", ADDRESS, answer.status, answer.body)
    return answer


def names(answer: Answer) -> set[str]:
    return {person["name"] for person in answer.body["people"]}


def in_it(answer: Answer) -> set[str]:
    return {person["name"] for person in answer.body["people"] if person["in_recording"]}


def recording_of(room: Room, egress_id: str, rule: str, *, at: datetime) -> RoomRecording:
    return RoomRecording.objects.create(
        room=room,
        status="failed",
        consent=rule,
        egress_id=egress_id,
        storage_key=f"recordings/{egress_id}/y.mp4",
        requested_at=at,
    )


def agrees(person: RoomParticipant, *recordings: RoomRecording, at: datetime) -> None:
    for recording in recordings:
        RecordingConsent.objects.create(
            room=recording.room,
            recording=recording,
            recording_ref=recording.pk,
            participant=person,
            text=texts.store(texts.compose(recording.room, recording, "ask")),
            agreed=True,
            way="asked",
            given_at=at,
        )


class TestWhoIsOnIt:
    def test_everybody_whom_our_server_let_in(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant
    ) -> None:
        Room.objects.update(recording_consent="off")

        answer = ask(egress_token(room.name))

        assert answer.status == 200
        assert answer.body["room"] == {"title": room.title, "room_type": "individual"}
        assert sorted(answer.body["people"], key=lambda person: str(person["role"])) == [
            {
                "identity": nadia.identity,
                "name": "Dr. Nadia Rahman",
                "role": "host",
                "in_recording": True,
            },
            {"identity": jonas.identity, "name": "Jonas Weber", "role": "participant", "in_recording": True},
        ]

    def test_a_room_that_nobody_has_entered_has_an_empty_one(self, room: Room) -> None:
        assert ask(egress_token(room.name)).body["people"] == []

    def test_nobody_of_another_room(
        self, room: Room, jonas: RoomParticipant, make_session: MakeSession, second_client: User
    ) -> None:
        session = make_session()
        seat(session, second_client)

        assert names(ask(egress_token(room.name))) == {"Jonas Weber"}
        assert names(ask(egress_token(room_of(session).name))) == {"Mara Lindgren"}

    def test_nobody_who_was_removed(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        RoomParticipant.objects.filter(pk=jonas.pk).update(removed_at=now)

        assert names(ask(egress_token(room.name))) == {"Dr. Nadia Rahman"}

    def test_whoever_is_held_back_stands_there_as_not_in_it(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        """Known, so that the page need not ask who that is; and neither shown nor heard."""
        Room.objects.update(recording_consent="off")
        RoomParticipant.objects.filter(pk=jonas.pk).update(held_back_at=now)

        answer = ask(egress_token(room.name))

        assert {person["name"]: person["in_recording"] for person in answer.body["people"]} == {
            "Dr. Nadia Rahman": True,
            "Jonas Weber": False,
        }

    def test_where_all_are_asked_nobody_without_a_yes_even_in_one_that_was_given_up(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        """Its egress may begin all the same, when nobody is held back any more."""
        recording = RoomRecording.objects.create(
            room=room, status="failed", consent="ask", storage_key="recordings/x/y.mp4", requested_at=now
        )
        text = texts.store(texts.compose(room, recording, "ask"))
        for person, agreed in ((nadia, True), (jonas, True), (jonas, False)):
            RecordingConsent.objects.create(
                room=room,
                recording=recording,
                recording_ref=recording.pk,
                participant=person,
                text=text,
                agreed=agreed,
                way="asked",
                given_at=now,
            )

        people = ask(egress_token(room.name)).body["people"]

        assert {person["name"]: person["in_recording"] for person in people} == {
            "Dr. Nadia Rahman": True,
            "Jonas Weber": False,
        }

    def test_nobody_at_all_where_all_are_asked_and_its_recording_is_gone(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant
    ) -> None:
        """It was given up and deleted, and its recorder begins all the same."""
        assert room.recording_consent == "ask"

        assert in_it(ask(egress_token(room.name))) == set()

    def test_a_yes_to_another_recording_is_none_to_this(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        first = recording_of(room, "EG_first", "ask", at=now - timedelta(minutes=5))
        second = recording_of(room, "EG_second", "ask", at=now)
        agrees(nadia, first, second, at=now)
        agrees(jonas, second, at=now)

        assert in_it(ask(egress_token(room.name, egress_id="EG_first"))) == {"Dr. Nadia Rahman"}
        assert in_it(ask(egress_token(room.name, egress_id="EG_second"))) == {
            "Dr. Nadia Rahman",
            "Jonas Weber",
        }
        assert in_it(ask(egress_token(room.name, egress_id="EG_third"))) == set()

    def test_one_that_asked_goes_on_asking_when_a_later_one_does_not(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        """The host changed the rule in between, and the first recorder, believed dead, still records."""
        first = recording_of(room, "EG_first", "ask", at=now - timedelta(minutes=5))
        agrees(nadia, first, at=now)
        recording_of(room, "EG_second", "off", at=now)
        Room.objects.update(recording_consent="off")

        assert in_it(ask(egress_token(room.name, egress_id="EG_first"))) == {"Dr. Nadia Rahman"}
        assert len(in_it(ask(egress_token(room.name, egress_id="EG_second")))) == 2

    def test_nobody_whose_booking_is_gone(
        self, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
    ) -> None:
        RoomParticipant.objects.filter(pk=jonas.pk).update(barred_at=now)

        assert names(ask(egress_token(room.name))) == {"Dr. Nadia Rahman"}

    @pytest.mark.parametrize("kind", [ParticipantKind.GUEST, ParticipantKind.PHONE])
    def test_nobody_of_whom_only_livekit_knows(
        self, kind: ParticipantKind, room: Room, jonas: RoomParticipant
    ) -> None:
        """The ledger has a row for somebody who came with LiveKit's keys: they were inside. The recording has not."""
        room.participants.create(kind=kind, identity="eve", name="Eve", role=Role.PARTICIPANT)

        assert names(ask(egress_token(room.name))) == {"Jonas Weber"}

    def test_nobody_who_only_watches(self, make_session: MakeSession, practitioner: User) -> None:
        webinar = make_session("webinar")
        seat(webinar, practitioner)
        for booking in webinar.bookings.all():
            seat(webinar, booking.client)

        assert names(ask(egress_token(room_of(webinar).name))) == {"Dr. Nadia Rahman"}

    def test_a_new_name_holds_at_once(self, room: Room, booking: Booking, client_user: User) -> None:
        seat(booking, client_user)
        User.objects.filter(pk=client_user.pk).update(name="Jonas Weber-Lind")
        client_user.refresh_from_db()
        assert Caller(client_user).join(booking).status == 200

        assert names(ask(egress_token(room.name))) == {"Jonas Weber-Lind"}

    def test_a_thousand_people_cost_what_two_do(self, room: Room, jonas: RoomParticipant) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert ask(egress_token(room.name)).status == 200
            return len(queries)

        few = count()
        RoomParticipant.objects.bulk_create(
            RoomParticipant(
                room=room, user_ref=f"u{number}", identity=f"u{number}", name="x", role=Role.PARTICIPANT
            )
            for number in range(1_000)
        )

        assert count() == few <= 4  # PostgreSQL counts its throttle there, too


class TestWhichRoom:
    def test_one_that_we_do_not_know(self, db: None) -> None:
        assert ask(egress_token("group-000000000000")) == (404, "not_found")

    def test_one_that_has_ended(self, room: Room, jonas: RoomParticipant, practitioner: User) -> None:
        assert Caller(practitioner).end(room).status == 200

        assert ask(egress_token(room.name)) == (410, "room_ended")

    def test_it_is_kept_nowhere(self, room: Room) -> None:
        response = ask(egress_token(room.name)).response

        assert response["Cache-Control"] == "no-store"
        assert not response.cookies


class TestWhoMayAsk:
    def refused(self, answer: Answer) -> None:
        assert answer == (401, "not_authenticated")
        assert answer.response["WWW-Authenticate"].startswith("Bearer")
        assert "recorder" in answer.body["detail"]
        assert "eyJ" not in answer.response.content.decode()  # no token comes back

    @pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "[" * 1_000])
    def test_nobody_without_a_token(self, token: str | None, room: Room) -> None:
        self.refused(ask(token))

    def test_nobody_with_another_scheme(self, room: Room) -> None:
        self.refused(ask(egress_token(room.name), scheme="Basic"))

    def test_nobody_by_being_logged_in(self, room: Room, practitioner: User) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(practitioner)

        self.refused(ask(None, client=client))

    def test_not_the_practitioner_with_the_token_of_the_call(
        self, room: Room, booking: Booking, practitioner: User
    ) -> None:
        """Signed with the same key, for the same room: but nobody's recorder."""
        self.refused(ask(Caller(practitioner).join(booking).body["token"]))

    def test_nobody_who_signs_with_another_key(self, room: Room) -> None:
        self.refused(ask(egress_token(room.name, secret="somebody-elses-secret-somebody-elses-secret")))

    def test_nobody_of_another_issuer(self, room: Room) -> None:
        self.refused(ask(egress_token(room.name, iss="otherkey")))

    def test_nobody_whose_token_has_run_out(self, room: Room, now: datetime) -> None:
        self.refused(ask(egress_token(room.name, exp=int((now - timedelta(minutes=2)).timestamp()))))

    def test_a_clock_that_is_a_little_late_is_forgiven(self, room: Room, now: datetime) -> None:
        token = egress_token(room.name, exp=int((now - timedelta(seconds=20)).timestamp()))

        assert ask(token).status == 200

    @pytest.mark.parametrize("claim", ["exp", "iss", "sub", "video"])
    def test_nobody_whose_token_says_too_little(self, claim: str, room: Room) -> None:
        claims = jwt.decode(egress_token(room.name), options={"verify_signature": False})
        del claims[claim]

        self.refused(ask(jwt.encode(claims, conf.livekit_api_secret, algorithm="HS256")))

    @pytest.mark.parametrize(
        "video",
        [
            {"recorder": False},
            {"recorder": "true"},
            {"recorder": 1},
            {"recorder": None},
            {"room": ""},
            {"room": None},
            {"room": 7},
        ],
    )
    def test_nobody_whose_token_is_for_something_else(self, video: dict[str, Any], room: Room) -> None:
        self.refused(ask(egress_token(room.name, video=video)))

    @pytest.mark.parametrize("video", ["all", [], 1])
    def test_nobody_whose_rights_are_no_rights(self, video: object, room: Room) -> None:
        claims = jwt.decode(egress_token(room.name), options={"verify_signature": False})
        token = jwt.encode({**claims, "video": video}, conf.livekit_api_secret, algorithm="HS256")

        self.refused(ask(token))

    def test_it_is_only_read(self, room: Room) -> None:
        headers = {"authorization": f"Bearer {egress_token(room.name)}"}

        assert Client().post(ADDRESS, headers=headers).status_code == 405

    def test_nobody_while_the_keys_are_not_set(self, room: Room, settings: Any) -> None:
        token = egress_token(room.name)
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_API_SECRET": ""}

        assert ask(token) == (503, "livekit_unavailable")
