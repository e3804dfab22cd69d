"""What LiveKit tells about a room, from several of our processes at once, while people join it."""

from datetime import timedelta
from functools import partial
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Session
from rooms import attendance, worker
from rooms.joining import Entry
from rooms.models import Visit, WebhookEvent
from rooms.quality import Report, Sample, record_quality
from rooms.reconcile import reconcile
from tests.calls import ask
from tests.concurrency.truth import assert_sound, count_seats, open_room_of
from tests.fakes.livekit import FakeLiveKit
from tests.joining.at_once import at_once
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.django_db(transaction=True)


def status_of(answer: object) -> object:
    return getattr(answer, "status_code", answer)


def test_all_come_in_at_once_and_all_are_counted(
    workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit
) -> None:
    now = timezone.now()
    people = [ask(workshop, person).participant for person in everyone]
    room = open_room_of(workshop)
    telling = Telling(room, made_at=now - timedelta(minutes=1), sid=livekit.rooms[room.name].sid)

    answers = at_once(*(partial(deliver, telling.joined(who, now)) for who in people))

    assert [status_of(answer) for answer in answers] == [200] * len(people)
    assert not WebhookEvent.objects.exclude(error="", processed_at__isnull=False).exists()
    room.refresh_from_db()
    assert room.participant_count == Visit.objects.count() == len(people)
    assert_sound(workshop)


def test_some_come_some_go_and_others_ask_to_come(
    workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit
) -> None:
    """Eight are inside; four of them leave, four come, eight ask for a token, and a worker looks at everything."""
    now = timezone.now()
    people = [ask(workshop, person).participant for person in everyone[:12]]
    room = open_room_of(workshop)
    telling = Telling(room, made_at=now - timedelta(minutes=4), sid=livekit.rooms[room.name].sid)
    inside = [telling.joined(who, now - timedelta(minutes=3)) for who in people[:8]]
    for event in inside:
        deliver(event)
    coming = [telling.joined(who, now - timedelta(seconds=20)) for who in people[8:]]
    for event in inside[4:] + coming:
        sid, identity = event["participant"]["sid"], event["participant"]["identity"]
        livekit.enters(room.name, identity, sid=sid, joined_at=now - timedelta(seconds=20))
    told = coming + [telling.left(event, now - timedelta(seconds=10)) for event in inside[:4]]

    results = at_once(
        *(partial(deliver, event) for event in told),
        *(partial(deliver, event) for event in told[:4]),  # told twice
        *(partial(ask, workshop, person) for person in everyone[12:20]),
        reconcile,
        worker.tick,
    )

    assert [status_of(answer) for answer in results[:12]] == [200] * 12
    assert [entry for entry in results[12:20] if not isinstance(entry, Entry)] == []
    assert [result for result in results[20:] if isinstance(result, BaseException)] == []
    assert not WebhookEvent.objects.exclude(error="", processed_at__isnull=False).exists()
    room.refresh_from_db()
    assert room.participant_count == 8
    assert Visit.objects.count() == 12
    assert room.participants.count() == 20
    assert count_seats(room) >= 8, "those who asked hold theirs"
    assert_sound(workshop)


def test_the_room_is_closed_while_the_last_come_back(
    workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit
) -> None:
    """LiveKit closes its room, and the same people ask for another: it is the same room of ours."""
    now = timezone.now()
    people = [ask(workshop, person).participant for person in everyone[:8]]
    room = open_room_of(workshop)
    telling = Telling(room, made_at=now - timedelta(minutes=4), sid=livekit.rooms[room.name].sid)
    events = [telling.joined(who, now - timedelta(minutes=3)) for who in people]
    for event in events:
        deliver(event)
    livekit.rooms.clear()
    over = [telling.left(event, now - timedelta(seconds=5)) for event in events] + [telling.finished(now)]

    results = at_once(
        *(partial(deliver, event) for event in over),
        *(partial(ask, workshop, person) for person in everyone[:8]),
    )

    assert [status_of(answer) for answer in results[: len(over)]] == [200] * len(over)
    assert [entry for entry in results[len(over) :] if not isinstance(entry, Entry)] == []
    room = open_room_of(workshop)
    assert (room.participant_count, count_seats(room)) == (0, 8)
    assert not room.visits.filter(left_at__isnull=True).exists()
    assert_sound(workshop)


def test_pages_say_good_bye_in_the_moment_in_which_livekit_tells_that_they_left(
    workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit
) -> None:
    """Both write at the connection and at the person: neither may wait for the other in a circle."""
    now = timezone.now()
    people = [ask(workshop, person).participant for person in everyone]
    room = open_room_of(workshop)
    telling = Telling(room, made_at=now - timedelta(minutes=4), sid=livekit.rooms[room.name].sid)
    inside = [telling.joined(who, now - timedelta(minutes=3)) for who in people]
    for event in inside:
        deliver(event)
    last = Sample(round(now.timestamp()) - 5, 5, "good", {"rtt_ms": 40})

    results = at_once(
        *(partial(deliver, telling.left(event, now)) for event in inside),
        *(
            partial(
                record_quality, room, who.user_ref, Report(event["participant"]["sid"], 1, (last,)), at=now
            )
            for who, event in zip(people, inside, strict=True)
        ),
    )

    assert [status_of(answer) for answer in results] == [200] * len(people) + [True] * len(people)
    assert not WebhookEvent.objects.exclude(error="", processed_at__isnull=False).exists()
    visits = Visit.objects.select_related("participant")
    assert all(visit.left_at and visit.quality["seconds"] == 5 for visit in visits)
    assert all(visit.participant.quality["seconds"] == 5 for visit in visits)
    assert_sound(workshop)


def test_the_room_ends_while_the_second_device_of_somebody_says_good_bye(
    workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end is written at one connection, at the person, and at the other connection."""
    now = timezone.now()
    person = ask(workshop, everyone[1]).participant
    room = open_room_of(workshop)
    telling = Telling(room, made_at=now - timedelta(minutes=4), sid=livekit.rooms[room.name].sid)
    joins = [telling.joined(person, now - timedelta(minutes=3)) for _ in range(2)]
    for joined in joins:
        deliver(joined)
    has_begun, note = Event(), attendance.note_visit_quality

    def note_slowly(visit: Visit, quality: dict[str, Any]) -> None:
        has_begun.set()
        sleep(0.5)  # long enough for the other to take what it takes first
        note(visit, quality)

    def end() -> object:
        has_begun.wait(timeout=10)
        return deliver(telling.finished(now))

    monkeypatch.setattr(attendance, "note_visit_quality", note_slowly)
    report = Report(joins[1]["participant"]["sid"], 1, (Sample(int(now.timestamp()) - 60, 30, "good"),))
    answers = at_once(partial(record_quality, room, person.user_ref, report, at=now), end)

    assert [status_of(answer) for answer in answers] == [True, 200]
    assert not WebhookEvent.objects.exclude(error="", attempts=0).exists()
    assert not Visit.objects.filter(left_at__isnull=True).exists()
    assert Visit.objects.exclude(quality={}).count() == 1
