"""More people than a page holds: whoever is not on it is heard, and their picture does not come over the line."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator

from tests.e2e.accounts import Account, Cast
from tests.e2e.api import Api
from tests.e2e.call import expect_video_from
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.media import expect_sound, received, shown_tracks
from tests.e2e.meeting import enter
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually
from tests.live.caller import Caller

CLIENTS = ("Ada Ohm", "Ben Roth", "Cleo Diaz", "Dan Vale", "Eva Sand", "Finn Moor", "Gil Hart", "Hana Ito")
#: A page of an upright phone; Dr. Rahman herself is the last of all.
PAGE = 6

#: Pictures that move bring more than this within moments.
BYTES = 2_000


@pytest.fixture
def clients(desk: Desk, cast: Cast) -> list[Account]:
    casts = [cast, desk.new_cast(), desk.new_cast()]
    accounts = [account for each in casts for account in (each.jonas, each.mara, each.felix)]
    renamed = [Account(name, it.email, it.password) for name, it in zip(CLIENTS, accounts, strict=False)]
    for account in renamed:
        desk.rename(account, account.name)
    return renamed


def test_pictures_of_another_page_are_not_received_and_everybody_is_heard(
    log_in: SitDown, cast: Cast, clients: list[Account], desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=clients)
    nadia = log_in(cast.nadia, device="phone")
    enter(nadia, workshop, "group")
    callers: dict[str, Caller] = {}
    for client in clients:
        grant = api.join(client, workshop)
        callers[client.name] = caller(client.name).join(grant["url"], grant["token"])
        callers[client.name].show_camera()

    eventually(
        lambda: api.room(cast.nadia, workshop)["participant_count"] == len(CLIENTS) + 1, what="all are inside"
    )

    # Those on the second page came while the first was full: their pictures were never shown.
    first = shown(nadia)
    assert len(first) == PAGE
    second = [name for name in CLIENTS if name not in first]
    expect_seen(nadia, first)
    expect_only_shown_arrives(nadia)

    page_button(nadia, "next").click()
    expect_seen(nadia, second)
    expect_only_shown_arrives(nadia)

    page_button(nadia, "previous").click()
    expect_seen(nadia, first)
    expect_only_shown_arrives(nadia)

    # Whoever speaks on the other page is heard, and comes to this one; only one who was silent leaves it.
    speaker = second[-1]
    callers[speaker].talk()
    expect_sound(nadia.page)
    expect_video_from(nadia, speaker)
    assert shown(nadia) == [*first[:-1], speaker]
    expect_only_shown_arrives(nadia)


def shown(visitor: Visitor) -> list[str]:
    """The names on this page, in the order of their places."""
    tiles = visitor.page.get_by_role("article").all()
    labels = [tile.get_attribute("aria-label") or "" for tile in tiles]
    return [label.partition(",")[0] for label in labels]


def expect_seen(visitor: Visitor, names: Sequence[str]) -> None:
    for name in names:
        expect_video_from(visitor, name)


def page_button(visitor: Visitor, which: str) -> Locator:
    return visitor.page.get_by_role("button", name=visitor.say(f"call.pages.{which}"))


def expect_only_shown_arrives(visitor: Visitor) -> None:
    """While every picture that is shown goes on arriving, not one byte arrives of any other."""

    def look() -> bool:
        shown = shown_tracks(visitor.page)
        before = received(visitor.page)
        eventually(
            lambda: all(received(visitor.page).get(it, 0) > before.get(it, 0) + BYTES for it in shown),
            what="the pictures that are shown go on",
        )
        after = received(visitor.page)
        return all(after[it] == before.get(it, 0) for it in after if it not in shown)

    # LiveKit is told within moments; once it knows, nothing may come any more.
    eventually(look, what="nothing else arrives")
    assert look(), "A picture that is not shown arrives."
