"""What a whole session leaves in the log: no token, no PIN, no e-mail address, no identity."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from rooms.models import Room, RoomParticipant
from rooms.worker import tick
from tests.api.calling import Caller
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, Site, User
from tests.webhooks.delivery import deliver, sign
from tests.webhooks.telling import Telling


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every line of every logger, also those that the settings silence."""
    caplog.set_level(logging.DEBUG)
    for name in ("rooms", "estuary", "django", "django.request"):
        logger = logging.getLogger(name)
        caplog.set_level(logging.DEBUG, logger=name)
        logger.addHandler(caplog.handler)
    yield caplog
    for name in ("rooms", "estuary", "django", "django.request"):
        logging.getLogger(name).removeHandler(caplog.handler)


def test_a_whole_session_and_what_goes_wrong_in_it(
    everything: pytest.LogCaptureFixture,
    booking: Booking,
    room: Room,
    client_user: User,
    practitioner: User,
    stranger: User,
    livekit: FakeLiveKit,
    now: datetime,
    site: Site,
) -> None:
    room.dial_in_pin = "482913"
    room.save()
    client, host = Caller(client_user), Caller(practitioner)
    tokens = [person.join(booking).body["token"] for person in (client, host)]
    jonas, nadia = (
        RoomParticipant.objects.get(user_ref=str(user.pk)) for user in (client_user, practitioner)
    )
    told = Telling(room, made_at=now - timedelta(minutes=20))

    # The call
    first = told.joined(jonas, now - timedelta(minutes=15))
    for event in (
        told.started(),
        first,
        told.joined(nadia, now - timedelta(minutes=14)),
        told.track(first, now),
    ):
        deliver(event)
    # What is refused, and what fails
    Caller(stranger).join(booking)
    Caller().look(room)
    Caller().client.get(f"/api/v1/rooms/{room.pk}/", headers={"authorization": f"Bearer {tokens[0]}"})
    deliver(first, authorization=sign(b"another body"))
    deliver(first, authorization=tokens[0])
    livekit.is_down = True
    client.join(booking)
    host.remove(jonas)
    tick(at=now)
    livekit.is_down = False
    # The end
    deliver(told.joined(jonas, now + timedelta(seconds=1)))
    host.end(room)
    deliver(told.left(first, now, reason="ROOM_DELETED"))
    deliver(told.joined(jonas, timezone.now() + timedelta(minutes=1)))
    for minute in range(1, 4):
        tick(at=timezone.now() + timedelta(minutes=minute))

    text = "\n".join(
        f"{line.getMessage()} {line.exc_text or ''} {line.args}"
        for line in everything.records
        if not line.name.startswith("django.db")  # SQL is logged with DEBUG only
    )
    assert f"room {room.name} ended" in text  # the log was listened to
    secrets = [*tokens, *(part for token in tokens for part in token.split(".")[1:])]
    secrets += [
        jonas.identity,
        nadia.identity,
        site.email_of(client_user),
        site.email_of(practitioner),
        "482913",
        "@",
    ]
    for secret in secrets:
        assert secret not in text, text[max(0, text.find(secret) - 200) : text.find(secret) + 100]
