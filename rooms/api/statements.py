"""The statements of a range of days, as one file, however many they are."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, time, timedelta

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from rooms.api.base import JoinThrottle
from rooms.api.errors import Invalid
from rooms.api.refusals import refusals
from rooms.api.staff import is_staff_who_may
from rooms.api.tables import TableView, as_file
from rooms.statement.many import statements_between
from rooms.statement.table import render_table

_FROM = OpenApiParameter(
    "from", OpenApiTypes.STR, required=True, description="A day (it begins at midnight UTC) or a time."
)
_TO = OpenApiParameter("to", OpenApiTypes.STR, required=True, description="The same; not included any more.")


#: For whoever is no staff: every room in it is read, to ask the host who leads it, and anybody may log in.
LONGEST_RANGE = timedelta(days=366)


class Statements(TableView):
    """A line for each person and room, of rooms planned from `from` until `to`. Staff who may view rooms get all of
    them, everybody else those that they lead, of at most 366 days."""

    # It may read a year: nothing that a page asks for every second.
    throttle_classes = [JoinThrottle]

    @extend_schema(
        operation_id="statements_csv",
        parameters=[_FROM, _TO],
        responses={(200, "text/csv"): OpenApiTypes.STR, **refusals("invalid")},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        since, until = _moment(request, "from"), _moment(request, "to")
        everything = is_staff_who_may(request.user, "rooms.view_room")
        if not everything and until - since > LONGEST_RANGE:
            raise Invalid
        led_by = None if everything else str(request.user.pk)
        pieces = _pieces(since, until, led_by=led_by, at=timezone.now())
        is_async = isinstance(request._request, ASGIRequest)
        answer = StreamingHttpResponse(_one_by_one(pieces) if is_async else pieces)
        return as_file(answer, _name(since, until))


def _name(since: datetime, until: datetime) -> str:
    """`statements-2026-11-01-2026-11-30.csv`: the first and the last day in it, by the clock of whoever asked."""
    last = until - timedelta.resolution if until > since else until
    return f"statements-{since.date()}-{last.date()}.csv"


def _pieces(since: datetime, until: datetime, *, led_by: str | None, at: datetime) -> Iterator[str]:
    yield render_table([])
    for statements in statements_between(since, until, led_by=led_by, at=at):
        if not connection.in_atomic_block:
            # Whoever downloads slowly must not keep a connection of the pool meanwhile.
            connection.close()
        yield render_table(statements, header=False)


async def _one_by_one(pieces: Iterator[str]) -> AsyncIterator[str]:
    """Under ASGI Django would read a plain iterator to its end before it sends anything."""
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[str]) -> str | None:
    return next(pieces, None)


def _moment(request: Request, name: str) -> datetime:
    """A day or a time from the address, with the offset that it came with; without one it is UTC.

    Raises:
        Invalid: there is none, or it is none.
    """
    given = request.query_params.get(name, "")
    try:
        found: datetime | date | None = parse_datetime(given) or parse_date(given)
    except ValueError as error:  # well formed, and no such day
        raise Invalid from error
    if found is None:
        raise Invalid
    if not isinstance(found, datetime):
        found = datetime.combine(found, time.min)
    aware = found if timezone.is_aware(found) else found.replace(tzinfo=UTC)
    try:
        aware.astimezone(UTC)
    except OverflowError as error:  # the first or the last day there is, of another time zone
        raise Invalid from error
    return aware
