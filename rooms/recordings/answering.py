"""Whether the recorder answers: asked where it says how it is, which ours and LiveKit's own both do.

Which of them serves, nobody here knows. Behind the address there may be several, with a balancer before them.
"""

import http.client
import urllib.error
import urllib.request
from typing import Literal

from rooms.conf import conf

#: Beside LiveKit's two seconds, a page about health must still be quick.
PATIENCE_SECONDS = 1.0

OK: Literal["ok"] = "ok"


def recorder_health() -> str | None:
    """`ok`, else what is wrong, in words; None where no address is configured, and so nobody knows.

    What it says beside its status is not passed on: this may be read by anybody.
    """
    url = conf.recorder_health_url
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        return "its address is none: ROOMS['RECORDER_HEALTH_URL']"
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS):  # noqa: S310
            return OK
    except urllib.error.HTTPError as error:
        error.close()
        return f"not ready (status {error.code})"
    except (OSError, ValueError, http.client.HTTPException):
        return "silent"
