from time import monotonic, sleep

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from rooms.doctor import probe
from rooms.doctor.finding import Finding, well, wrong
from rooms.exceptions import LiveKitUnavailable
from rooms.models import EventSource, WebhookEvent

PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.2


def look() -> Finding:
    """LiveKit tells us of a room that we make in it: signed, through everything that stands between, into the inbox."""
    try:
        path = reverse("rooms_webhook")
    except NoReverseMatch:
        return wrong(
            "the site has no address for webhooks", 'Add path("", include("rooms.urls")) to its urls.'
        )
    try:
        with probe.room_in_livekit() as made:
            seconds = _wait_for(made.room.name)
    except LiveKitUnavailable as error:
        return wrong(f"LiveKit: {error.reason}", "Try again; it could not make a room.")
    if seconds is not None:
        return well(f"came back within {seconds:.1f} s, signed, and is in the inbox")
    return wrong(
        f"LiveKit made a room and we heard nothing of it for {PATIENCE_SECONDS:g} s; {_latest()}",
        f"From LiveKit's machine `curl -i -X POST https://your-site{path}` must answer 401. 301 is a redirect: give "
        "the URL with its scheme and slash. 400 is ALLOWED_HOSTS. 403 or 404 is a proxy, or another site. Then compare "
        "`webhook:` in LiveKit's configuration: its `urls`, and its `api_key`, which is LIVEKIT_API_KEY. What we "
        "refuse is in our log.",
    )


def _wait_for(room_name: str) -> float | None:
    """Seconds until it was there, by looking now and then; None where it did not come."""
    began = monotonic()
    while (waited := monotonic() - began) < PATIENCE_SECONDS:
        if WebhookEvent.objects.filter(room_name=room_name, event="room_started").exists():
            return waited
        sleep(PAUSE_SECONDS)
    return None


def _latest() -> str:
    latest = WebhookEvent.objects.filter(source=EventSource.LIVEKIT).order_by("-pk").first()
    if latest is None:
        return "no webhook ever came"
    minutes = (timezone.now() - latest.received_at).total_seconds() / 60
    return f"the latest webhook came {minutes:.0f} min ago"
