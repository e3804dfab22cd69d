"""LiveKit with Redis dies in mid call: its room and those inside stay listed for ever, and nobody is fooled by it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dev.livekit import LiveKitServer
from dev.redis import RedisServer
from estuary.accounts.models import User
from rooms import beats, inbox, livekit, tallies
from rooms.models import Effect, KnownBy, Status, Tally, Visit, WebhookEvent
from rooms.statement.ledger import fold_ledger
from tests.conftest import MakeBooking
from tests.live.call import Call
from tests.live.caller import Line, wait_until
from tests.live.conftest import SHORT_TIMES, use
from tests.live.machine import Machine
from tests.live.worker import Worker

#: How sure a leave may be that nobody told: LiveKit's time-out for a dead line, and some looks of a second each.
AT_MOST_UNSURE = 23 + 10


@dataclass
class Outage:
    """A call on a LiveKit with Redis, which dies and lives again.

    Attributes:
        machines: computers that break down with it: whoever is on one never comes back.
        died_at: between the last moment when it lived and the first when it did not.
    """

    call: Call
    server: LiveKitServer
    machines: ExitStack
    died_at: tuple[datetime, datetime] | None = None

    def enter_by_machine(self, user: User) -> Visit:
        machine = self.machines.enter_context(Machine())
        granted: dict[str, Any] = self.call.ask_to_join(user).json()
        sid = machine.join(granted["url"], granted["token"])
        wait_until(
            lambda: Visit.objects.filter(livekit_sid=sid).exists(), what=f"{user.name} is in the ledger"
        )
        return Visit.objects.get(livekit_sid=sid)

    def happens(self) -> None:
        """LiveKit and every machine die; once the worker has noticed, LiveKit is started again."""
        self.begins()
        self.server.start()

    def begins(self) -> None:
        """kill -9 of LiveKit and of every machine; the worker has noticed."""
        self.wait_for_look()
        alive = timezone.now()
        self.server.kill()
        self.machines.close()
        self.died_at = (alive, timezone.now())
        wait_until(self._is_noticed, what="the worker finds LiveKit dead")

    def wait_for_look(self, times: int = 1) -> None:
        """LiveKit's listing is compared with the ledger so many more times, as a proof of who is inside."""
        for _ in range(times):
            wait_until(
                partial(self._is_compared, since=timezone.now()),
                what="LiveKit's listing is compared with the ledger",
            )

    def listed(self) -> set[str]:
        return {person.sid for person in livekit.list_participants(self.call.room.name)}

    def assert_lost_in_it(self, visit: Visit) -> None:
        """An honest estimate: marked as one, with the truth in its ±, and no wider than what could be known."""
        visit = self.call.wait_for_leave(visit)
        assert visit.left_at is not None
        assert self.died_at is not None
        assert visit.left_known_by == KnownBy.ESTIMATE
        assert 0 < visit.left_precision <= AT_MOST_UNSURE
        off = min(abs((visit.left_at - moment).total_seconds()) for moment in self.died_at)
        assert off <= visit.left_precision

    def _is_compared(self, *, since: datetime) -> bool:
        listed_at = self.call.room.listed_at
        return listed_at is not None and listed_at > since

    def _is_noticed(self) -> bool:
        beat = beats.get(beats.LIVEKIT)
        return beat is not None and beat.is_down


@pytest.fixture
def outage(
    line: Line,
    live_server: LiveServer,
    transactional_db: None,
    settings: Settings,
    make_booking: MakeBooking,
    tmp_path: Path,
) -> Iterator[Outage]:
    """The appointment of Jonas Weber with Dr. Rahman, on servers of its own. Empty rooms are left open."""
    hook = f"{live_server.url}/api/webhooks/livekit/"
    with (
        RedisServer(directory=tmp_path) as redis,
        LiveKitServer(directory=tmp_path, redis=redis.url, webhook_url=hook) as server,
    ):
        use(server, settings)
        settings.ROOMS = {**settings.ROOMS, **SHORT_TIMES, "EMPTY_TIMEOUT": 120}
        with Worker(), ExitStack() as machines:
            outage = Outage(Call(line, "booking", make_booking().pk), server, machines)
            yield outage
            outage.call.hang_up()


