"""`rooms_doctor --booking ID --user E-MAIL`: may they come in now, and why not?"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError
from django.test import Client

from rooms import lifecycle
from rooms.management.commands import rooms_doctor
from rooms.models import Effect, EndReason, Room, RoomParticipant, WebhookEvent
from tests.calls import kind_of, room_of
from tests.doctor.test_command import run
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, MakeBooking, MakeSession, Site, User


def asked(site: Site, subject: Any, user: User) -> tuple[dict[str, Any], int]:
    said, code = run(f"--{kind_of(subject)}", str(subject.pk), "--user", site.email_of(user), "--json")
    return json.loads(said), code


class TestWhoMay:
    def test_the_client_may(self, booking: Booking, client_user: User, site: Site) -> None:
        found, code = asked(site, booking, client_user)

        assert (found["allowed"], found["code"], code) == (True, None, 0)
        assert "participant" in found["words"]
        assert found["facts"]["room"] == "none yet; the first join makes it"

    def test_the_practitioner_may_as_host(
        self, booking: Booking, room: Room, practitioner: User, site: Site
    ) -> None:
        found, _ = asked(site, booking, practitioner)

        assert "as host" in found["words"]
        assert found["facts"]["room"] == f"{room.name}: pending, 0 inside"

    def test_a_session_can_be_asked_for_too(
        self, make_session: MakeSession, client_user: User, site: Site
    ) -> None:
        found, _ = asked(site, make_session("webinar"), client_user)
        assert "as viewer" in found["words"]


class TestWhoMayNot:
    def test_a_stranger(self, booking: Booking, stranger: User, site: Site) -> None:
        found, code = asked(site, booking, stranger)

        assert (found["allowed"], found["code"], code) == (False, "not_a_participant", 1)
        assert found["facts"]["person"] == "to the host they are none"

    def test_who_is_too_early_is_told_from_when(
        self, make_booking: MakeBooking, client_user: User, site: Site, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now + timedelta(hours=2))

        found, _ = asked(site, booking, client_user)

        assert found["code"] == "too_early"
        assert datetime.fromisoformat(found["retry_at"]) == now + timedelta(hours=1, minutes=45)

    def test_what_was_cancelled(
        self, booking: Booking, room: Room, client_user: User, site: Site, livekit: FakeLiveKit
    ) -> None:
        site.cancel(booking)
        assert asked(site, booking, client_user)[0]["code"] == "booking_cancelled"

    def test_what_is_over(
        self, booking: Booking, room: Room, client_user: User, site: Site, now: datetime
    ) -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)

        found, _ = asked(site, booking, client_user)

        assert found["code"] == "room_ended"
        assert f"{room.name}: ended" in found["facts"]["room"]
        assert "(host)" in found["facts"]["room"]

    def test_who_was_removed(
        self,
        booking: Booking,
        room: Room,
        jonas: RoomParticipant,
        client_user: User,
        site: Site,
        now: datetime,
    ) -> None:
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.remove(locked, jonas, at=now)

        found, _ = asked(site, booking, client_user)

        assert found["code"] == "removed"
        assert "; removed " in found["facts"]["participant"]

    def test_whose_account_is_switched_off(self, booking: Booking, client_user: User, site: Site) -> None:
        client_user.is_active = False
        client_user.save()
        assert asked(site, booking, client_user)[0]["code"] == "not_authenticated"

    @pytest.mark.django_db
    def test_what_does_not_exist(self, client_user: User, site: Site) -> None:
        said, code = run("--booking", "424242", "--user", site.email_of(client_user))
        assert "The host knows no booking 424242. (not_found)" in said
        assert code == 1


def test_it_says_what_the_api_says(
    booking: Booking,
    room: Room,
    practitioner: User,
    client_user: User,
    stranger: User,
    site: Site,
    livekit: FakeLiveKit,
) -> None:
    for user in (practitioner, client_user, stranger):
        browser = Client()
        headers = site.log_in(browser, user)
        answer = browser.post(
            f"/api/v1/rooms/{room.id}/get_token/", content_type="application/json", headers=headers
        )
        found, _ = asked(site, booking, user)
        assert found["allowed"] == (answer.status_code == 200)
        assert found["code"] == answer.json().get("code")


def test_a_room_that_was_made_for_another_time_is_told(
    booking: Booking, room: Room, client_user: User, site: Site, now: datetime
) -> None:
    site.move(booking, now - timedelta(minutes=10), now + timedelta(minutes=50))

    found, _ = asked(site, booking, client_user)

    assert f"manage.py rooms_sync --booking {booking.pk}" in found["facts"]["out of line"]


def test_it_only_looks(
    booking: Booking, client_user: User, stranger: User, site: Site, livekit: FakeLiveKit
) -> None:
    asked(site, booking, client_user)
    asked(site, booking, stranger)

    assert not Room.objects.exists()
    assert not RoomParticipant.objects.exists()
    assert not Effect.objects.exists()
    assert not WebhookEvent.objects.exists()
    assert livekit.calls == []


class TestWho:
    def test_an_address_in_capitals_is_the_same(
        self, booking: Booking, client_user: User, site: Site
    ) -> None:
        said, code = run("--booking", str(booking.pk), "--user", site.email_of(client_user).upper())
        assert code == 0
        assert said.startswith("✓ They may come in now, as participant.\n")

    def test_the_primary_key_will_do(self, booking: Booking, client_user: User) -> None:
        assert run("--booking", str(booking.pk), "--user", str(client_user.pk))[1] == 0

    @pytest.mark.parametrize("nobody", ["nobody@example.org", "999999", "'; --"])
    def test_nobody_of_that_name(self, nobody: str, booking: Booking) -> None:
        with pytest.raises(CommandError, match="There is no user"):
            run("--booking", str(booking.pk), "--user", nobody)


def test_a_room_of_estuary_is_told_in_english_whatever_the_site_speaks(
    make_booking: MakeBooking, stranger: User, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "de"
    said, _ = run("--booking", str(room_of(make_booking()).subject_ref), "--user", str(stranger.pk))
    assert "somebody else's booking" in said


def test_a_database_that_is_away_is_one_line(booking: Booking, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: object, **more: object) -> None:
        raise OperationalError("could not connect to 10.0.0.7, user estuary")

    monkeypatch.setattr(rooms_doctor, "find_user", away)

    with pytest.raises(CommandError, match=r"The database does not answer \(OperationalError\)") as error:
        run("--booking", str(booking.pk), "--user", "jonas@example.org")
    assert "10.0.0.7" not in str(error.value)
