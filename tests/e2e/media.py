"""Whether pictures and sound really arrive: asked of the video element, and of the connection itself."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.e2e.waiting import eventually

#: More than one, so that a single still picture does not pass for a video.
FRAMES = 5


@dataclass(frozen=True)
class Playing:
    """What a video element shows."""

    width: int
    height: int
    frames: int
    seconds: float


def playing(video: Locator) -> Playing:
    return Playing(
        *video.evaluate(
            "(video) => [video.videoWidth, video.videoHeight,"
            " video.getVideoPlaybackQuality().totalVideoFrames, video.currentTime]"
        )
    )


def expect_moving(video: Locator, *, what: str = "the video moves") -> Playing:
    """New frames are drawn, and there is something on them. Returns what was seen at the end."""
    first = playing(video)

    def look() -> Playing | None:
        now = playing(video)
        # An element that was replaced meanwhile counts from nothing again.
        grew = now.frames >= first.frames + FRAMES or (now.frames < first.frames and now.frames >= FRAMES)
        return now if grew and now.width > 0 and now.seconds > 0 else None

    return eventually(look, what=f"{what} (at first: {first})") or first


INBOUND = """
    async (kind) => {
        const found = [];
        for (const peer of window.peers) {
            if (peer.connectionState === "closed") continue;
            for (const report of (await peer.getStats()).values()) {
                if (report.type === "inbound-rtp" && report.kind === kind) found.push(report);
            }
        }
        return found.map(({ packetsReceived, framesDecoded, totalSamplesReceived, totalAudioEnergy }) =>
            ({ packetsReceived, framesDecoded, totalSamplesReceived, totalAudioEnergy }));
    }
"""


def inbound(page: Page, kind: str) -> list[dict[str, float]]:
    """One entry for each track that arrives at the moment; `kind` is audio or video."""
    found: list[dict[str, float]] = page.evaluate(INBOUND, kind)
    return found


def expect_sound(page: Page, *, sources: int = 1) -> None:
    """Sound of so many people arrives, and it is not silence."""

    def loud() -> bool:
        heard = [track for track in inbound(page, "audio") if (track.get("totalAudioEnergy") or 0) > 0]
        return len(heard) >= sources

    eventually(loud, what=f"{sources} sound(s) arrive: {inbound(page, 'audio')}")


def expect_decoding(page: Page) -> None:
    """Video that arrives is decoded."""
    eventually(
        lambda: any((track.get("framesDecoded") or 0) >= FRAMES for track in inbound(page, "video")),
        what="frames are decoded",
    )


RECEIVED = """
    async () => {
        const found = {};
        for (const peer of window.peers) {
            if (peer.connectionState === "closed") continue;
            for (const report of (await peer.getStats()).values()) {
                if (report.type === "inbound-rtp" && report.kind === "video")
                    found[report.trackIdentifier] = report.bytesReceived;
            }
        }
        return found;
    }
"""


def received(page: Page) -> dict[str, int]:
    """How many bytes of each picture have arrived, by the id of its track; also of those that are not shown."""
    found: dict[str, int] = page.evaluate(RECEIVED)
    return found


def shown_tracks(page: Page) -> set[str]:
    """Ids of the tracks of others that are in sight."""
    ids: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('article video:not(.mirrored)')]"
        ".flatMap((video) => (video.srcObject?.getVideoTracks() ?? []).map(({ id }) => id))"
    )
    return set(ids)
