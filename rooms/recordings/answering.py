"""Whether the recorder answers: asked where it says how it is, which ours and LiveKit's own both do.

Which of them serves, nobody here knows. Behind the address there may be several, with a balancer before them.
"""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any, Literal

from rooms.conf import conf

#: Beside LiveKit's two seconds, a page about health must still be quick.
PATIENCE_SECONDS = 1.0

#: Bytes of what it says that are read.
LONGEST_ANSWER = 64 * 1024

OK: Literal["ok"] = "ok"
FULL: Literal["full"] = "full"


def recorder_health() -> str | None:
    """`ok`, else what is wrong, in words; None where no address is configured, and so nobody knows.

    What it says beside its status is not passed on: this may be read by anybody.
    """
    return _ask()[0]


def recorder_takes_orders() -> str | None:
    """The same, but that one which says of itself that it takes no more (`"accepting": false`) is `full`.

    Ours says so while it is full, draining or short of processor, and is well all the same; LiveKit's own has no such
    word, and is taken to be free.
    """
    health, said = _ask()
    return FULL if health == OK and said.get("accepting") is False else health


def _ask() -> tuple[str | None, dict[str, Any]]:
    url = conf.recorder_health_url
    if not url:
        return None, {}
    if not url.startswith(("http://", "https://")):
        return "its address is none: ROOMS['RECORDER_HEALTH_URL']", {}
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return OK, _object(answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        return f"not ready (status {error.code})", {}
    except (OSError, ValueError, http.client.HTTPException):
        return "silent", {}


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
