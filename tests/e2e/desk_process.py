"""The desk's own process: one JSON object a line in, one out. It ends when its input does.

All changes go through the owners of bookings and sessions, which tell `rooms`, as on Estuary's pages.
"""

import json
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework_simplejwt.tokens import AccessToken  # noqa: E402

from estuary.accounts.models import User  # noqa: E402
from estuary.bookings import changes, session_changes  # noqa: E402
from estuary.bookings.models import Booking, Practitioner, Service, Session  # noqa: E402
from estuary.bookings.models.booking import BookingState  # noqa: E402
from estuary.bookings.models.service import ServiceKind  # noqa: E402
from estuary.demo.yesterday import book_and_tell  # noqa: E402
from rooms.host import Kind  # noqa: E402
from rooms.models import (  # noqa: E402
    ConsentRule,
    RecordingEnd,
    RecordingStatus,
    Room,
    RoomRecording,
    RoomTemplate,
)
from rooms.recordings.storage import new_key, storage  # noqa: E402
from rooms.syncing import sync_subject  # noqa: E402

PASSWORD = "correct horse battery"
# Hashing is slow on purpose: one hash serves everybody.
_hash = make_password(PASSWORD)
_numbers = count(1)

NAMES = {
    "nadia": ("Dr. Nadia Rahman", "Psychotherapist"),
    "priya": ("Priya Nair", "Co-therapist"),
    "jonas": ("Jonas Weber", ""),
    "mara": ("Mara Lindgren", ""),
    "felix": ("Felix Stern", ""),
}
SERVICES = {
    "session": "Psychotherapy",
    "workshop": "Breathwork for beginners",
    "webinar": "Sleep and the anxious mind",
    "broadcast": "An evening on exam nerves",
}


def new_cast() -> dict[str, Any]:
    number = next(_numbers)
    cast = {}
    for who, (name, profession) in NAMES.items():
        user = User.objects.create(email=f"{who}.{number}@e2e.example", name=name, password=_hash)
        if profession:
            Practitioner.objects.create(user=user, profession=profession)
        cast[who] = _account(user)
    return cast


def let_in(email: str) -> tuple[str, str]:
    browser = Client()
    browser.force_login(_user(email))
    name = settings.SESSION_COOKIE_NAME
    return name, browser.cookies[name].value


def new_audience(count: int) -> list[dict[str, str]]:
    number = next(_numbers)
    people = User.objects.bulk_create(
        User(email=f"viewer.{which}.{number}@e2e.example", name=f"Viewer {which:02}", password=_hash)
        for which in range(1, count + 1)
    )
    return [_account(user) for user in people]


def book(
    practitioner: str, assistant: str | None, client: str, starts_in: float, minutes: int, state: str
) -> dict[str, Any]:
    service = _service("session", practitioner, assistant, minutes)
    wanted = BookingState(state)
    first = BookingState.CONFIRMED if wanted == BookingState.CANCELED else wanted
    booking = changes.book_service(service, _user(client), starts_at=_at(starts_in), state=first)
    if wanted == BookingState.CANCELED:
        changes.cancel(booking.pk, by=_user(practitioner))
    return {"id": str(booking.pk), "title": service.name, "day": _day_of(booking)}


def book_over(practitioner: str, client: str, how: str) -> dict[str, Any]:
    service = _service("session", practitioner, None, 60)
    yesterday = timezone.localtime() - timedelta(days=1)
    starts_at = yesterday.replace(hour=10, minute=0, second=0, microsecond=0)
    booking = book_and_tell(how, service, _user(client), starts_at=starts_at)
    return {"id": str(booking.pk), "title": service.name, "day": _day_of(booking)}


def plan(
    kind: str, practitioner: str, assistant: str | None, clients: list[str], starts_in: float | None
) -> dict[str, Any]:
    service = _service(kind, practitioner, assistant, 60)
    session = session_changes.plan(service)
    for client in clients:
        changes.book_session(session, _user(client), state=BookingState.CONFIRMED)
    if starts_in is not None:
        starts_at = _at(starts_in)
        session_changes.schedule(session.pk, starts_at, starts_at + timedelta(minutes=60))
    session.refresh_from_db()
    return {"id": str(session.pk), "title": service.name, "day": _day_of(session)}


def place(session: int, client: str) -> int:
    return Booking.objects.get(session=session, client__email=client).pk


