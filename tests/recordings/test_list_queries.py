"""A list of recordings takes as many queries as another: where the host answers for many subjects at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.calls import room_of
from tests.recordings.places import Place
from tests.recordings.recorded import MakeRecording, maker_in
from tests.recordings.watcher import Watcher, ids
from tests.site import MakeSession, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


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
        with django_assert_max_num_queries(12):
            assert len(ids(watcher.all_recordings())) == 18
        with django_assert_max_num_queries(14):
            assert len(ids(watcher.recordings_in(rooms[0]))) == 3
