"""Somebody in front of a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.accounts import Account
from tests.e2e.watch import Watch
from tests.e2e.words import Language, Words

#: A loaded machine may take this long for anything; nothing does when all is well.
PATIENCE_MS = 20_000

#: Connections are hidden inside the SDK: keep them where a test can ask how much has arrived.
KEEP_PEERS = """
    window.peers = [];
    const Peer = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Peer {
        constructor(...options) { super(...options); window.peers.push(this); }
    };
"""

LOCALES: dict[Language, str] = {"en": "en-GB", "de": "de-DE"}
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "laptop": {"viewport": {"width": 1120, "height": 700}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "lying phone": {"viewport": {"width": 844, "height": 390}, "is_mobile": True, "has_touch": True},
}
DEVICES = ("camera", "microphone")


@dataclass(frozen=True)
class Visitor:
    """A person, the page before them, the language they read, and what is noted about their browser."""

    account: Account
    page: Page
    say: Words
    watch: Watch

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def context(self) -> BrowserContext:
        return self.page.context


@dataclass(frozen=True)
class Setting:
    """How somebody sits down: in which browser, language and size, with which permissions given."""

    browser: Literal["sharing", "asking"] = "asking"
    language: Language = "en"
    device: Literal["desktop", "laptop", "phone", "lying phone"] = "desktop"
    scheme: Literal["light", "dark"] = "light"
    allowed: Sequence[str] = DEVICES
    zone: str = "Europe/Berlin"


def sit_down(browser: Browser, account: Account, setting: Setting, *, url: str, own: set[str]) -> Visitor:
    """An empty page of a new context; nobody is logged in yet."""
    asks: dict[str, Any] = {"permissions": list(setting.allowed)} if setting.browser == "asking" else {}
    context = browser.new_context(
        base_url=url,
        locale=LOCALES[setting.language],
        timezone_id=setting.zone,
        color_scheme=setting.scheme,
        **SIZES[setting.device],
        **asks,
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(KEEP_PEERS)
    watch = Watch(context, own=own)
    return Visitor(account, context.new_page(), Words(setting.language), watch)


expect.set_options(timeout=PATIENCE_MS)
