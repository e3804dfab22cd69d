"""What `tests.webhooks.record` wrote, ready to be delivered again."""

import json
from pathlib import Path
from typing import Any

PAYLOADS = Path(__file__).parent / "payloads"
SCENES = PAYLOADS / "scenes"

#: Every event that LiveKit sends about rooms, people and recordings.
EVENTS = sorted(file.stem for file in PAYLOADS.glob("*.json"))


def event(name: str) -> dict[str, Any]:
    """One event of this name, such as `participant_joined`."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def scene(name: str, *, room_name: str | None = None, **identities: str) -> list[dict[str, Any]]:
    """Every event of one room, in the order of delivery.

    Args:
        name: of a scene of `tests.webhooks.scenes`, such as `one_call`.
        room_name: have it happen in this room of ours.
        identities: of our people in the place of those recorded; `nadia` and `jonas`.
    """
    text = (SCENES / f"{name}.json").read_text(encoding="utf-8")
    recorded = {"nadia": "1-nadia@estuary.example", "jonas": "7-jonas@example.org"}
    for who, identity in identities.items():
        text = text.replace(json.dumps(recorded[who]), json.dumps(identity))
    events: list[dict[str, Any]] = json.loads(text)
    if room_name is not None:
        for found in events:
            found["room"]["name"] = room_name
    return events
