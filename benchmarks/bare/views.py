"""What a tutorial shows: a token signed by LiveKit's SDK for whoever asks, a webhook that is only checked."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from livekit import api
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rooms.conf import conf
from rooms.webhooks.verify import verify


class OpenToken(APIView):
    """Signs a token for anybody; no database."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        return Response({"token": _sign("somebody"), "url": conf.livekit_public_url})


class Token(APIView):
    """Signs a token for whoever is logged in, by the product's own authentication."""

    def post(self, request: Request) -> Response:
        return Response({"token": _sign(str(request.user.pk)), "url": conf.livekit_public_url})


@csrf_exempt
def livekit_webhook(request: HttpRequest) -> HttpResponse:
    """Checks the signature."""
    verify(request.body, request.headers.get("Authorization", ""))
    return HttpResponse(status=200)


def _sign(identity: str) -> str:
    grants = api.VideoGrants(room_join=True, room="individual-829b8d608f60")
    token = api.AccessToken(*conf.livekit_credentials).with_identity(identity).with_name("Jonas Weber")
    return token.with_grants(grants).to_jwt()
