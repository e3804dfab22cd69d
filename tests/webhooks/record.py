"""Record LiveKit's webhooks anew, from the real server, with real clients:

    python -m tests.webhooks.record

It takes about a minute (a crash is noticed after 20 s). See payloads/README.md.
"""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django

PAYLOADS = Path(__file__).parent / "payloads"
SCENES = PAYLOADS / "scenes"

#: In place of the passwords of a server that is gone when this is written, so that nobody has to wonder.
NOT_A_PASSWORD = "recorded-and-replaced"


def without_passwords(event: Mapping[str, Any]) -> dict[str, Any]:
    room = dict(event.get("room", {}))
    if "turnPassword" in room:
        room["turnPassword"] = NOT_A_PASSWORD
    return {**event, "room": room}


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def record() -> None:
    """Play every scene, and write what was heard: each scene, and the first event of each name."""
    django.setup()
    from django.test import override_settings

    from dev.livekit import LiveKitServer
    from tests.live.caller import Line
    from tests.webhooks.egress import constructed
    from tests.webhooks.listener import Listener
    from tests.webhooks.scenes import SCENES_TO_PLAY, Stage

    with (
        tempfile.TemporaryDirectory() as directory,
        Listener() as listener,
        LiveKitServer(directory=Path(directory), webhook_url=listener.url) as server,
        Line() as line,
        override_settings(
            ROOMS={
                "LIVEKIT_HOST": server.url,
                "LIVEKIT_API_KEY": server.key,
                "LIVEKIT_API_SECRET": server.secret,
            }
        ),
    ):
        stage = Stage(server, listener, line)
        first_of_its_name: dict[str, dict[str, Any]] = {}
        for play in SCENES_TO_PLAY:
            events = [without_passwords(event) for event in listener.about(play(stage))]
            stage.clear()
            write(SCENES / f"{play.__name__}.json", events)
            for event in events:
                first_of_its_name.setdefault(event["event"], event)
            sys.stdout.write(f"{play.__name__}: {', '.join(event['event'] for event in events)}\n")
    for event in [*first_of_its_name.values(), *constructed()]:
        write(PAYLOADS / f"{event['event']}.json", event)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    record()
