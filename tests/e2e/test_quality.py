"""Pages tell how good their own connections were, by themselves and without a word to anybody."""

from typing import Any

from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.call import leave
from tests.e2e.desk import Desk
from tests.e2e.meeting import meet
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually

#: Two looks at the counters, five seconds apart, and what a loaded machine adds.
MEASURED_AFTER_MS = 12_000


def test_a_visit_holds_what_its_page_measured(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    begun = jonas.page.evaluate("() => performance.now()")
    eventually(
        lambda: jonas.page.evaluate("() => performance.now()") - begun > MEASURED_AFTER_MS,
        what="Jonas has been in the call for long enough to be measured",
    )
    leave(jonas)
    expect_story(jonas, "left")

    def measured() -> dict[str, Any] | None:
        (record,) = desk.record(booking)
        (visit,) = [visit for visit in record["visits"] if visit["name"] == jonas.name]
        return visit["quality"] or None

    quality = eventually(measured, what="the visit holds what the page measured")
    assert quality["seconds"] >= 4
    assert quality["level"] in {"good", "fair", "weak"}
    # Real media went both ways, over a real path.
    assert quality["rtt_ms"] is not None
    assert quality["sent_kbps"] > 0
    assert quality["received_kbps"] > 0
