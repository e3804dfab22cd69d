"""`join`, `get_token` and the webhook against views that do the least."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from threading import Lock

from benchmarks.serving.clients import Request, Source, fill_up, take_turns
from benchmarks.serving.events import Teller, as_sent
from benchmarks.serving.figures import Ratio, median
from benchmarks.serving.servers import Servers
from tests.e2e.accounts import Account
from tests.e2e.api import Api

WEBHOOK = "/api/webhooks/livekit/"
JOIN, GET_TOKEN, EVENT = "join", "get_token", "webhook"
BARE_TOKEN, OPEN_TOKEN, BARE_EVENT = "bare token", "bare token for anybody", "bare webhook"
JOIN_AND_CALL = "join with LiveKit's call"

AT_MOST_TOKEN, AT_MOST_WEBHOOK = 2.0, 3.0
CLIENTS = 4
BLOCKS = 4
PEOPLE = 8


def measure(servers: Servers, *, rounds: int, seconds: float) -> tuple[list[Ratio], list[str]]:
    """The ratios, and LiveKit's call apart.

    Args:
        rounds: requests of each kind, one after the other, by one client.
        seconds: of each block in which `CLIENTS` clients keep asking.
    """
    sources = _sources(servers)
    times = take_turns(sources, rounds)
    p50 = {name: median(values) for name, values in times.items()}
    call = p50.pop(JOIN_AND_CALL) - p50[JOIN]
    flow = fill_up(
        {name: source for name, source in sources.items() if name != JOIN_AND_CALL},
        seconds=seconds,
        blocks=BLOCKS,
        clients=CLIENTS,
    )
    ratios = [
        *(_compare(what, BARE_TOKEN, p50, at_most=AT_MOST_TOKEN) for what in (JOIN, GET_TOKEN)),
        *(_compare(what, OPEN_TOKEN, p50) for what in (JOIN, GET_TOKEN)),
        _compare(EVENT, BARE_EVENT, p50, at_most=AT_MOST_WEBHOOK),
        *(_compare(what, BARE_TOKEN, flow, unit="/s") for what in (JOIN, GET_TOKEN)),
        _compare(EVENT, BARE_EVENT, flow, unit="/s"),
    ]
    return ratios, [
        f"LiveKit's call in `join` (it makes the room, or finds it): {call:.1f} ms at the median."
    ]


def _compare(
    what: str, against: str, found: dict[str, float], *, unit: str = "ms", at_most: float | None = None
) -> Ratio:
    return Ratio(what, against, found[what], found[against], unit, at_most)


def _sources(servers: Servers) -> dict[str, Source]:
    cast = servers.desk.new_cast()
    clients = servers.desk.new_audience(PEOPLE)
    session = servers.desk.plan(cast, "workshop", clients=clients)
    api = Api(servers.stack.url)
    room = api.room(clients[0], session)
    for client in clients:
        api.join(client, session)
    identities = [str(api.join(client, session)["identity"]) for client in clients]
    tell = _events(servers, str(room["name"]), identities)

    def post(port: int, path: str) -> Source:
        people = cycle(clients)
        return lambda: Request(port, path, headers=_as(next(people)))

    return {
        JOIN_AND_CALL: post(servers.product, f"{session.api}join/"),
        JOIN: post(servers.without_call, f"{session.api}join/"),
        GET_TOKEN: post(servers.without_call, f"/api/v1/rooms/{room['id']}/get_token/"),
        BARE_TOKEN: post(servers.bare, "/bare/token/"),
        OPEN_TOKEN: lambda: Request(servers.bare, "/bare/open-token/"),
        EVENT: tell(servers.product, WEBHOOK),
        BARE_EVENT: tell(servers.bare, "/bare/webhook/"),
    }


def _as(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.token}"}


def _events(servers: Servers, room_name: str, identities: list[str]) -> Callable[[int, str], Source]:
    """People come, publish and leave, each event once; the same kinds for whoever takes them."""
    livekit, lock = servers.stack.livekit, Lock()

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
