"""How lists are cut into pages, and what may be asked of them in the address."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from rooms.api.errors import Invalid

PAGE_SIZE = OpenApiParameter("page_size", OpenApiTypes.INT, description="100 unless told, 200 at most.")
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="Counts from 1.")

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Pages(PageNumberPagination):
    page_size = 100
    page_size_query_param = PAGE_SIZE.name
    max_page_size = 200

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Raises:
        Invalid: there is no such page. "Not found" is a room or a person.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound as error:
            raise Invalid from error


def flag_of(request: Request, name: str) -> bool | None:
    """A yes or no from the address; None where it says nothing.

    Raises:
        Invalid: it is neither.
    """
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        return _FLAGS[given.lower()]
    except KeyError as error:
        raise Invalid from error
