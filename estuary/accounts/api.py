"""`POST /api/v1/auth/token/`: an e-mail address and a password for a pair of tokens."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer
from rest_framework_simplejwt.views import TokenObtainPairView

from estuary.accounts.throttle import get_blocked_until
from rooms.exceptions import RoomsError


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
    serializer_class = TokenSerializer
