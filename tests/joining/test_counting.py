"""What is counted when somebody is not let in, and that counting never costs them their answer."""

import logging
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError

from rooms import joining, tallies
from rooms.exceptions import LiveKitUnavailable, Refused, UnknownSubject
from rooms.host import get_host
from rooms.tallies import JOIN_REFUSED, TOKEN_FAILED
from tests.calls import ask
from tests.database import held_by_somebody_else
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, MakeBooking, Site, User


def counted() -> dict[tuple[str, str], int]:
    return tallies.read()


class TestRefusals:
    def test_who_is_let_in_is_not_counted(self, booking: Booking, client_user: User) -> None:
        ask(booking, client_user)

        assert counted() == {}

    def test_a_stranger_is_counted_each_time(self, booking: Booking, stranger: User) -> None:
        for _ in range(2):
            with pytest.raises(Refused):
                ask(booking, stranger)

        assert counted() == {(JOIN_REFUSED, "not_a_participant"): 2}

    def test_each_reason_by_its_code(
        self, make_booking: MakeBooking, client_user: User, site: Site, now: datetime
    ) -> None:
        early = make_booking(starts_at=now + timedelta(days=1))
        with pytest.raises(Refused):
            ask(early, client_user)
        site.cancel(early)
        with pytest.raises(Refused):
            ask(early, client_user)

        assert counted() == {(JOIN_REFUSED, "too_early"): 1, (JOIN_REFUSED, "booking_cancelled"): 1}

    @pytest.mark.django_db
    def test_what_does_not_exist_is_counted_without_its_name(self, client_user: User, now: datetime) -> None:
        with pytest.raises(UnknownSubject):
            joining.enter(client_user, "booking", "'; DROP TABLE", at=now)

        assert counted() == {(JOIN_REFUSED, "not_found"): 1}


class TestTokensThatFailed:
    def test_livekit_is_down(self, booking: Booking, client_user: User, livekit: FakeLiveKit) -> None:
        livekit.is_down = True
        with pytest.raises(LiveKitUnavailable):
            ask(booking, client_user)

        assert counted() == {(TOKEN_FAILED, "livekit_unavailable"): 1}

    @pytest.mark.parametrize(
        ("error", "label"),
        [(OperationalError("database is locked"), "database_busy"), (ZeroDivisionError(), "unexpected")],
    )
    def test_what_breaks_beside_it(
        self,
        error: Exception,
        label: str,
        booking: Booking,
        client_user: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def breaks(*arguments: object) -> None:
            raise error

        monkeypatch.setattr(type(get_host()), "describe", breaks)

        with pytest.raises(type(error)):
            ask(booking, client_user)

        assert counted() == {(TOKEN_FAILED, label): 1}


class TestTheAnswerComesFirst:
    @pytest.mark.django_db(transaction=True)
    def test_somebody_holds_the_database_and_the_refusal_is_told_all_the_same(
        self, booking: Booking, stranger: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        with held_by_somebody_else(), caplog.at_level(logging.WARNING, "rooms.tallies"):
            with pytest.raises(Refused) as refused:
                ask(booking, stranger)
            assert refused.value.code == "not_a_participant"

        assert counted() == {}
        assert "join_refused not_a_participant was not counted" in caplog.text

    def test_a_database_that_fails_the_count_fails_nothing_else(
        self, booking: Booking, stranger: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*arguments: object, **more: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(tallies, "count", fails)

        with pytest.raises(Refused):
            ask(booking, stranger)
        assert booking.pk  # and the transaction around us still answers
        assert counted() == {}
