"""Content security policies: nothing leaves a page but to its own origin, and to what it is there for."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from rooms.conf import conf
from rooms.recordings import storage


def room_policy() -> str:
    """Of the room's page: LiveKit's address, and nothing else beside our own."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "media-src": "'self' blob: mediastream:",
        "connect-src": _sources("'self'", origins_of(conf.livekit_public_url)),
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return written(rules)


def record_policy() -> str:
    """Of the page that a recorder opens. It dials one of LiveKit's addresses; which, the recorder says."""
    dialled = [
        origin
        for url in (conf.recorder_livekit_url, conf.livekit_host, conf.livekit_public_url)
        for origin in origins_of(url)
    ]
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "media-src": "blob: mediastream:",
        "connect-src": _sources("'self'", dict.fromkeys(dialled)),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return written(rules)


def recordings_policy() -> str:
    """Of the pages of recordings: what is played comes from the storage that the site has for it, nothing else does."""
    origin = storage.origin()
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "media-src": _sources("'self'", [] if origin is None else [origin]),
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return written(rules)


def written(rules: Mapping[str, str]) -> str:
    """The value of the header."""
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def origins_of(livekit_url: str) -> list[str]:
    """The SDK dials a WebSocket, and asks the same address by HTTP why it was refused."""
    parts = urlsplit(livekit_url)
    if not parts.netloc:
        return []
    tail = "s" if parts.scheme in {"wss", "https"} else ""
    return [f"ws{tail}://{parts.netloc}", f"http{tail}://{parts.netloc}"]


def _sources(first: str, others: Iterable[str]) -> str:
    return " ".join([first, *others])
