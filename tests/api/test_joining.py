"""POST join and get_token: the token, or the first reason against it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import jwt
import pytest
from django.utils import timezone

from rooms import lifecycle
from rooms.conf import conf
from rooms.models import EndReason, Room, RoomParticipant
from tests.api.calling import Caller
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, MakeBooking, MakeSession, Session, Site, User, get_site


def claims_of(token: str) -> dict[str, object]:
    found: dict[str, object] = jwt.decode(token, conf.livekit_api_secret, algorithms=["HS256"])
    return found


class TestATokenForEachWhoBelongs:
    def test_the_client(self, booking: Booking, client_user: User, livekit: FakeLiveKit) -> None:
        joined = Caller(client_user).join(booking)

        assert joined.status == 200
        assert joined.body["name"] == "Jonas Weber"
        assert joined.body["role"] == "participant"
        assert joined.body["url"].startswith("ws")
        assert joined.body["identity"] == f"{client_user.pk}-jonas@example.org"
        assert joined.body["permissions"]["can_moderate"] is False
        claims = claims_of(joined.body["token"])
        assert claims["sub"] == joined.body["identity"]
        assert claims["name"] == "Jonas Weber"
        assert livekit.asked("create_room") == [(joined.body["room"]["name"], "")]

    @pytest.mark.parametrize("who", ["practitioner", "assistant"])
    def test_the_practitioners(self, who: str, booking: Booking, request: pytest.FixtureRequest) -> None:
        joined = Caller(request.getfixturevalue(who)).join(booking)

        assert joined.body["role"] == "host"
        assert joined.body["permissions"]["can_moderate"] is True
        assert "roomAdmin" not in str(claims_of(joined.body["token"]))

    def test_by_the_address_of_the_room(self, room: Room, client_user: User) -> None:
        joined = Caller(client_user).get_token(room)

        assert joined.status == 200
        assert joined.body["room"]["id"] == str(room.pk)

    def test_a_booking_on_a_session_leads_into_the_sessions_room(
        self, make_session: MakeSession, client_user: User, second_client: User, site: Site
    ) -> None:
        session = make_session()
        by_booking = Caller(client_user).join(site.place_of(session, client_user))
        by_session = Caller(second_client).join(session)

        assert by_booking.body["room"]["id"] == by_session.body["room"]["id"]
        assert by_booking.body["room"]["subject"] == {"kind": "session", "ref": str(session.pk)}

    def test_the_room_that_was_missed_is_made(self, booking: Booking, client_user: User) -> None:
        assert not Room.objects.exists()

        joined = Caller(client_user).join(booking)

        assert joined.body["room"]["id"] == str(Room.objects.get().pk)

    def test_again_and_again_it_is_the_same_person(self, booking: Booking, client_user: User) -> None:
        first, second = (Caller(client_user).join(booking).body for _ in range(2))

        assert first["participant_id"] == second["participant_id"]
        assert first["identity"] == second["identity"]
        assert RoomParticipant.objects.count() == 1

    def test_a_token_lives_no_longer_than_the_room(
        self, make_booking: MakeBooking, client_user: User, now: datetime
    ) -> None:
        booking = make_booking(starts_at=now - timedelta(hours=2, minutes=30))

        joined = Caller(client_user).join(booking).body

        last_moment = Room.objects.get().last_moment_at
        assert datetime.fromisoformat(joined["expires_at"]) == last_moment
        assert last_moment is not None
        assert claims_of(joined["token"])["exp"] == int(last_moment.timestamp())

    def test_nor_than_four_hours(self, booking: Booking, client_user: User, now: datetime) -> None:
        expires = datetime.fromisoformat(Caller(client_user).join(booking).body["expires_at"])

        assert expires <= now + timedelta(hours=4, seconds=10)

    def test_names_come_from_the_host_never_from_the_request(
        self, booking: Booking, client_user: User
    ) -> None:
        wish = '{"name": "Dr. Nadia Rahman", "identity": "1-nadia@estuary.example", "role": "host"}'

        joined = Caller(client_user).post(f"booking/{booking.pk}/join/", wish)

        assert joined.body["name"] == "Jonas Weber"
        assert joined.body["role"] == "participant"
        assert joined.body["identity"] == f"{client_user.pk}-jonas@example.org"

    def test_a_name_with_markup_and_one_of_300_characters(
        self, booking: Booking, client_user: User, practitioner: User, site: Site
    ) -> None:
        site.rename(client_user, "<script>alert('x')</script>&amp; Jo")
        site.rename(practitioner, "N" * 150)

        assert Caller(client_user).join(booking).body["name"] == "<script>alert('x')</script>&amp; Jo"
        assert len(Caller(practitioner).join(booking).body["name"]) == 150

    def test_a_crowd_reads_no_e_mail_address(self, make_session: MakeSession, client_user: User) -> None:
        for kind in ("workshop", "webinar", "broadcast"):
            joined = Caller(client_user).join(make_session(kind)).body
            assert "@" not in joined["identity"]


# --- Reasons against it
Scene = Callable[[pytest.FixtureRequest], tuple[User | None, Booking | Session | str]]


def a_booking(who: str | None = "client_user", **facts: object) -> Scene:
    """A scene: somebody and a booking of Jonas Weber."""

    def make(request: pytest.FixtureRequest) -> tuple[User | None, Booking]:
        booking = request.getfixturevalue("make_booking")(**facts)
        return (request.getfixturevalue(who) if who else None), booking

    return make


def removed(request: pytest.FixtureRequest) -> tuple[User, Booking]:
    jonas: RoomParticipant = request.getfixturevalue("jonas")
    RoomParticipant.objects.filter(pk=jonas.pk).update(removed_at=request.getfixturevalue("now"))
    return request.getfixturevalue("client_user"), request.getfixturevalue("booking")


def ended(request: pytest.FixtureRequest) -> tuple[User, Booking]:
    room: Room = request.getfixturevalue("room")
    now: datetime = request.getfixturevalue("now")
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)
    return request.getfixturevalue("client_user"), request.getfixturevalue("booking")


def draft(request: pytest.FixtureRequest) -> tuple[User, Session]:
    return request.getfixturevalue("client_user"), request.getfixturevalue("make_session")(starts_at=None)


def cancelled_out(request: pytest.FixtureRequest) -> tuple[User, Session]:
    session: Session = request.getfixturevalue("make_session")()
    client: User = request.getfixturevalue("client_user")
    get_site().cancel(get_site().place_of(session, client))
    return client, session


def unconfirmed_place(request: pytest.FixtureRequest) -> tuple[User, Session]:
    session: Session = request.getfixturevalue("make_session")(clients=())
    client: User = request.getfixturevalue("client_user")
    get_site().book_place(session, client, "not_confirmed")
    return client, session


def moments(**away: float) -> datetime:
    return timezone.now() + timedelta(**away)


REFUSALS: list[tuple[str, Scene, int, str]] = [
    ("not logged in", a_booking(None), 401, "not_authenticated"),
    ("no such booking", lambda r: (r.getfixturevalue("client_user"), "booking/999999/"), 404, "not_found"),
    ("no such session", lambda r: (r.getfixturevalue("client_user"), "session/999999/"), 404, "not_found"),
    ("a stranger", a_booking("stranger"), 403, "not_a_participant"),
    ("staff", a_booking("staff"), 403, "not_a_participant"),
    ("another client", a_booking("second_client"), 403, "not_a_participant"),
    ("cancelled", a_booking(state="cancelled"), 403, "booking_cancelled"),
    ("their place cancelled", cancelled_out, 403, "booking_cancelled"),
    ("ended", ended, 410, "room_ended"),
    ("long past", a_booking(starts_at=moments(days=-1)), 410, "room_ended"),
    ("marked completed by hand", a_booking(state="finished"), 410, "room_ended"),
    ("not paid", a_booking(state="not_confirmed"), 403, "booking_not_confirmed"),
    ("their place not paid", unconfirmed_place, 403, "booking_not_confirmed"),
    ("removed", removed, 403, "removed"),
    ("no times", draft, 403, "not_allowed"),
    ("too early", a_booking(starts_at=moments(days=3)), 403, "too_early"),
    # The first that applies, in the documented order.
    ("stranger, cancelled", a_booking("stranger", state="cancelled"), 403, "not_a_participant"),
    (
        "cancelled, long past",
        a_booking(state="cancelled", starts_at=moments(days=-1)),
        403,
        "booking_cancelled",
    ),
    (
        "not paid, long past",
        a_booking(state="not_confirmed", starts_at=moments(days=-1)),
        410,
        "room_ended",
    ),
    (
        "not paid, too early",
        a_booking(state="not_confirmed", starts_at=moments(days=3)),
        403,
        "booking_not_confirmed",
    ),
]


@pytest.mark.parametrize(("scene", "status", "code"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_each_reason_has_its_code(
    scene: Scene,
    status: int,
    code: str,
    request: pytest.FixtureRequest,
    livekit: FakeLiveKit,
) -> None:
    user, subject = scene(request)
    rooms = Room.objects.count()

    refused = Caller(user).join(subject)

    assert refused == (status, code)
    assert refused.body["detail"]
    assert ("retry_at" in refused.body) is (code == "too_early")
    # Nothing came of it: no room for strangers, no LiveKit room for anybody.
    assert livekit.asked("create_room") == [] or code == "removed"
    assert code == "too_early" or Room.objects.count() == rooms


def test_too_early_says_from_when(make_booking: MakeBooking, client_user: User, now: datetime) -> None:
    refused = Caller(client_user).join(make_booking(starts_at=now + timedelta(hours=1)))

    assert datetime.fromisoformat(refused.body["retry_at"]) == now + timedelta(minutes=45)
    assert 44 * 60 <= int(refused.response["Retry-After"]) <= 45 * 60 + 1


def test_the_door_opens_a_quarter_of_an_hour_before(
    make_booking: MakeBooking, client_user: User, now: datetime
) -> None:
    assert Caller(client_user).join(make_booking(starts_at=now + timedelta(minutes=14))).status == 200


class TestGetToken:
    def test_no_such_room(self, client_user: User) -> None:
        unknown = "6f0e8c5a-0000-4000-8000-000000000000/"
        assert Caller(client_user).get_token(unknown) == (404, "not_found")

    @pytest.mark.parametrize("who", ["stranger", "staff"])
    def test_nobody_else(self, who: str, room: Room, request: pytest.FixtureRequest) -> None:
        assert Caller(request.getfixturevalue(who)).get_token(room) == (403, "not_a_participant")

    def test_nobody_who_is_not_logged_in(self, room: Room) -> None:
        assert Caller().get_token(room) == (401, "not_authenticated")

    def test_a_room_that_has_ended(self, room: Room, practitioner: User, client_user: User) -> None:
        Caller(practitioner).end(room)

        assert Caller(client_user).get_token(room) == (410, "room_ended")
        assert Caller(practitioner).get_token(room) == (410, "room_ended")


def test_a_cancelled_bookings_seat_is_given_back(
    make_session: MakeSession, client_user: User, now: datetime, site: Site
) -> None:
    session = make_session()
    participant = seat(session, client_user)
    site.cancel(site.place_of(session, client_user))

    room_of(session)

    participant.refresh_from_db()
    assert participant.barred_at is not None
    assert participant.seat_until is None
    assert Caller(client_user).join(session) == (403, "booking_cancelled")
