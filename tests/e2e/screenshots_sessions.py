"""Pictures of where many meet: a workshop, a webinar, a broadcast; on a desk and on a phone."""

from playwright.sync_api import expect

from tests.e2e import chat, sidebar
from tests.e2e.accounts import Subject
from tests.e2e.call import bar, expect_inside, expect_video_from, screen_of, tile_of
from tests.e2e.lobby import expect_mirror, join, open_lobby
from tests.e2e.media import expect_moving, playing
from tests.e2e.meeting import enter
from tests.e2e.studio import Studio, take
from tests.e2e.visitor import Setting, Visitor
from tests.e2e.waiting import eventually

#: Whoever has a camera; Lucia has none.
CAMERAS = {"Priya": "priya", "Mara": "mara", "Aylin": "aylin", "Henrik": "henrik"}
AUDIENCE = ("Mara", "Aylin", "Henrik", "Lucia", "Petra", "Tom", "Inês", "Yusuf")

WORKSHOP_TALK = (
    ("Nadia", "Welcome, all. You can keep your camera off during the exercise if that feels better."),
    ("Mara", "Sitting or lying down, which do you suggest?"),
    ("Nadia", "Sitting for the first round, then as you like."),
    ("Aylin", "This helped a lot last week. I did it before an exam and slept through the night."),
    ("Nadia", "The sheet for home: https://estuary.example/breath-sheet"),
)
WEBINAR_TALK = (
    ("Nadia", "Good evening. Write here whenever something is unclear; I read along."),
    ("Petra", "I wake at three and my thoughts start. Get up, or stay in bed?"),
    ("Yusuf", "Does a sleep tracker help, or does it make the worry worse?"),
    ("Priya", "There will be two pages to keep, in your bookings by tomorrow noon."),
)


def take_sessions(studio: Studio) -> None:
    take_workshop(studio, studio.now("group"))
    take_webinar(studio, studio.now("webinar"))
    take_broadcast(studio, studio.now("broadcast"))


def take_workshop(studio: Studio, workshop: Subject) -> None:
    with studio.seated("Nadia", Setting(browser="sharing")) as nadia:
        enter(nadia, workshop, "group")
        for name, camera in CAMERAS.items():
            studio.call_in(name, workshop, camera=camera)
        studio.call_in("Lucia", workshop)
        with studio.seated("Jonas", Setting(device="laptop")) as jonas:
            open_lobby(jonas, workshop)
            expect_mirror(jonas)
            jonas.page.get_by_text(jonas.say("lobby.device.heard")).wait_for(state="attached")
            take(jonas, "lobby-group")
            join(jonas, "group")
            expect_pictures(studio, jonas)
            take_call(jonas, "group-desktop")
            talk(studio, workshop, WORKSHOP_TALK)
            chat.open_panel(jonas, unread=len(WORKSHOP_TALK))
            chat.write(jonas, "Thanks, good to hear!")
            take_call(jonas, "group-chat-desktop")
            studio.call_in("Priya", workshop, camera="priya", screen="slide")
            expect_screen(studio, jonas)
            take_call(jonas, "group-share-desktop")
        with studio.seated("Jonas", Setting(device="phone")) as jonas:
            enter(jonas, workshop, "group")
            expect_screen(studio, jonas)
            take_call(jonas, "group-share-phone")
            studio.call_in("Priya", workshop, camera="priya")
            expect_pictures(studio, jonas)
            take_call(jonas, "group-phone")
            bar(jonas).get_by_role("button", name=jonas.say("call.control.more")).tap()
            jonas.page.get_by_role("menuitem", name=jonas.say("call.control.chat")).tap()
            chat.expect_line(jonas, jonas.say("chat.you"), "Thanks, good to hear!")
            take_call(jonas, "group-chat-phone")
        studio.everybody_goes()


def take_webinar(studio: Studio, webinar: Subject) -> None:
    with studio.seated("Nadia", Setting(browser="sharing")) as nadia:
        enter(nadia, webinar, "webinar")
        studio.call_in("Priya", webinar, camera="priya")
        for name in AUDIENCE:
            studio.call_in(name, webinar)
        talk(studio, webinar, WEBINAR_TALK)
        for device in ("laptop", "phone"):
            with studio.seated("Jonas", Setting(device=device)) as jonas:
                enter(jonas, webinar, "webinar")
                for name in (studio.people["Nadia"].name, studio.people["Priya"].name):
                    expect_video_from(jonas, name)
                expect_sharp(jonas, studio.people["Nadia"].name)
                sidebar.expect_watching(jonas, len(AUDIENCE) + 1)
                take_call(jonas, f"webinar-viewer-{'desktop' if device == 'laptop' else device}")
                if device == "laptop":
                    sidebar.show_people(nadia)
                    sidebar.expect_watching(nadia, len(AUDIENCE) + 1)
                    expect_video_from(nadia, studio.people["Priya"].name)
                    take_call(nadia, "webinar-host-desktop")
        studio.everybody_goes()


def take_broadcast(studio: Studio, broadcast: Subject) -> None:
    with studio.seated("Nadia", Setting(browser="sharing")) as nadia:
        enter(nadia, broadcast, "broadcast")
        for name in AUDIENCE:
            studio.call_in(name, broadcast)
        with studio.seated("Jonas", Setting(device="laptop")) as jonas:
            enter(jonas, broadcast, "broadcast")
            expect_sharp(jonas, studio.people["Nadia"].name)
            sidebar.show_people(jonas)
            sidebar.expect_watching(jonas, len(AUDIENCE) + 1)
            take_call(jonas, "broadcast-viewer-desktop")
            sidebar.show_people(nadia)
            sidebar.expect_watching(nadia, len(AUDIENCE) + 1)
            expect(sidebar.watching(nadia).get_by_role("listitem")).to_have_count(len(AUDIENCE) + 1)
            take_call(nadia, "broadcast-host-desktop")
        studio.everybody_goes()


def take_call(visitor: Visitor, name: str) -> None:
    """While the line is good: on a busy machine it may not be, and then the page says so."""
    visitor.page.get_by_text(visitor.say("call.line.good")).wait_for(state="attached", timeout=60_000)
    take(visitor, name)


def talk(studio: Studio, subject: Subject, lines: tuple[tuple[str, str], ...]) -> None:
    for name, text in lines:
        chat.say(studio.api, studio.people[name], subject, text)


def expect_pictures(studio: Studio, visitor: Visitor) -> None:
    """Everybody's picture is there, and the line was measured."""
    expect_inside(visitor)
    for name in ("Nadia", *CAMERAS):
        expect_video_from(visitor, studio.people[name].name)
    visitor.page.get_by_text(visitor.say("call.line.good")).wait_for(state="attached")


def expect_screen(studio: Studio, visitor: Visitor) -> None:
    """The slide is seen, as large as it was drawn."""
    video = screen_of(visitor, studio.people["Priya"].name).locator("video")
    expect_moving(video)
    eventually(lambda: playing(video).width >= 1280, what="the slide is sharp", within=60)


def expect_sharp(visitor: Visitor, name: str) -> None:
    """Simulcast begins with the smallest picture, and nobody is good before they were measured."""
    visitor.page.get_by_text(visitor.say("call.line.good")).wait_for(state="attached")
    video = tile_of(visitor, name).locator("video")
    eventually(lambda: playing(video).width >= 640, what="the picture is sharp", within=60)
