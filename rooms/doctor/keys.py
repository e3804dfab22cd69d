from rooms import livekit
from rooms.doctor.asking import TIMEOUT_SECONDS
from rooms.doctor.finding import Finding, well, wrong
from rooms.exceptions import LiveKitUnavailable, Misconfigured


def look() -> Finding:
    """LiveKit takes our key and secret; asked for a room that nobody has."""
    try:
        livekit.list_rooms(["rooms-doctor"], timeout=TIMEOUT_SECONDS)
    except Misconfigured as error:
        return wrong(error.reason, "Set them in the environment, or in ROOMS, as LiveKit has them.")
    except LiveKitUnavailable as error:
        if " 401" in error.reason:
            return wrong(
                "LiveKit does not accept key and secret",
                "Compare LIVEKIT_API_KEY and LIVEKIT_API_SECRET with `keys:` in its configuration; a clock that is "
                "wrong by minutes looks the same.",
            )
        return wrong(f"LiveKit: {error.reason}", "Is LIVEKIT_HOST LiveKit's own address?")
    return well("LiveKit accepts them")
