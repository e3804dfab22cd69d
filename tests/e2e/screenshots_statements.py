"""Pictures of what is over: the demo's yesterday, as its practitioner and one of its clients see it."""

from typing import Literal

from tests.e2e.studio import Studio, take
from tests.e2e.visitor import Setting, Visitor
from tests.e2e.waiting import eventually

WIDTHS: tuple[Literal["laptop", "phone"], ...] = ("laptop", "phone")
#: Two reconciles, of fifteen seconds each.
FINAL_WITHIN = 120


def take_statements(studio: Studio) -> None:
    well, _missed, estimated = studio.over()
    for device in WIDTHS:
        size = "desktop" if device == "laptop" else device
        with studio.seated("Nadia", Setting(device=device)) as nadia:
            nadia.page.goto(f"/bookings/{estimated.id}/statement/")
            expect_final(nadia)
            take(nadia, f"statement-{size}", whole=True)
            if device == "laptop":
                nadia.page.goto(estimated.calendar)
                take(nadia, "day-over")
                nadia.page.goto(f"/bookings/{well.id}/")
                take(nadia, "booking-over", whole=True)
    with studio.seated("Jonas", Setting(device="phone")) as jonas:
        jonas.page.goto(f"/bookings/{well.id}/statement/")
        take(jonas, "statement-own-phone", whole=True)


def expect_final(visitor: Visitor) -> None:
    def look() -> bool:
        visitor.page.reload()
        return visitor.page.get_by_text("final since").is_visible()

    eventually(look, what="the statement is final", within=FINAL_WITHIN)
