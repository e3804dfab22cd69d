"""The page that is recorded, with a real LiveKit: who is on the roster is seen and heard, and nobody else."""

from collections.abc import Callable, Iterator

import pytest
from livekit import api as livekit_api
from playwright.sync_api import expect

from dev.stack import Stack
from tests.e2e.accounts import Cast, Subject
from tests.e2e.api import Api
from tests.e2e.browsers import Browsers
from tests.e2e.conftest import Call
from tests.e2e.desk import Desk
from tests.e2e.layout import box_of
from tests.e2e.media import expect_moving, expect_sound, inbound
from tests.e2e.meeting import call_in
from tests.e2e.recorder import EGRESS_ID, Recorder, open_recorder, strangers_token
from tests.e2e.waiting import eventually
from tests.live.caller import Caller, Colour, Line

RED: Colour = (200, 40, 40)
BLUE: Colour = (40, 60, 200)
GREEN: Colour = (40, 170, 60)

Record = Callable[..., Recorder]


@pytest.fixture
def workshop(desk: Desk, cast: Cast) -> Subject:
    """Dr. Rahman's, with Jonas and Mara. Nobody is asked: no recording stands behind this page's token."""
    desk.let_record(cast, "workshop", "off")
    return desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])


@pytest.fixture
def room_name(api: Api, cast: Cast, workshop: Subject) -> str:
    return str(api.room(cast.nadia, workshop)["name"])


@pytest.fixture
def record(browsers: Browsers, stack: Stack, room_name: str) -> Iterator[Record]:
    """Opens the page as a recorder does. After the test none may have done what no page may."""
    opened: list[Recorder] = []

    def make(**choices: str) -> Recorder:
        opened.append(open_recorder(browsers.get("recording"), stack, room_name, **choices))
        return opened[-1]

    yield make
    faults = [fault for recorder in opened for fault in recorder.watch.faults]
    for recorder in opened:
        recorder.page.unroute_all(behavior="ignoreErrors")
        recorder.page.context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def come(caller: Call, api: Api, workshop: Subject) -> Callable[..., Caller]:
    """Somebody comes, seen in a colour and, unless they keep still, heard."""

    def enter(account: object, colour: Colour, *, talks: bool = True) -> Caller:
        person = call_in(caller, api, account, workshop, silent=True)  # type: ignore[arg-type]
        person.show_camera(colour)
        if talks:
            person.talk()
        return person

    return enter


Come = Callable[..., Caller]


def test_the_people_of_the_session_from_the_first_to_the_end(
    record: Record, come: Come, cast: Cast, api: Api, workshop: Subject
) -> None:
    nadia = come(cast.nadia, RED)
    recorder = record()
    recorder.expect_names("Dr. Nadia Rahman")
    recorder.expect_colour(recorder.tile_of("Dr. Nadia Rahman"), RED, what="Dr. Rahman")
    recorder.expect_signals("START_RECORDING")

    # Somebody comes later, is seen by name within a moment, and both are heard.
    come(cast.jonas, BLUE)
    recorder.expect_names("Dr. Nadia Rahman", "Jonas Weber")
    recorder.expect_colour(recorder.tile_of("Jonas Weber"), BLUE, what="Jonas")
    expect_sound(recorder.page, sources=2)

    # A shared screen takes the stage; the people stand beside it.
    shared = nadia.share_screen(GREEN)
    expect(recorder.screen).to_be_visible()
    recorder.expect_colour(recorder.screen, GREEN, what="the screen")
    screen = box_of(recorder.screen)
    for name in ("Dr. Nadia Rahman", "Jonas Weber"):
        assert screen.area > 8 * box_of(recorder.tile_of(name)).area
    nadia.stop_publishing(shared)
    expect(recorder.screen).to_have_count(0)

    # Without a camera there are initials.
    nadia.leave()
    recorder.expect_names("Jonas Weber")
    assert box_of(recorder.tile_of("Jonas Weber")).area == 1280 * 720

    api.post(cast.nadia, f"/api/v1/rooms/{api.room(cast.nadia, workshop)['id']}/end/")
    recorder.expect_signals("START_RECORDING", "END_RECORDING")


def test_a_stranger_with_livekits_keys_is_neither_seen_nor_heard(
    record: Record, come: Come, cast: Cast, caller: Call, stack: Stack, room_name: str
) -> None:
    come(cast.nadia, RED)
    recorder = record()
    recorder.expect_signals("START_RECORDING")
    eve = caller("Eve").join(stack.livekit.ws_url, strangers_token(stack, room_name, "eve", "Eve"))
    eve.show_camera(GREEN)
    eve.talk()

    # Whoever comes after them is there: so the page has asked again, and knew of the stranger.
    come(cast.jonas, BLUE)
    recorder.expect_names("Dr. Nadia Rahman", "Jonas Weber")
    expect_sound(recorder.page, sources=2)
    assert len(inbound(recorder.page, "video")) == 2
    assert len(inbound(recorder.page, "audio")) == 2
    assert "Eve" not in recorder.page.content()


