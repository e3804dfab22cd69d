"""What `make run` prints when everything is ready."""

from typing import Any

from dev.environment import LiveKitAccess


def welcome(url: str, demo: dict[str, Any], external: LiveKitAccess | None, *, records: bool = False) -> str:
    """Address, log-ins and the first thing to try, from what `manage.py demo_data` made.

    Args:
        records: whether a recorder runs.
    """
    people = demo["people"]
    width = max(len(person["email"]) for person in people)
    lines = ["", f"Ready: {url}/", "", f"  {'log in as':<13} {'e-mail':<{width}}  password"]
    lines += [f"  {p['role']:<13} {p['email']:<{width}}  {p['password']}" for p in people]
    lines += ["", *_first_steps(url, demo), *_recording(records, demo)]
    if external:
        lines += [
            "",
            f"LiveKit is the one at {external.url}. It reports to us only if its webhooks go to an address",
            "of this server that it can reach, with the path /api/webhooks/livekit/",
        ]
    lines += ["", "Logs are in var/log/. Ctrl-C ends everything.", ""]
    return "\n".join(lines)


def _first_steps(url: str, demo: dict[str, Any]) -> list[str]:
    now = next((s for s in demo["subjects"] if (s["kind"], s["state"]) == ("booking", "now")), None)
    if now is None:
        return []
    client = now["clients"][0]
    return [
        f"A booking has just begun. Log in as {now['practitioner']} in one browser and as",
        f"{client} in another (a private window will do), and open in both:",
        f"  {url}/room/booking/{now['id']}/lobby",
        *_open_sessions(url, demo),
        *_statements(url, demo),
    ]


def _open_sessions(url: str, demo: dict[str, Any]) -> list[str]:
    """Where more than two meet; a course is a webinar with more dates."""
    sessions = [s for s in demo["subjects"] if s["kind"] == "session" and s["state"] in {"now", "course"}]
    if not sessions:
        return []
    names = ["course" if s["state"] == "course" else str(s["room_type"]) for s in sessions]
    width = max(map(len, names))
    return [
        "",
        "Sessions with more people have begun as well, led by the practitioner:",
        *(
            f"  {n:<{width}}  {url}/room/session/{s['id']}/lobby"
            for n, s in zip(names, sessions, strict=True)
        ),
    ]


def _recording(records: bool, demo: dict[str, Any]) -> list[str]:
    if not records:
        return ["", "Nothing can be recorded: that takes `make run RECORDING=1`."]
    group = any(s.get("recording") and s["room_type"] == "group" for s in demo["subjects"])
    asks = (
        ["Of the group session it asks nobody for consent, so that one browser is enough."] if group else []
    )
    return [
        "",
        "Who leads a session that may be recorded finds Record in the call. The files are in var/recordings/.",
        *asks,
    ]


def _statements(url: str, demo: dict[str, Any]) -> list[str]:
    """Where one sees what came of it, before having met anybody."""
    days = sorted({str(one["day"]) for one in demo.get("over", ())})
    if not days:
        return []
    return [
        "",
        "What was yesterday, with its statements, as the practitioner:",
        *(f"  {url}/day/{day}/" for day in days),
    ]