def starts_told(call: Call) -> int:
    return WebhookEvent.objects.filter(room_name=call.room.name, event="room_started").count()


def repairs() -> dict[str, int]:
    """What reconcile has put right so far."""
    return dict(Tally.objects.filter(name=tallies.RECONCILE_REPAIR).values_list("label", "value"))


def ends_well(call: Call, practitioner: User) -> None:
    """She ends it: nobody is open, LiveKit has nothing left, and the inbox alone makes the same ledger."""
    assert call.post(practitioner, f"{call.room.id}/end/").status_code == 200
    room = call.wait_for_status(Status.ENDED)
    wait_until(lambda: not livekit.list_rooms([room.name]), what="LiveKit's room is gone, ghosts and all")
    assert not room.visits.filter(left_at__isnull=True).exists()
    assert inbox.replay(room).differences == ()


def test_who_never_comes_back_is_out_although_livekit_lists_them_for_ever(
    outage: Outage, practitioner: User, client_user: User
) -> None:
    call = outage.call
    before = call.visit_of(call.enter(practitioner))
    jonas = outage.enter_by_machine(client_user)
    first_sid = call.room.livekit_sid

    outage.happens()

    # Her client comes back by itself: into the same room, which LiveKit begins again.
    call.wait_for_room(lambda room: room.visits.count() == 3, what="Dr. Rahman is back", within=60)
    outage.assert_lost_in_it(before)
    outage.assert_lost_in_it(jonas)
    assert call.room.livekit_sid == first_sid
    assert starts_told(call) == 2

    repaired = repairs()
    outage.wait_for_look(times=3)
    assert jonas.livekit_sid in outage.listed(), "without a ghost this test shows nothing"
    assert repairs() == repaired, "a ghost is no news"
    room = call.room
    assert (room.status, room.participant_count) == (Status.IN_USE, 1)
    assert room.visits.get(left_at__isnull=True).participant_id == before.participant_id

    ends_well(call, practitioner)
    statement = fold_ledger(call.room, at=timezone.now())
    assert not statement.confidence.exact
    assert {person.name: person.connections for person in statement.people} == {
        practitioner.name: 2,
        client_user.name: 1,
    }


def test_where_nobody_comes_back_the_touch_alone_makes_livekit_say_that_it_had_died(
    outage: Outage, practitioner: User, client_user: User
) -> None:
    call = outage.call
    visits = [outage.enter_by_machine(user) for user in (practitioner, client_user)]

    outage.happens()

    for visit in visits:
        outage.assert_lost_in_it(visit)
    assert starts_told(call) == 2
    assert Effect.objects.filter(room=call.room, kind="touch_livekit_room").count() == 1

    repaired = repairs()
    outage.wait_for_look(times=3)
    assert outage.listed() == {visit.livekit_sid for visit in visits}, "all that is listed are ghosts"
    room = call.room
    assert (room.status, room.participant_count) == (Status.ACTIVE, 0)
    assert room.visits.count() == 2
    assert repairs() == repaired, "ghosts are no news"

    ends_well(call, practitioner)


@pytest.mark.long
def test_a_room_that_ended_while_livekit_was_dead_is_deleted_with_its_ghosts(
    outage: Outage, practitioner: User, client_user: User
) -> None:
    """LiveKit deletes no room of a server that died before it has begun it again."""
    call = outage.call
    for user in (practitioner, client_user):
        outage.enter_by_machine(user)

    outage.begins()
    assert call.post(practitioner, f"{call.room.id}/end/").status_code == 200
    outage.server.start()

    name = call.room.name
    assert livekit.list_rooms([name]), "without a room that is still there this test shows nothing"
    wait_until(lambda: not livekit.list_rooms([name]), what="LiveKit's room is gone", within=60)
    assert call.room.status == Status.ENDED
    assert not call.room.visits.filter(left_at__isnull=True).exists()
    assert {visit.left_known_by for visit in call.room.visits.all()} <= {KnownBy.ROOM_END, KnownBy.ESTIMATE}
    assert inbox.replay(call.room).differences == ()
