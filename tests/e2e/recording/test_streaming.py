"""A session goes on air at a real receiver, and everybody is told: in browsers, with a real recorder."""

from pathlib import Path

from playwright.sync_api import expect

from dev import ports
from tests.e2e import streaming
from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import open_lobby
from tests.e2e.meeting import meet
from tests.e2e.visitor import Visitor
from tests.recording.receiver import Receiver

KEY, KEY_OF_NOBODY = "abcd-the-key-of-the-good-one-1234", "wxyz-the-key-of-the-dead-one-5678"


def test_a_session_goes_on_air_and_everybody_is_told(
    nadia: Visitor, jonas: Visitor, log_in: SitDown, cast: Cast, desk: Desk, tmp_path: Path
) -> None:
    desk.let_record(cast, "workshop", "inform")
    desk.let_stream("group")
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    meet(nadia, jonas, workshop, "group")
    targets = streaming.open_targets(nadia)
    expect_accessible(nadia, "call, the first target of a stream")

    with Receiver(tmp_path / "receiver") as receiver:
        good = streaming.add(nadia, targets, name="Ours", server=receiver.address, key=KEY)
        nobody = f"rtmp://{ports.LOOPBACK}:{ports.choose()}/live"
        dead = streaming.add(nadia, targets, name="Nobody", server=nobody, key=KEY_OF_NOBODY)
        for key in (KEY, KEY_OF_NOBODY):
            assert key not in nadia.page.content()

        # Started, nothing is said to be on air before it is.
        streaming.expect_off_air(jonas)
        streaming.press(nadia, good, "start", "Ours")
        streaming.press(nadia, dead, "start", "Nobody")
        streaming.expect_on_air(nadia)
        streaming.expect_on_air(jonas)
        expect(good).to_contain_text(nadia.say("streaming.state.live"))
        expect(dead).to_contain_text(nadia.say("streaming.state.failed"), timeout=streaming.LIVE_MS)
        expect(good).to_contain_text(nadia.say("streaming.state.live"))
        expect_accessible(nadia, "call, targets on air and failed")
        expect_accessible(jonas, "call, on air")

        # Whoever comes now reads it before they join.
        mara = log_in(cast.mara)
        open_lobby(mara, workshop)
        words = mara.page.get_by_text(mara.say("lobby.fact.streamed")).locator("visible=true")
        expect(words).to_have_count(1)
        expect(words).to_be_in_viewport()
        expect_accessible(mara, "lobby, on air")

        streaming.press(nadia, good, "stop", "Ours")
        expect(good).to_contain_text(nadia.say("streaming.state.idle"), timeout=streaming.LIVE_MS)
    streaming.expect_off_air(nadia)
    streaming.expect_off_air(jonas)
    expect(jonas.page.locator(".call-notice")).to_contain_text(jonas.say("streaming.news.ended"))
