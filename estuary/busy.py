"""A database that stays locked, or does not answer, is a passing trouble: say so, and that nothing was lost."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("estuary")


class DatabaseBusyMiddleware:
    """Answers 503 instead of 500; the transaction of the request was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError):
            return None
        logger.warning("the database is busy: %s %s", request.method, request.path)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "2"
        return response