def test_whoever_is_held_back_is_not_in_it_until_they_agree(record: Record, come: Come, cast: Cast) -> None:
    """By the roster alone: in LiveKit they go on sending. That the server stops them there is tested with consent."""
    come(cast.nadia, RED)
    come(cast.jonas, BLUE)
    recorder = record(held="Jonas Weber")
    recorder.expect_signals("START_RECORDING")
    recorder.expect_names("Dr. Nadia Rahman")
    assert len(inbound(recorder.page, "audio")) == 1

    recorder.held.clear()
    recorder.expect_names("Dr. Nadia Rahman", "Jonas Weber")
    recorder.expect_colour(recorder.tile_of("Jonas Weber"), BLUE, what="Jonas")

    recorder.held.add("Jonas Weber")
    recorder.expect_names("Dr. Nadia Rahman")
    eventually(lambda: len(inbound(recorder.page, "audio")) == 1, what="Jonas is not received any more")


def test_an_empty_room_is_recorded_as_one_that_waits(
    record: Record, room_name: str, stack: Stack, line: Line
) -> None:
    line.run(_make_room(stack, room_name))
    recorder = record(path="/record/de/", layout="grid-dark")

    expect(recorder.page.get_by_role("heading", name="Breathwork for beginners")).to_be_visible()
    expect(recorder.page.get_by_text("Noch ist niemand da")).to_be_visible()
    recorder.expect_signals("START_RECORDING")


def test_people_without_cameras_give_a_picture(
    record: Record, cast: Cast, caller: Call, api: Api, workshop: Subject
) -> None:
    for account in (cast.nadia, cast.jonas):
        call_in(caller, api, account, workshop, silent=True).talk()
    recorder = record(layout="grid")
    recorder.expect_names("Dr. Nadia Rahman", "Jonas Weber")
    recorder.expect_signals("START_RECORDING")

    expect(recorder.page.get_by_text("NR", exact=True)).to_be_visible()
    expect_sound(recorder.page, sources=2)


def test_the_layout_changes_when_the_server_says_so(
    record: Record, come: Come, cast: Cast, line: Line, stack: Stack, room_name: str
) -> None:
    come(cast.nadia, RED)
    # Of two who talk, the one place goes to whoever LiveKit hears alone for a moment: on a busy machine, to either.
    come(cast.jonas, BLUE, talks=False)
    recorder = record(layout="grid")
    recorder.expect_names("Dr. Nadia Rahman", "Jonas Weber")
    tiles = recorder.page.locator("article")
    assert box_of(tiles.nth(0)).area == box_of(tiles.nth(1)).area

    line.run(_update_layout(stack, room_name, "single-speaker"))
    recorder.expect_names("Dr. Nadia Rahman")
    expect_moving(recorder.tile_of("Dr. Nadia Rahman").locator("video"), what="the only one is seen")


def test_a_livekit_that_dies_and_comes_back_is_only_an_interruption(
    record: Record, come: Come, cast: Cast, stack: Stack
) -> None:
    come(cast.nadia, RED)
    recorder = record()
    recorder.expect_signals("START_RECORDING")
    recorder.watch.allow("ERR_CONNECTION_REFUSED|WebSocket connection to|status of 404|ERR_CONNECTION")
    stack.livekit.kill()
    stack.livekit.start()
    # Whoever joins makes the room again, as people's pages do; Dr. Rahman's client comes back by itself.
    come(cast.jonas, BLUE)

    recorder.expect_names("Dr. Nadia Rahman", "Jonas Weber")
    recorder.expect_colour(recorder.tile_of("Jonas Weber"), BLUE, what="Jonas")
    recorder.expect_signals("START_RECORDING")
    assert (recorder.lines[0], recorder.lines[-1]) == ("LINE_DOWN", "LINE_UP")


async def _make_room(stack: Stack, room_name: str) -> None:
    async with livekit_api.LiveKitAPI(stack.livekit.url, stack.livekit.key, stack.livekit.secret) as server:
        await server.room.create_room(livekit_api.CreateRoomRequest(name=room_name, empty_timeout=60))


async def _update_layout(stack: Stack, room_name: str, layout: str) -> None:
    """What livekit-server does for `UpdateLayout`."""
    request = livekit_api.UpdateParticipantRequest(
        room=room_name, identity=EGRESS_ID, metadata=f'{{"layout":"{layout}"}}'
    )
    async with livekit_api.LiveKitAPI(stack.livekit.url, stack.livekit.key, stack.livekit.secret) as server:
        await server.room.update_participant(request)
