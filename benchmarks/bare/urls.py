from django.urls import path

from benchmarks.bare.views import OpenToken, Token, livekit_webhook

urlpatterns = [
    path("bare/token/", Token.as_view()),
    path("bare/open-token/", OpenToken.as_view()),
    path("bare/webhook/", livekit_webhook),
]
