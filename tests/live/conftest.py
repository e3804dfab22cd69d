"""A real LiveKit server, and people who call through it."""

import contextlib
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dev.livekit import LiveKitServer
from estuary.accounts.models import User
from rooms import livekit
from rooms.exceptions import LiveKitNotFound
from tests.conftest import MakeBooking, MakeSession
from tests.live.call import Call
from tests.live.caller import Caller, Line
from tests.live.worker import Worker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def livekit_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitServer]:
    """One server for all tests that need no webhooks. Whoever kills a server starts one of their own."""
    with LiveKitServer(directory=tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture
def livekit_settings(livekit_server: LiveKitServer, settings: Settings) -> Settings:
    """Our settings name that server."""
    use(livekit_server, settings)
    return settings


def use(server: LiveKitServer, settings: Settings) -> None:
    """Point our settings at a server."""
    settings.ROOMS = {
        **settings.ROOMS,
        "LIVEKIT_HOST": server.url,
        "LIVEKIT_API_KEY": server.key,
        "LIVEKIT_API_SECRET": server.secret,
    }


@pytest.fixture
def room_name(livekit_settings: Settings) -> Iterator[str]:
    """A living room of this test, on the server that reports nothing."""
    name = f"group-{uuid4().hex[:12]}"
    livekit.create_room(name, 300, 300, 0)
    yield name
    with contextlib.suppress(LiveKitNotFound):
        livekit.delete_room(name)


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture
def caller(line: Line) -> Iterator[Callable[[str], Caller]]:
    """Makes people, and takes them out of the call after the test."""
    made: list[Caller] = []

    def make(name: str = "somebody") -> Caller:
        made.append(Caller(line, name))
        return made[-1]

    yield make
    for person in made:
        person.leave()


# --- With Django behind it: webhooks are delivered to a real server of ours, and the worker ticks.

#: Nobody wants to wait for the real ones.
SHORT_TIMES = {"EMPTY_TIMEOUT": 4, "MIN_TOGETHER_SECONDS": 1, "RECONCILE_SECONDS": 1}


@pytest.fixture(scope="session")
def reporting_livekit(
    tmp_path_factory: pytest.TempPathFactory, live_server: LiveServer
) -> Iterator[LiveKitServer]:
    """A server that tells our endpoint what happens."""
    with LiveKitServer(
        directory=tmp_path_factory.mktemp("livekit"), webhook_url=f"{live_server.url}/api/webhooks/livekit/"
    ) as server:
        yield server


@pytest.fixture
def site(reporting_livekit: LiveKitServer, transactional_db: None, settings: Settings) -> None:
    """The whole product but the browser."""
    use(reporting_livekit, settings)
    settings.ROOMS = {**settings.ROOMS, **SHORT_TIMES}


@pytest.fixture
def worker(site: None) -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


@pytest.fixture
def call(line: Line, make_booking: MakeBooking, worker: Worker) -> Iterator[Call]:
    """The appointment of Jonas Weber with Dr. Rahman; nobody is inside yet."""
    call = Call(line, "booking", make_booking().pk)
    yield call
    call.hang_up()


@pytest.fixture
def session_call(line: Line, make_session: MakeSession, worker: Worker) -> Iterator[Callable[..., Call]]:
    """The room of a session of some kind, by default with Jonas Weber and Mara Lindgren booked."""
    made: list[Call] = []

    def make(kind: str, *, clients: tuple[User, ...] | None = None) -> Call:
        made.append(Call(line, "session", make_session(kind, clients=clients).pk))
        return made[-1]

    yield make
    for call in made:
        call.hang_up()
