"""`POST /api/v1/auth/token/`: an e-mail address and a password for a pair of tokens."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer
from rest_framework_simplejwt.views import TokenObtainPairView

from estuary.accounts.throttle import get_blocked_until
from rooms.api.shapes import ErrorShape
from rooms.exceptions import RoomsError


class TokenPairSerializer(serializers.Serializer[object]):
    access = serializers.CharField(help_text="Send it as `Authorization: Bearer …`.")
    refresh = serializers.CharField(help_text="For a new access token, at …/refresh/.")


class TokenSerializer(TokenObtainPairSerializer):
    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        until = get_blocked_until(self.context["request"], attrs["email"])
        if until is not None:
            words = _("Too many wrong passwords. Wait a minute, then try again.")
            raise RoomsError("throttled", words, retry_at=until)
        try:
            tokens: dict[str, str] = super().validate(attrs)
        except AuthenticationFailed as error:
            words = _("E-mail address and password do not belong together. Check both, then try again.")
            raise RoomsError("not_authenticated", words) from error
        return tokens


class TokenView(TokenObtainPairView):
    """An e-mail address and a password for a pair of tokens."""

    serializer_class = TokenSerializer

    @extend_schema(
        operation_id="log_in",
        responses={
            200: TokenPairSerializer,
            400: OpenApiResponse(ErrorShape, description="`invalid`"),
            401: OpenApiResponse(ErrorShape, description="`not_authenticated`"),
            429: OpenApiResponse(ErrorShape, description="`throttled`: too many wrong passwords"),
        },
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)