def move(session: int, starts_in: float) -> None:
    starts_at = _at(starts_in)
    session_changes.schedule(session, starts_at, starts_at + timedelta(minutes=60))


def confirm(booking: int) -> None:
    changes.confirm(booking)


def cancel(booking: int, by: str) -> None:
    changes.cancel(booking, by=_user(by))


def rename(email: str, name: str) -> None:
    User.objects.filter(email=email).update(name=name)


def keep_recording(kind: str, ref: str, film: str | None, facts: dict[str, Any]) -> str:
    room = sync_subject(cast(Kind, kind), ref, at=(now := timezone.now()))
    assert room is not None, "this subject has no open room"
    key = new_key(room, at=now)
    values: dict[str, Any] = {
        "status": RecordingStatus.READY,
        "ended_by": RecordingEnd.STOP,
        "complete": True,
        "consent": ConsentRule.ASK,
        "duration_seconds": 40.0,
        "picture_seconds": 40.0,
        "sound_seconds": 40.0,
        "size_bytes": None,
        **facts,
    }
    if film is not None:
        content = Path(film).read_bytes()
        storage().save(key, ContentFile(content))
        values["size_bytes"] = len(content)
    row = RoomRecording.objects.create(
        room=room,
        storage_key=key,
        requested_at=now - timedelta(minutes=5),
        started_at=now - timedelta(minutes=5),
        ended_at=now - timedelta(minutes=4),
        expires_at=now + timedelta(days=90),
        **values,
    )
    return str(row.pk)


def let_record(kind: str, practitioner: str, consent: str) -> None:
    service = _service(kind, practitioner, None, 60)
    Service.objects.filter(pk=service.pk).update(recording=True, recording_consent=consent)


def let_stream(room_type: str) -> None:
    assert RoomTemplate.objects.filter(room_type=room_type).update(streaming=True) > 0


def finish_recording(recording: str) -> None:
    RoomRecording.objects.filter(pk=recording).update(status=RecordingStatus.READY, complete=True)


def record(kind: str, ref: str) -> list[dict[str, Any]]:
    rooms = Room.objects.filter(subject_kind=kind, subject_ref=ref).order_by("created_at")
    return [
        {
            "id": str(room.pk),
            "status": room.status,
            "end_reason": room.end_reason,
            "outcome": room.outcome,
            "participant_count": room.participant_count,
            "people": [
                {"name": person.name, "holds_seat": person.seat_until is not None}
                for person in room.participants.order_by("name")
            ],
            "transitions": [
                [transition.from_status, transition.to_status]
                for transition in room.transitions.order_by("number")
            ],
            "visits": [
                {
                    "name": visit.participant.name,
                    "sid": visit.livekit_sid,
                    "room_sid": visit.room_sid,
                    "left_at": visit.left_at and visit.left_at.isoformat(),
                    "left_known_by": visit.left_known_by,
                    "quality": visit.quality,
                }
                for visit in room.visits.select_related("participant").order_by("joined_at")
            ],
        }
        for room in rooms
    ]


def _account(user: User) -> dict[str, str]:
    return {
        "name": user.name,
        "email": user.email,
        "password": PASSWORD,
        "token": str(AccessToken.for_user(user)),
    }


def _service(kind: str, practitioner: str, assistant: str | None, minutes: int) -> Service:
    service, _made = Service.objects.get_or_create(
        name=SERVICES[kind],
        kind=ServiceKind(kind),
        practitioner=Practitioner.objects.get(user__email=practitioner),
        duration_minutes=minutes,
    )
    service.additional_practitioners.set(Practitioner.objects.filter(user__email=assistant))
    return service


def _day_of(found: Booking | Session) -> str:
    return timezone.localdate(found.starts_at).isoformat() if found.starts_at else ""


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _at(starts_in: float) -> datetime:
    return timezone.now() + timedelta(seconds=starts_in)


TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task
    for task in (
        *(new_cast, let_in, new_audience, rename),
        *(
            book,
            book_over,
            place,
            plan,
            confirm,
            cancel,
            move,
            keep_recording,
            let_record,
            let_stream,
            finish_recording,
            record,
        ),
    )
}


def serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        task = TASKS[request.pop("do")]
        try:
            answer = {"done": task(**request)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked must hear of it
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
