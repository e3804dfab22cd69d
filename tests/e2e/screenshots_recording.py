"""Pictures of a recording, from the question to its end; the recorder is a real one."""

from dataclasses import replace
from typing import Any, Literal

from tests.e2e import consent
from tests.e2e.call import expect_inside
from tests.e2e.lobby import expect_mirror, join, open_lobby
from tests.e2e.meeting import enter
from tests.e2e.screenshots_recordings import take_pages
from tests.e2e.studio import Studio, take
from tests.e2e.visitor import SIZES, Setting, Visitor

#: Of windows, not of devices: the question is before one's eyes in each.
WINDOWS: dict[str, tuple[int, int]] = {
    "desktop": (1120, 700),
    "phone": (390, 844),
    "small": (320, 568),
    "lying": (844, 390),
}
Scheme = Literal["light", "dark"]


def take_recording(studio: Studio) -> None:
    """The demo's workshop, which asks here."""
    workshop = studio.now("group")
    laptop = Setting(device="laptop")
    with (
        studio.seated("Nadia", Setting(browser="sharing", device="laptop")) as nadia,
        studio.seated("Jonas", laptop) as jonas,
    ):
        enter(nadia, workshop, "group")
        enter(jonas, workshop, "group")
        studio.call_in("Mara", workshop, camera="mara")
        consent.record(nadia)
        consent.question(jonas).wait_for()
        in_windows(jonas, "record-asked")
        consent.answers(nadia).wait_for()
        in_windows(nadia, "record-answers", only=("desktop", "phone"))
        consent.answer(jonas, agree=False)
        consent.expect_recording(jonas)
        consent.expect_held_back(jonas)
        in_windows(jonas, "record-apart", only=("desktop", "phone"))
        in_windows(nadia, "record-running", only=("desktop", "phone"))
        consent.badge(jonas).click()
        in_windows(jonas, "record-about", only=("phone",))
        jonas.page.keyboard.press("Escape")
        for scheme in ("light", "dark"):
            take_door(studio, workshop, scheme)
        consent.stop(nadia)
        consent.expect_news(jonas, "news.stopped", "ended.stop")
    studio.everybody_goes()
    take_pages(studio)


def take_door(studio: Studio, workshop: Any, scheme: Scheme) -> None:
    """Aylin comes late, reads that it is recorded, and is asked."""
    with studio.seated("Aylin", replace(Setting(device="laptop"), scheme=scheme)) as aylin:
        open_lobby(aylin, workshop)
        expect_mirror(aylin)
        in_windows(aylin, f"record-lobby-{scheme}", only=("phone",))
        join(aylin, "group")
        consent.question(aylin).wait_for()
        in_windows(aylin, f"record-door-{scheme}", only=("phone",))
        if scheme == "dark":
            consent.answer(aylin, agree=True)
            expect_inside(aylin)


def in_windows(visitor: Visitor, name: str, *, only: tuple[str, ...] = tuple(WINDOWS)) -> None:
    """A picture in each of these windows; the one of before comes back."""
    before = SIZES["laptop"]["viewport"]
    for window in only:
        width, height = WINDOWS[window]
        visitor.page.set_viewport_size({"width": width, "height": height})
        take(visitor, f"{name}-{window}")
    visitor.page.set_viewport_size(before)
