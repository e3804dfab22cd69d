"""What no page may ever do, noted while a test uses it: errors, breaches of the CSP, requests to third parties."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

#: Not sent anywhere.
LOCAL_SCHEMES = ("data", "blob", "about", "chrome-error")


class Watch:
    """Listens to every page of one browser context. A test that ends with a fault noted fails.

    Args:
        own: hosts with ports that pages may talk to: ours and LiveKit's.
    """

    def __init__(self, context: BrowserContext, *, own: set[str]) -> None:
        self._own = own
        self._allowed: list[re.Pattern[str]] = []
        self._faults: list[str] = []
        #: Everything that was said, for the report of a failure.
        self.log: list[str] = []
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)
        context.on("request", self._note_request)
        context.on("page", lambda page: page.on("websocket", self._note_socket))

    def allow(self, pattern: str) -> None:
        """Expect a message of the console that the test brings about, such as an answer 403."""
        self._allowed.append(re.compile(pattern))

    @property
    def faults(self) -> list[str]:
        return [
            fault for fault in self._faults if not any(pattern.search(fault) for pattern in self._allowed)
        ]

    def _note_console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        line = f"{message.type}: {message.text} ({where})"
        self.log.append(line)
        if message.type == "error":
            self._faults.append(line)

    def _note_error(self, error: WebError) -> None:
        self.log.append(f"uncaught: {error.error}")
        self._faults.append(f"uncaught: {error.error}\n{error.error.stack}")

    def _note_request(self, request: Request) -> None:
        self._note_address(request.url)

    def _note_socket(self, socket: WebSocket) -> None:
        self._note_address(socket.url)

    def _note_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in LOCAL_SCHEMES and parts.netloc not in self._own:
            self._faults.append(f"request to a third party: {url}")


def third_party_ice_servers(page: Page, own: set[str]) -> list[str]:
    """STUN and TURN servers of the page's connections that are neither on this machine nor LiveKit's.

    They are no requests: only the connections themselves know them (see `visitor.KEEP_PEERS`).
    """
    urls: list[str] = page.evaluate(
        "() => window.peers.flatMap((peer) => peer.getConfiguration().iceServers.flatMap(({ urls }) => urls))"
    )
    hosts = {host.partition(":")[0] for host in own}
    return [url for url in urls if re.split(r"[:?]", url)[1] not in hosts]
