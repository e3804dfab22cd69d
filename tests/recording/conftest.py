"""One running product with a recorder, and sessions in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dev import paths
from dev.stack import Stack
from tests.database import MakeStack
from tests.e2e.desk import Desk
from tests.live.caller import Line
from tests.recording.site import Meeting, Site

#: Times that a test can wait for. Everything else is as in production.
SHORT_TIMES = {
    "ROOMS_EMPTY_TIMEOUT": "60",
    "ROOMS_RECONCILE_SECONDS": "2",
    "ROOMS_RECORDING_START_SECONDS": "45",
    "ROOMS_RECORDING_EMPTY_SECONDS": "4",
    "ROOMS_THROTTLE_JOIN": "1000/min",
    "ROOMS_THROTTLE_RECORDING": "1000/min",
}


# For the package, not the session: what comes after it has the machine for itself.
@pytest.fixture(scope="package")
def stack(make_stack: MakeStack) -> Iterator[Stack]:
    if not (paths.BUILT_UI / "manifest.json").exists():
        pytest.fail("The UI is not built. Run `make build-ui`.")
    with make_stack("recording", SHORT_TIMES, recording=True) as running:
        yield running


@pytest.fixture(scope="package")
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture(scope="package")
def site(stack: Stack, line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("fetched")
    with Desk(stack, log=stack.directory / "log" / "desk.log") as desk:
        yield Site(stack, line, folder, desk)


@pytest.fixture
def meeting(site: Site) -> Iterator[Callable[[], Meeting]]:
    """Makes sessions, and ends them after the test."""
    made: list[Meeting] = []

    def make() -> Meeting:
        made.append(site.meeting())
        return made[-1]

    yield make
    for one in made:
        one.leave()
