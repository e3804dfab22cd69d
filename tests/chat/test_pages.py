"""Reading: oldest first, page by page, whichever page one begins with."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.chat import Page, page_of
from rooms.exceptions import RoomsError
from rooms.models import ChatMessage, Room
from tests.chat.saying import says
from tests.fakes.scene import MakeScene, Scene


@pytest.fixture
def seven(workshop: Scene) -> Room:
    """A chat of seven lines: "1" to "7"."""
    for number in range(1, 8):
        says(workshop, "jonas", str(number))
    return workshop.room


def read(page: Page) -> str:
    """The texts, with … where there is more."""
    begin, end = "…" if page.has_older else "", "…" if page.has_newer else ""
    return begin + "".join(message.text for message in page.messages) + end


def id_of(room: Room, text: str) -> UUID:
    return room.messages.get(text=text).pk


def test_it_begins_with_the_oldest(seven: Room) -> None:
    assert read(page_of(seven, 3)) == "123…"
    assert read(page_of(seven, 7)) == read(page_of(seven, 8)) == "1234567"


def test_or_with_the_newest_still_oldest_first(seven: Room) -> None:
    assert read(page_of(seven, 3, newest=True)) == "…567"
    assert read(page_of(seven, 7, newest=True)) == "1234567"


def test_what_came_after_a_message(seven: Room) -> None:
    assert read(page_of(seven, 3, after=id_of(seven, "2"))) == "…345…"
    assert read(page_of(seven, 3, after=id_of(seven, "4"))) == "…567"
    assert read(page_of(seven, 3, after=id_of(seven, "7"))) == "…"


def test_what_came_just_before_it(seven: Room) -> None:
    assert read(page_of(seven, 3, before=id_of(seven, "6"))) == "…345…"
    assert read(page_of(seven, 3, before=id_of(seven, "3"))) == "12…"
    assert read(page_of(seven, 3, before=id_of(seven, "1"))) == "…"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_walking_through_it_meets_each_line_once(seven: Room, size: int) -> None:
    forward, page = [], page_of(seven, size)
    forward += page.messages
    while page.has_newer:
        page = page_of(seven, size, after=page.messages[-1].pk)
        forward += page.messages
    back, page = [], page_of(seven, size, newest=True)
    back = page.messages
    while page.has_older:
        page = page_of(seven, size, before=page.messages[0].pk)
        back = page.messages + back

    assert "".join(message.text for message in forward) == "1234567"
    assert back == forward


def test_what_is_said_meanwhile_moves_no_page(seven: Room, workshop: Scene) -> None:
    first = page_of(seven, 3)
    says(workshop, "mara", "8")

    assert read(page_of(seven, 10, after=first.messages[-1].pk)) == "…45678"


def test_where_nothing_was_said_there_is_one_empty_page(workshop: Scene) -> None:
    assert read(page_of(workshop.room, 3)) == read(page_of(workshop.room, 3, newest=True)) == ""


def test_a_message_of_another_room_is_none_of_this(seven: Room, make_scene: MakeScene) -> None:
    other = make_scene("session")
    other.comes("jonas", 0)
    elsewhere = says(other, "jonas", "elsewhere")

    for unknown in (elsewhere.pk, uuid4()):
        with pytest.raises(RoomsError, match="no such message") as refused:
            page_of(seven, 3, after=unknown)
        assert refused.value.code == "invalid"
    assert ChatMessage.objects.count() == 8


@pytest.mark.parametrize("place", ["oldest", "newest", "after", "before"])
def test_a_page_costs_the_same_however_long_it_is(seven: Room, place: str) -> None:
    of = id_of(seven, "4")
    costs = set()
    for size in (1, 3):
        with CaptureQueriesContext(connection) as found:
            page = {
                "oldest": lambda size=size: page_of(seven, size),
                "newest": lambda size=size: page_of(seven, size, newest=True),
                "after": lambda size=size: page_of(seven, size, after=of),
                "before": lambda size=size: page_of(seven, size, before=of),
            }[place]()
            assert {message.sender.name for message in page.messages} == {"Jonas Weber"}
        costs.add(len(found))

    assert len(costs) == 1
