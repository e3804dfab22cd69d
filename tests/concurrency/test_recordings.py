"""Several people delete, watch, hold and share one recording in the same moment; each of them is told what is so."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Session
from rooms import effects
from rooms.exceptions import RoomsError, UnknownSubject
from rooms.models import DeletionReason, Effect, RecordingDeletion, RecordingView, RoomRecording, ViewKind
from rooms.recordings import links, purging, retention, sharing
from rooms.recordings.access import Rights
from rooms.recordings.links import Link
from tests.calls import room_of
from tests.joining.at_once import at_once
from tests.recordings.places import Place, folder
from tests.recordings.recorded import maker_in

__all__ = ["folder"]

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture
def recording(workshop: Session, folder: Place) -> RoomRecording:
    return maker_in(folder)(room_of(workshop))


def delete(recording: RoomRecording) -> str:
    return purging.request(recording.pk, reason=DeletionReason.REQUESTED, at=timezone.now())


def delete_and_purge(recording: RoomRecording) -> None:
    effects.run_now([delete(recording)], at=timezone.now())


def give(recording: RoomRecording, user: User) -> Link:
    return links.give(recording, user, Rights("practitioner"), ViewKind.PLAY, at=timezone.now())


def test_who_deletes_twice_at_once_deletes_once(recording: RoomRecording, folder: Place) -> None:
    results = at_once(*[partial(delete_and_purge, recording)] * AT_ONCE)
    assert sorted(type(result).__name__ for result in results) == [
        "NoneType",
        *["UnknownSubject"] * (AT_ONCE - 1),
    ]
    assert RecordingDeletion.objects.get().objects_deleted == 2
    assert folder.objects() == []


def test_two_workers_purge_once(recording: RoomRecording, folder: Place) -> None:
    delete(recording)
    run: Callable[[], object] = partial(effects.run_due, at=timezone.now() + timedelta(seconds=1))
    at_once(*[run] * 4)
    assert RecordingDeletion.objects.get().objects_deleted == 2
    assert Effect.objects.filter(kind="purge_recording", done_at__isnull=False).count() == 1
    assert folder.objects() == []


def test_two_workers_of_whom_one_lost_its_lease_write_it_down_once(
    recording: RoomRecording, folder: Place
) -> None:
    delete(recording)
    effect = Effect.objects.get(kind="purge_recording")
    results = at_once(*[partial(purging._purge, effect)] * 4)
    assert [result for result in results if result is not None] == []
    assert RecordingDeletion.objects.count() == 1
    assert folder.objects() == []


def test_a_link_that_is_given_while_it_is_deleted_is_none_or_dead(
    recording: RoomRecording, everyone: tuple[User, ...]
) -> None:
    giving = [partial(give, recording, user) for user in everyone[:AT_ONCE]]
    *results, deleted = at_once(*giving, partial(delete_and_purge, recording))
    assert deleted is None
    given = [result for result in results if isinstance(result, Link)]
    assert all(isinstance(result, Link | UnknownSubject) for result in results), results
    assert [Client().get(link.url).status_code for link in given] == [404] * len(given)
    assert not RecordingView.objects.exists()


def test_a_hold_and_a_deletion_exclude_each_other(recording: RoomRecording, folder: Place) -> None:
    held, deleted = at_once(
        partial(retention.set_hold, recording.pk, True, reason="Case 12"),
        partial(delete_and_purge, recording),
    )
    if deleted is None:
        assert isinstance(held, UnknownSubject)
        assert folder.objects() == []
    else:
        assert isinstance(deleted, RoomsError)
        assert deleted.code == "legal_hold"
        assert len(folder.objects()) == 2


def test_what_expires_in_two_workers_at_once_expires_once(recording: RoomRecording) -> None:
    RoomRecording.objects.update(expires_at=timezone.now() - timedelta(days=1))
    now = timezone.now()
    results = at_once(*[partial(retention.expire_due, at=now)] * 4)
    assert all(isinstance(result, int) for result in results), results
    assert Effect.objects.filter(kind="purge_recording").count() == 1


def test_who_shares_and_who_names_at_once_both_have_it_so(
    recording: RoomRecording, everyone: tuple[User, ...]
) -> None:
    now = timezone.now()
    naming = [
        partial(sharing.name, recording.pk, user, by_ref="1", at=now)
        for user in everyone[:3]
        for _ in range(2)
    ]
    *named, shared = at_once(*naming, partial(sharing.share, recording.pk, True))
    assert sorted(named, key=bool) == [False] * 3 + [True] * 3
    assert isinstance(shared, RoomRecording)
    recording.refresh_from_db()
    assert recording.shared
    assert recording.access.count() == 3
