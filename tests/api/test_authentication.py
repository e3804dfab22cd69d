"""Who calls: by the session of a page, or by a token of the host."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.joining import enter
from rooms.models import Room, Status
from tests.api.calling import Caller
from tests.conftest import PASSWORD
from tests.site import CSRF


class TestASession:
    def test_reads_and_joins(self, booking: Booking, client_user: User) -> None:
        page = Caller(client_user, by="session")

        assert page.look(booking).status == 200
        assert page.join(booking).status == 200

    def test_without_the_csrf_token_it_changes_nothing(
        self, booking: Booking, room: Room, practitioner: User
    ) -> None:
        page = Caller(practitioner, by="session")
        page.headers.clear()

        assert page.look(booking).status == 200
        assert page.join(booking) == (403, "csrf_failed")
        assert page.end(room) == (403, "csrf_failed")
        room.refresh_from_db()
        assert room.status != Status.ENDED
        assert not room.participants.exists()

    def test_with_anothers_csrf_token_neither(self, booking: Booking, client_user: User) -> None:
        page = Caller(client_user, by="session")
        page.headers["x-csrftoken"] = CSRF[::-1].replace("x", "y")

        assert page.join(booking) == (403, "csrf_failed")

    def test_a_form_of_another_site_cannot_join(self, booking: Booking, client_user: User) -> None:
        page = Caller(client_user, by="session")
        page.headers.clear()

        answer = page.post(f"booking/{booking.pk}/join/", "a=b", "application/x-www-form-urlencoded")

        assert answer == (400, "invalid")  # before the token is looked for: no form is read here
        assert not Room.objects.exists()


class TestABearer:
    def test_needs_no_csrf_token(self, booking: Booking, client_user: User) -> None:
        assert Caller(client_user).join(booking).status == 200

    def test_comes_from_the_log_in(self, booking: Booking, client_user: User) -> None:
        pair = Client().post(
            "/api/v1/auth/token/",
            {"email": client_user.email, "password": PASSWORD},
            content_type="application/json",
        )
        caller = Caller()
        caller.headers["authorization"] = f"Bearer {pair.json()['access']}"

        assert caller.look(booking).status == 200

    def refused(self, caller: Caller, authorization: str, booking: Booking) -> None:
        caller.headers["authorization"] = authorization
        answer = caller.join(booking)
        assert answer == (401, "not_authenticated")
        assert answer.response["WWW-Authenticate"].startswith("Bearer")

    def test_an_expired_one(self, booking: Booking, client_user: User) -> None:
        token = AccessToken.for_user(client_user)
        token.set_exp(from_time=timezone.now() - timedelta(days=1), lifetime=timedelta(minutes=30))

        self.refused(Caller(), f"Bearer {token}", booking)

    def test_a_foreign_one(self, booking: Booking, client_user: User) -> None:
        claims = AccessToken.for_user(client_user).payload
        token = jwt.encode(claims, "the secret of another site, long enough", algorithm="HS256")

        self.refused(Caller(), f"Bearer {token}", booking)

    def test_an_unsigned_one(self, booking: Booking, client_user: User) -> None:
        claims = AccessToken.for_user(client_user).payload

        self.refused(Caller(), f"Bearer {jwt.encode(claims, '', algorithm='none')}", booking)

    def test_a_refresh_token(self, booking: Booking, client_user: User) -> None:
        self.refused(Caller(), f"Bearer {RefreshToken.for_user(client_user)}", booking)

    def test_livekits_own_token(self, booking: Booking, client_user: User) -> None:
        entry = enter(client_user, "booking", str(booking.pk), at=timezone.now())

        self.refused(Caller(), f"Bearer {entry.token}", booking)

    @pytest.mark.parametrize(
        "junk", ["Bearer", "Bearer ", "Bearer a b", "Bearer \x00", "Bearer " + "x" * 8000]
    )
    def test_junk(self, junk: str, booking: Booking) -> None:
        self.refused(Caller(), junk, booking)

    @pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
    def test_of_somebody_who_may_no_longer_log_in(
        self, change: dict[str, Any], booking: Booking, client_user: User
    ) -> None:
        caller = Caller(client_user)
        User.objects.filter(pk=client_user.pk).update(**change)

        assert caller.look(booking) == (401, "not_authenticated")

    def test_of_somebody_who_was_deleted(self, booking: Booking, stranger: User) -> None:
        caller = Caller(stranger)
        stranger.delete()

        assert caller.look(booking) == (401, "not_authenticated")


def test_access_lives_at_least_a_quarter_of_an_hour() -> None:
    assert timedelta(minutes=15) <= api_settings.ACCESS_TOKEN_LIFETIME
