"""Who gets a film and who does not, by the real views and the link that they give, from a folder and from a bucket."""

import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rooms import effects
from rooms.models import DeletionReason, Room, RoomRecording
from rooms.recordings import purging, sharing
from tests.calls import room_of
from tests.recordings.places import Place
from tests.recordings.recorded import CONTENT, MakeRecording
from tests.recordings.watcher import Watcher
from tests.site import MakeSession, User

pytestmark = pytest.mark.django_db

#: What is said of a link that gives nothing: by us, or by a bucket.
NOTHING = {400, 403, 404, 410}


def fetch(url: str) -> tuple[int, bytes]:
    """Somebody who has nothing but the link."""
    if "/recordings/media/" in url:
        answer = Client().get(url)
        return answer.status_code, b"".join(answer) if answer.status_code == 200 else b""
    try:
        with urllib.request.urlopen(url) as found:
            return found.status, found.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, b""


def link_of(user: User, recording: RoomRecording) -> str:
    answer = Watcher(user).link(recording)
    assert answer.status == 200, answer
    return str(answer.body["url"])


@pytest.fixture
def recording(room: Room, make_recording: MakeRecording) -> RoomRecording:
    return make_recording(room, shared=True)


def test_its_practitioner_and_its_client_get_it(
    practitioner: User, client_user: User, recording: RoomRecording
) -> None:
    for user in (practitioner, client_user):
        assert fetch(link_of(user, recording)) == (200, CONTENT)


def test_nobody_else_is_given_a_link(
    stranger: User,
    second_client: User,
    staff: User,
    client_user: User,
    make_session: MakeSession,
    recording: RoomRecording,
) -> None:
    """Whoever has no booking, or one on another session, staff, nobody at all; and its client before it is shared."""
    room_of(make_session(clients=(second_client,)))
    for watcher, said in (
        (Watcher(stranger), (404, "not_found")),
        (Watcher(second_client), (404, "not_found")),
        (Watcher(staff), (403, "not_allowed")),
        (Watcher(), (401, "not_authenticated")),
    ):
        assert watcher.link(recording) == said
    sharing.share(recording.pk, False)
    assert Watcher(client_user).link(recording) == (404, "not_found")


def test_a_link_whose_time_is_over_gives_nothing(
    client_user: User, recording: RoomRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.conf.Conf.recording_link", timedelta(seconds=-2))
    status, content = fetch(link_of(client_user, recording))
    assert (status in NOTHING, content) == (True, b"")


def test_a_guessed_key_gives_nothing(
    client_user: User, recording: RoomRecording, room: Room, make_recording: MakeRecording
) -> None:
    """Of another recording, with the link to one's own; and the key alone."""
    other = make_recording(room)
    url = link_of(client_user, recording)
    bare = url.partition("?")[0]
    guesses = {url.replace(recording.storage_key, other.storage_key), bare, f"{bare[:-1]}{other.storage_key}"}
    for guess in guesses - {url}:
        status, content = fetch(guess)
        assert (status in NOTHING, content) == (True, b""), guess


@pytest.mark.parametrize("by", ["a practitioner", "staff in the admin, or its date"])
def test_a_link_is_dead_when_the_recording_is_deleted(
    by: str, practitioner: User, client_user: User, recording: RoomRecording, place: Place
) -> None:
    """In a bucket the object goes, and the link with it: before the answer, or in the worker's next second."""
    url = link_of(client_user, recording)
    assert fetch(url) == (200, CONTENT)
    if by == "a practitioner":
        assert Watcher(practitioner).erase(recording).status == 204
    else:
        now = timezone.now()
        purging.request(recording.pk, reason=DeletionReason.EXPIRED, at=now)
        effects.run_due(at=now + timedelta(seconds=1))
    assert fetch(url) == (404, b"")
    assert place.objects() == []
    assert Watcher(client_user).link(recording) == (404, "not_found")
