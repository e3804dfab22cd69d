"""One running product, two browsers, and the people of the tests in front of them.

Dr. Nadia Rahman is the practitioner, Priya Nair assists her, Jonas Weber and Mara Lindgren are clients, Felix Stern is
a stranger. Every test has accounts and bookings of its own; the product, LiveKit and the browsers are shared.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright, sync_playwright

from dev import paths
from dev.stack import Stack
from tests.e2e import estuary
from tests.e2e.accounts import Account, Cast
from tests.e2e.api import Api
from tests.e2e.browsers import Browsers
from tests.e2e.desk import Desk
from tests.e2e.failures import Failures
from tests.e2e.visitor import Setting, Visitor, sit_down
from tests.live.caller import Caller, Line
from tests.live.crowd import leave_together

SitDown = Callable[..., Visitor]
Call = Callable[[str], Caller]

#: Times that a test can wait for. Everything else is as in production.
SHORT_TIMES = {
    "ROOMS_EMPTY_TIMEOUT": "6",
    "ROOMS_MIN_TOGETHER_SECONDS": "2",
    "ROOMS_RECONCILE_SECONDS": "2",
    # All tests together join more often than people do.
    "ROOMS_THROTTLE_JOIN": "1000/min",
    # Half of it, and a page asks for another link.
    "ROOMS_RECORDING_LINK_SECONDS": "8",
}

FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: what is wrong elsewhere is found sooner there."""
    ours = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    for item in ours:
        item.add_marker(pytest.mark.e2e)
    items[:] = [item for item in items if item not in ours] + ours


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


# --- What runs. For the package, not the session: beside Playwright's event loop other tests could not use the ORM.
@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not (paths.BUILT_UI / "manifest.json").exists():
        pytest.fail("The UI is not built. Run `make build-ui`.")
    directory = tmp_path_factory.mktemp("stack")
    # A place for recordings, and no recorder: what is in it, the desk has put there.
    place = {"ROOMS_RECORDINGS_ROOT": str(directory / "recordings")}
    with Stack(directory=directory, extra={**SHORT_TIMES, **place}) as running:
        yield running


@pytest.fixture(scope="package")
def desk(stack: Stack) -> Iterator[Desk]:
    with Desk(stack, log=stack.directory / "log" / "desk.log") as desk:
        yield desk


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browsers(playwright: Playwright) -> Iterator[Browsers]:
    with Browsers(playwright) as browsers:
        yield browsers


@pytest.fixture(scope="package")
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture
def api(stack: Stack) -> Api:
    return Api(stack.url)


# --- Who is there
@pytest.fixture
def cast(desk: Desk) -> Cast:
    """Accounts that no test before has used."""
    return desk.new_cast()


@pytest.fixture
def seat(
    stack: Stack, browsers: Browsers, request: pytest.FixtureRequest, failures: Failures
) -> Iterator[SitDown]:
    """Sits somebody down in front of an empty page: `seat(cast.jonas, language="de")`; settings as in `Setting`.

    After the test every page must be without faults (see `Watch`); of a failed one everything is kept.
    """
    own = {urlsplit(stack.url).netloc, urlsplit(stack.livekit.url).netloc}
    seated: list[Visitor] = []

    def take(account: Account, **choices: Any) -> Visitor:
        setting = Setting(**choices)
        visitor = sit_down(browsers.get(setting.browser), account, setting, url=stack.url, own=own)
        failures.record(visitor)
        seated.append(visitor)
        return visitor

    yield take
    failed = request.node.stash.get(FAILED, False)
    faults = [f"{visitor.name}: {fault}" for visitor in seated for fault in visitor.watch.faults]
    for visitor in seated:
        if failed or faults:
            failures.keep(visitor)
        visitor.context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def failures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failures]:
    failures = Failures(tmp_path_factory.getbasetemp() / "e2e-failures" / request.node.name)
    yield failures
    if failures.kept:
        request.node.add_report_section("teardown", "failure", f"What was on the pages: {failures.folder}")


@pytest.fixture
def log_in(seat: SitDown, desk: Desk, stack: Stack) -> SitDown:
    """Like `seat`, and they are logged in; they see their bookings or their day.

    Not through the page (`estuary.log_in`): to do so in every test would take minutes, most of them to check passwords.
    """

    def sit_down_and_log_in(account: Account, **choices: Any) -> Visitor:
        visitor = seat(account, **choices)
        name, value = desk.let_in(account)
        visitor.context.add_cookies([{"name": name, "value": value, "url": stack.url}])
        estuary.open_first_page(visitor)
        return visitor

    return sit_down_and_log_in


@pytest.fixture
def nadia(log_in: SitDown, cast: Cast) -> Visitor:
    """The practitioner, in the browser that can share a screen."""
    return log_in(cast.nadia, browser="sharing")


@pytest.fixture
def jonas(log_in: SitDown, cast: Cast) -> Visitor:
    """Her client, in the other browser."""
    return log_in(cast.jonas)


@pytest.fixture
def felix(log_in: SitDown, cast: Cast) -> Visitor:
    """Somebody who has no booking here."""
    return log_in(cast.felix)


@pytest.fixture
def caller(line: Line) -> Iterator[Call]:
    """People without a browser: real LiveKit clients, small enough for this machine."""
    made: list[Caller] = []

    def make(name: str) -> Caller:
        made.append(Caller(line, name))
        return made[-1]

    yield make
    leave_together(made)
