"""A list of recordings costs what its reader may see, not what the site has: where the host says what is theirs, and
answers for many subjects at once. Where it does not say, it costs a bound."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from estuary.rooms_host import EstuaryHost
from rooms.models import ConsentRule, RecordingStatus, Room, RoomRecording
from rooms.recordings import access, listing, sharing
from tests.calls import room_of
from tests.recordings.places import Place
from tests.recordings.recorded import MakeRecording, maker_in
from tests.recordings.watcher import Watcher, ids
from tests.site import MakeBooking, MakeSession, User

pytestmark = pytest.mark.django_db

#: Queries of one page, whoever reads it: who it is, the names, the host's answers, rooms, and recordings twice.
A_PAGE = 17


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One for each recording that was looked at."""
    looks: list[object] = []

    def decide(standing: Any, **facts: bool) -> access.Rights:
        looks.append(standing)
        return access.decide(standing, **facts)

    monkeypatch.setattr(listing, "decide", decide)
    return looks


def fill(site_of: int, *, at: datetime, shared: bool = True) -> None:
    """Recordings of other people, newer than every other of the test, three in each room."""
    rooms = Room.objects.bulk_create(
        Room(
            name=f"group-{number:012d}",
            room_type="group",
            subject_kind="session",
            subject_ref=str(1_000_000 + number),
            max_participants=8,
        )
        for number in range(site_of // 3)
    )
    RoomRecording.objects.bulk_create(
        RoomRecording(
            room=rooms[number // 3],
            status=RecordingStatus.READY,
            consent=ConsentRule.ASK,
            storage_key=f"recordings/{number}/film.mp4",
            requested_at=at + timedelta(seconds=number + 1),
            shared=shared,
        )
        for number in range(site_of)
    )


def test_the_number_of_queries_does_not_grow_with_the_recordings(
    make_session: MakeSession,
    practitioner: User,
    client_user: User,
    make_recording: MakeRecording,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    rooms = [room_of(make_session()) for _ in range(6)]
    for room in rooms:
        for _ in range(3):
            make_recording(room, shared=True, content=None)
    for user in (practitioner, client_user):
        watcher = Watcher(user)
        with django_assert_max_num_queries(A_PAGE):
            assert len(ids(watcher.all_recordings())) == 18
        with django_assert_max_num_queries(14):
            assert len(ids(watcher.recordings_in(rooms[0]))) == 3


def test_nobody_pays_for_the_recordings_of_others(
    make_session: MakeSession,
    practitioner: User,
    client_user: User,
    stranger: User,
    make_recording: MakeRecording,
    examined: list[object],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    now = timezone.now()
    room = room_of(make_session())
    shared = make_recording(room, shared=True, content=None, at=now - timedelta(days=1))
    other = make_recording(room, content=None, at=now - timedelta(days=2))
    sharing.name(other.pk, stranger, by_ref="1", at=now)
    fill(1500, at=now)

    for user, theirs, looked_at in (
        (practitioner, [shared, other], 2),
        (client_user, [shared], 2),
        (stranger, [other], 1),
    ):
        examined.clear()
        with django_assert_max_num_queries(A_PAGE):
            page = Watcher(user).all_recordings()
        assert ids(page) == [str(one.pk) for one in theirs]
        assert page.body["next"] is None
        assert len(examined) == looked_at


def test_nor_does_the_database(
    make_booking: MakeBooking, make_session: MakeSession, client_user: User, make_recording: MakeRecording
) -> None:
    """It finds them by their rooms and ids, instead of going through all of them from the newest on."""
    now = timezone.now()
    room_of(make_booking())
    named = make_recording(room_of(make_session()), content=None)
    fill(1500, at=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = listing._older(listing._among(client_user, {named.pk}), None)

    plan = found.values_list(*listing._COLUMNS)[: listing.AT_ONCE].explain()

    assert "rooms_roomrecording_room_id" in plan
    for whole in ("SCAN rooms_roomrecording", "Seq Scan on rooms_roomrecording", "newest_first"):
        assert whole not in plan


class TestWhereTheHostDoesNotSay:
    """The site is gone through, a bounded part of it with each page, and nothing is missed."""

    @pytest.fixture(autouse=True)
    def _silent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(EstuaryHost, "subjects_of", lambda *_: None)
        monkeypatch.setattr(listing, "AT_ONCE", 50)
        monkeypatch.setattr(listing, "ROUNDS", 4)

    def test_a_page_ends_when_enough_was_looked_at_and_the_next_goes_on(
        self,
        make_session: MakeSession,
        client_user: User,
        make_recording: MakeRecording,
        examined: list[object],
    ) -> None:
        now = timezone.now()
        shared = make_recording(room_of(make_session()), shared=True, content=None, at=now)
        fill(450, at=now)
        watcher, seen, pages, query = Watcher(client_user), list[str](), 0, "?page_size=3"

        while query:
            examined.clear()
            page = watcher.all_recordings(query)
            assert len(examined) <= 200
            seen += ids(page)
            pages += 1
            query = "?" + page.body["next"].partition("?")[2] if page.body["next"] else ""

        assert seen == [str(shared.pk)]
        assert pages == 3

    def test_a_place_may_be_somebody_elses_recording_and_opens_nothing(self, client_user: User) -> None:
        fill(201, at=timezone.now())
        watcher = Watcher(client_user)

        page = watcher.all_recordings()

        assert ids(page) == []
        place = page.body["next"].partition("?before=")[2]
        recording = RoomRecording.objects.get(pk=place)
        assert watcher.open(recording) == (404, "not_found")
        assert watcher.link(recording) == (404, "not_found")

    def test_who_has_to_do_with_most_of_it_is_looked_for_in_the_same_way(
        self,
        make_session: MakeSession,
        practitioner: User,
        make_recording: MakeRecording,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        made = make_recording(room_of(make_session()), content=None)
        monkeypatch.setattr(EstuaryHost, "subjects_of", lambda *_: [("session", "1"), ("session", "2")])
        monkeypatch.setattr(listing, "MOST_SUBJECTS", 1)

        assert ids(Watcher(practitioner).all_recordings()) == [str(made.pk)]
