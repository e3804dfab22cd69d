"""`GET /metrics`."""

import logging

from django.db import DatabaseError, InterfaceError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.conf import conf
from rooms.metrics import exposition
from rooms.metrics.measuring import measure

logger = logging.getLogger("rooms.metrics")


@never_cache
@require_safe
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for who holds `ROOMS["METRICS_TOKEN"]`. Without that setting there is no such page."""
    if not conf.metrics_token:
        raise Http404
    if not _is_allowed(request.headers.get("Authorization", "")):
        response = HttpResponse("This page needs its token.\n", status=401, content_type="text/plain")
        response["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return response
    try:
        text = exposition.write(measure(at=timezone.now()))
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database does not answer: %s", type(error).__name__)
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse(text, content_type=exposition.CONTENT_TYPE)


def _is_allowed(authorization: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    return scheme.lower() == "bearer" and constant_time_compare(token.strip(), conf.metrics_token)
