"""A product of its own, with a recorder: what is recorded here really is."""

from collections.abc import Iterator

import pytest

from dev import paths
from dev.stack import Stack
from tests.e2e.conftest import SHORT_TIMES
from tests.e2e.desk import Desk


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not (paths.BUILT_UI / "manifest.json").exists():
        pytest.fail("The UI is not built. Run `make build-ui`.")
    directory = tmp_path_factory.mktemp("recorded")
    times = {**SHORT_TIMES, "ROOMS_EMPTY_TIMEOUT": "60", "ROOMS_THROTTLE_RECORDING": "1000/min"}
    with Stack(directory=directory, extra=times, recording=True) as running:
        yield running


@pytest.fixture(scope="package")
def desk(stack: Stack) -> Iterator[Desk]:
    with Desk(stack, log=stack.directory / "log" / "desk.log") as desk:
        yield desk
