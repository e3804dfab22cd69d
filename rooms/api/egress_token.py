"""The token of an egress in place of a user: it opens one address, and nobody's session does."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from rooms.exceptions import NEEDS_EGRESS_TOKEN, RoomsError
from rooms.record_page import EgressPass, check_pass


class Egress:
    """Who asks, as far as REST framework needs to know: throttles count by `pk`."""

    is_authenticated = True

    def __init__(self, egress_id: str) -> None:
        self.pk = egress_id


class EgressAuthentication(BaseAuthentication):
    """`Authorization: Bearer` and the token that LiveKit gave to an egress."""

    def authenticate(self, request: Request) -> tuple[Any, EgressPass]:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise RoomsError("not_authenticated", str(NEEDS_EGRESS_TOKEN))
        egress = check_pass(token.strip())
        return Egress(egress.egress_id), egress

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="egress"'


class IsEgress(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, Egress)


class EgressScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """For the schema."""

    target_class = "rooms.api.egress_token.EgressAuthentication"
    name = "egressToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The token that LiveKit's server made for an egress of this room.",
        }
