"""What a server of ours says of itself over HTTP, as JSON."""

import json
import urllib.error
import urllib.request
from typing import Any


def ask(url: str, *, within: float) -> tuple[int, dict[str, Any]]:
    """Status and content, whatever the status; (0, {}) while nobody answers, no content where it is no JSON object.

    Args:
        within: seconds that the server has for its answer.
    """
    try:
        with urllib.request.urlopen(url, timeout=within) as answer:
            return answer.status, _object_or_nothing(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _object_or_nothing(error.read())
    except OSError:
        return 0, {}


def _object_or_nothing(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
