"""Errors of Estuary's own endpoints, in the shape of the rooms' API: `{code, detail, retry_at?}`."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import set_rollback

from rooms.api.errors import answer_for


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None leaves a bug of ours to become a 500."""
    set_rollback()
    answer = answer_for(error)
    if answer is not None and answer.status_code == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="api"'
    return answer
