"""A real LiveKit server, and people who call through it."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from dev.livekit import LiveKitServer
from tests.live.caller import Caller, Line


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
