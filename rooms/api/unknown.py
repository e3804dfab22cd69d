from typing import Any, NoReturn

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from rooms.api.base import RoomsView
from rooms.exceptions import UnknownSubject


@extend_schema(exclude=True)
class UnknownAddress(RoomsView):
    """Any other address below the API: the answer has the same shape as all others."""

    permission_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnknownSubject
