"""For the schema: which codes an endpoint may answer with, by status."""

from collections import defaultdict

from drf_spectacular.utils import OpenApiResponse

from rooms.api.errors import STATUS_BY_CODE
from rooms.api.shapes import REFUSALS, ErrorShape

#: What every endpoint may answer.
_ALWAYS = ("not_authenticated", "not_found", "throttled", "database_busy")
#: What every endpoint that changes something may answer beside.
_CHANGES = ("invalid", "csrf_failed", "too_large")


def refusals(*codes: str, changes: bool = False) -> dict[int, OpenApiResponse]:
    """The error responses of an endpoint.

    Args:
        codes: those of its own, beside what every endpoint may answer.
        changes: it is not a GET.
    """
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys((*_ALWAYS, *(_CHANGES if changes else ()), *codes)):
        by_status[STATUS_BY_CODE[code]].append(f"`{code}`")
    return {
        status: OpenApiResponse(ErrorShape, description=", ".join(found))
        for status, found in sorted(by_status.items())
    }


SEEING = refusals("not_a_participant")
ENTERING = refusals(*REFUSALS, "conflict", "livekit_unavailable", changes=True)
MODERATING = refusals("not_a_participant", "not_allowed", changes=True)
