"""A room's ledger comes out of the inbox alone, and the command says whether it does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from rooms import beats, inbox, lifecycle
from rooms.models import Effect, EndReason, Room, RoomParticipant, Visit, WebhookEvent
from rooms.reconcile import reconcile
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


@pytest.fixture
def played(
    told: Telling,
    room: Room,
    nadia: RoomParticipant,
    jonas: RoomParticipant,
    livekit: FakeLiveKit,
    now: datetime,
) -> Room:
    """A call in which much went wrong: lost and late events, a listing that left somebody out, a dead server."""
    first = livekit.rooms[room.name]
    first.created_at = told.made_at
    told.sid = first.sid
    start = now - timedelta(minutes=15)
    deliver(told.started())
    host = livekit.enters(room.name, nadia.identity, joined_at=start)
    client = livekit.enters(room.name, jonas.identity, joined_at=start)
    deliver(told.track(told.joined(jonas, start, sid=client.sid), start + timedelta(seconds=30)))
    reconcile(at=start + timedelta(minutes=1))
    del first.people[jonas.identity]
    reconcile(at=start + timedelta(minutes=2))
    first.people[jonas.identity] = client
    reconcile(at=start + timedelta(minutes=3))
    deliver(told.left(told.joined(jonas, start, sid=client.sid), start + timedelta(minutes=4)))
    livekit.restarts()
    beats.livekit_is_down(at=start + timedelta(minutes=5))
    reconcile(at=start + timedelta(minutes=6))
    deliver(told.joined(nadia, start, sid=host.sid))
    again = Telling(room, made_at=start + timedelta(minutes=7))
    deliver(again.joined(nadia, start + timedelta(minutes=7, seconds=1)))
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)
    deliver(again.joined(jonas, start + timedelta(minutes=8)))
    room.refresh_from_db()
    return room


def run(*arguments: str) -> tuple[str, int]:
    """What the command prints, and its exit code."""
    out = StringIO()
    try:
        call_command("rooms_replay", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_the_inbox_alone_makes_the_ledger(played: Room) -> None:
    assert Visit.objects.filter(room=played).count() == 4
    found = inbox.replay(played)
    assert (found.differences, found.visits) == ((), 4)
    assert run(played.name) == (f"{played.name}: {found.events} events make 4 visits.\n", 0)


def test_nothing_of_it_is_kept(played: Room) -> None:
    before = snapshot(played)
    inbox.replay(played)
    assert snapshot(played) == before


def snapshot(room: Room) -> dict[str, Any]:
    return {
        "room": Room.objects.filter(pk=room.pk).values().get(),
        "visits": list(room.visits.order_by("pk").values()),
        "people": list(room.participants.order_by("pk").values()),
        "transitions": list(room.transitions.order_by("pk").values()),
        "effects": list(Effect.objects.order_by("pk").values()),
        "inbox": list(WebhookEvent.objects.order_by("pk").values()),
    }


def test_a_visit_that_was_changed_by_hand_is_named(played: Room) -> None:
    changed = Visit.objects.filter(room=played).earliest("pk")
    Visit.objects.filter(pk=changed.pk).update(left_at=changed.joined_at)
    text, code = run(str(played.pk))
    assert code == 1
    assert f"{played.name}: 1 visits differ" in text
    assert f"{changed.livekit_sid}: left_at is" in text


def test_so_is_one_that_is_missing_and_one_that_nobody_told_of(played: Room) -> None:
    missing = Visit.objects.filter(room=played).earliest("pk")
    invented = Visit.objects.filter(room=played).latest("pk")
    Visit.objects.filter(pk=missing.pk).delete()
    Visit.objects.create(
        room=played,
        participant=invented.participant,
        livekit_sid="PA_invented",
        joined_at=invented.joined_at,
        joined_known_by="webhook",
    )
    text, code = run(played.name, "--json")
    told = json.loads(text)
    assert (code, told["differs"]) == (1, True)
    found = {part["sid"]: (part["ledger"] is None, part["replay"] is None) for part in told["differences"]}
    assert found == {missing.livekit_sid: (True, False), "PA_invented": (False, True)}


def test_what_it_prints_names_nobody(played: Room, jonas: RoomParticipant) -> None:
    Visit.objects.filter(room=played).delete()
    text, _ = run(played.name, "--json")
    assert jonas.identity not in text
    assert "@" not in text


def test_without_payloads_it_says_so(played: Room) -> None:
    WebhookEvent.objects.filter(room_name=played.name).update(payload={})
    with pytest.raises(CommandError, match="INBOX_DAYS") as error:
        run(played.name)
    assert error.value.returncode == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["individual-000000000000", "00000000-0000-0000-0000-000000000000"])
def test_a_room_that_is_not_there_is_one_line(wanted: str) -> None:
    with pytest.raises(CommandError, match="There is no room") as error:
        run(wanted)
    assert error.value.returncode == 2, "1 is that they differ"


def test_an_event_that_is_not_handled_yet_is_no_difference(
    played: Room, told: Telling, nadia: RoomParticipant, now: datetime
) -> None:
    inbox.store(told.joined(nadia, now - timedelta(minutes=9)))
    found = inbox.replay(played)
    assert (found.differences, found.waiting) == ((), 1)
    text, code = run(played.name)
    assert (text.splitlines()[1], code) == ("1 more are not handled yet: admin, Webhook events.", 0)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(data=st.data())
@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_delivered_and_looked_at_in_whatever_order(
    data: st.DataObject,
    told: Telling,
    room: Room,
    nadia: RoomParticipant,
    jonas: RoomParticipant,
    livekit: FakeLiveKit,
    now: datetime,
) -> None:
    begin = now - timedelta(minutes=15)
    events = [told.started()]
    for person in (nadia, jonas):
        joined = told.joined(person, begin + timedelta(seconds=data.draw(st.integers(0, 200))))
        left_at = begin + timedelta(seconds=data.draw(st.integers(210, 500)))
        reason = data.draw(st.sampled_from(["CLIENT_INITIATED", "CONNECTION_TIMEOUT"]))
        events += [joined, told.track(joined, left_at), told.left(joined, left_at, reason=reason)]
    steps = data.draw(st.permutations([*events, "look", "look", "look"]))
    kept = steps[: data.draw(st.integers(3, len(steps)))]
    with undone():
        lives = livekit.rooms[room.name]
        lives.sid, lives.created_at = told.sid, told.made_at
        for number, step in enumerate(kept):
            at = begin + timedelta(seconds=60 * number)
            if isinstance(step, dict):
                row = inbox.store(step)
                assert row is not None
                assert inbox.process(row, at=at)
            else:
                reconcile(at=at)
        assert inbox.replay(room).differences == ()
        livekit.in_transactions.clear()  # ours, that undoes each example


def test_a_track_of_a_phone_that_was_not_known_yet_says_no_more_the_second_time(
    told: Telling, room: Room, now: datetime
) -> None:
    """Its connection was made known later, by its leave alone."""
    came, replaced_at = now - timedelta(minutes=4), now - timedelta(minutes=2)
    joined = told.joined("phone-1", came, kind="SIP")
    deliver(told.track(joined, replaced_at - timedelta(seconds=1)))
    deliver(told.left(joined, replaced_at, reason="DUPLICATE_IDENTITY"))
    assert inbox.replay(room).differences == ()
