from rooms import livekit
from rooms.conf import conf
from rooms.doctor.finding import Finding, skipped, well, wrong
from rooms.exceptions import LiveKitUnavailable, NoRedis
from rooms.models import Room, RoomTemplate, Status
from rooms.recordings import comparing
from rooms.recordings.answering import OK, recorder_health

#: Not to be seen from here.
KEYS_IN_LOG = (
    "Rooms may be streamed live: see that livekit.yaml has `component_levels: {api: error, psrpc: error}` below "
    "`logging:`, else LiveKit logs their stream keys (docs/operate.md)."
)


def look() -> Finding:
    """LiveKit can hand over recordings, and a recorder says that it is well."""
    if not conf.can_record:
        return skipped(
            "recording is not set up",
            "It takes ROOMS['RECORDING_STORAGE'] and RECORDER_PAGE_URL; see docs/operate.md, Recording.",
        )
    try:
        active = livekit.list_egresses(only_active=True)
    except NoRedis:
        return wrong(
            "LiveKit has no Redis, and without it no recorder",
            "Add `redis:` to LiveKit's configuration, and give the recorder the same one.",
        )
    except LiveKitUnavailable as error:
        return wrong(f"LiveKit: {error.reason}", "Try again; it could not say what it records.")
    health = recorder_health()
    if health is not None and health != OK:
        return wrong(
            f"the recorder: {health}", "Start it; what it says at RECORDER_HEALTH_URL names what it lacks."
        )
    strangers = comparing.strangers(active)
    if strangers:
        names = ", ".join(sorted({report.room_name for report in strangers})[:3])
        return wrong(
            f"{len(strangers)} egresses run in rooms of ours that we did not start ({names})",
            "Somebody with LiveKit's keys started them: `lk egress list`. We leave them alone.",
        )
    if health is None:
        return skipped(
            f"LiveKit takes recordings, {len(active)} run; whether a recorder is there nobody knows",
            "Set ROOMS['RECORDER_HEALTH_URL'] to where it says how it is.",
        )
    return well(f"it is well; {len(active)} recordings and streams run", KEYS_IN_LOG if _may_stream() else "")


def _may_stream() -> bool:
    open_rooms = Room.objects.exclude(status=Status.ENDED)
    return (
        RoomTemplate.objects.filter(streaming=True).exists()
        or open_rooms.filter(streaming_enabled=True).exists()
    )
