"""`join`, `get_token` and the webhook against views that do the least."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from threading import Lock

from benchmarks.serving.clients import Request, Source, fill_up, take_turns
from benchmarks.serving.events import Teller, as_sent
from benchmarks.serving.figures import Ratio, median, quantile
from benchmarks.serving.servers import Servers
from dev.stack import Stack
from tests.e2e.accounts import Account
from tests.e2e.api import Api
from tests.e2e.desk import Desk

WEBHOOK = "/api/webhooks/livekit/"
JOIN, GET_TOKEN, EVENT = "join", "get_token", "webhook"
BARE_TOKEN, OPEN_TOKEN, BARE_EVENT = "bare token", "bare token for anybody", "bare webhook"
JOIN_AND_CALL = "join with LiveKit's call"

AT_MOST_TOKEN, AT_MOST_WEBHOOK = 2.0, 3.0
WITH_TARGET = ((JOIN, BARE_TOKEN), (GET_TOKEN, BARE_TOKEN), (EVENT, BARE_EVENT))
CLIENTS = 4
BLOCKS = 4
REST = 0.05
PEOPLE = 8


def measure(servers: Servers, *, rounds: int, seconds: float) -> tuple[list[Ratio], list[str]]:
    """The ratios, and LiveKit's call apart.

    Args:
        rounds: requests of each kind, one after the other, by one client.
        seconds: of each block in which `CLIENTS` clients keep asking.
    """
    sources = _sources(servers)
    # A webhook is handled after its answer: that is no part of the next request, unless clients ask without a pause.
    times = take_turns(sources, rounds, rest=REST)
    p50 = {name: median(values) for name, values in times.items()}
    p10 = {name: quantile(values, 0.1) for name, values in times.items()}
    call = p50.pop(JOIN_AND_CALL) - p50[JOIN]
    flow = fill_up(
        {name: source for name, source in sources.items() if name != JOIN_AND_CALL},
        seconds=seconds,
        blocks=BLOCKS,
        clients=CLIENTS,
    )
    ratios = [
        *(_compare(what, BARE_TOKEN, p50, at_most=AT_MOST_TOKEN) for what in (JOIN, GET_TOKEN)),
        *(_quickest(what, against, p10) for what, against in WITH_TARGET),
        *(_compare(what, OPEN_TOKEN, p50) for what in (JOIN, GET_TOKEN)),
        _compare(EVENT, BARE_EVENT, p50, at_most=AT_MOST_WEBHOOK),
        *(_compare(what, BARE_TOKEN, flow, unit="/s") for what in (JOIN, GET_TOKEN)),
        _compare(EVENT, BARE_EVENT, flow, unit="/s"),
    ]
    return ratios, [
        f"LiveKit's call in `join` (it makes the room, or finds it): {call:.1f} ms at the median."
    ]


def _quickest(what: str, against: str, p10: dict[str, float]) -> Ratio:
    """By the request that only a tenth was quicker than: as on a machine where nobody else works."""
    return Ratio(f"{what}, quickest tenth", against, p10[what], p10[against])


def _compare(
    what: str, against: str, found: dict[str, float], *, unit: str = "ms", at_most: float | None = None
) -> Ratio:
    return Ratio(what, against, found[what], found[against], unit, at_most)


def _sources(servers: Servers) -> dict[str, Source]:
    party = _Party(servers.stack, servers.desk)
    return {
        JOIN_AND_CALL: party.post(servers.product, party.join_path),
        JOIN: party.post(servers.without_call, party.join_path),
        GET_TOKEN: party.post(servers.without_call, f"/api/v1/rooms/{party.room['id']}/get_token/"),
        BARE_TOKEN: party.post(servers.bare, "/bare/token/"),
        OPEN_TOKEN: lambda: Request(servers.bare, "/bare/open-token/"),
        EVENT: party.tell(servers.product, WEBHOOK),
        BARE_EVENT: party.tell(servers.bare, "/bare/webhook/"),
    }


def sources_at(stack: Stack, desk: Desk, port: int) -> dict[str, Source]:
    """Joins to a session of its own, and webhooks about it, at one server."""
    party = _Party(stack, desk)
    return {JOIN: party.post(port, party.join_path), EVENT: party.tell(port, WEBHOOK)}


class _Party:
    """A session, with people who have been let in before."""

    def __init__(self, stack: Stack, desk: Desk) -> None:
        self._clients = desk.new_audience(PEOPLE)
        session = desk.plan(desk.new_cast(), "workshop", clients=self._clients)
        api = Api(stack.url)
        self.join_path = f"{session.api}join/"
        self.room = api.room(self._clients[0], session)
        identities = [str(api.join(client, session)["identity"]) for client in self._clients]
        self.tell = _events(stack, str(self.room["name"]), identities)

    def post(self, port: int, path: str) -> Source:
        people = cycle(self._clients)
        return lambda: Request(port, path, headers=_as(next(people)))


def _as(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.token}"}


def _events(stack: Stack, room_name: str, identities: list[str]) -> Callable[[int, str], Source]:
    """People come, publish and leave, each event once; the same kinds for whoever takes them."""
    livekit, lock = stack.livekit, Lock()

    def told(name: str) -> Iterator[tuple[bytes, dict[str, str]]]:
        made_at = datetime.now(UTC) - timedelta(minutes=1)
        teller = Teller(room_name, made_at, sid=f"RM_{name}")
        for number in count():
            at = datetime.now(UTC)
            joined = teller.joined(identities[number % len(identities)], f"PA_{name}_{number}", at)
            for one in (joined, teller.track(joined, at), teller.left(joined, at)):
                yield as_sent(one, key=livekit.key, secret=livekit.secret)

    def source(port: int, path: str) -> Source:
        events = told("ours" if path == WEBHOOK else "bare")

        def make() -> Request:
            with lock:
                raw, headers = next(events)
            return Request(port, path, raw, headers)

        return make

    return source
