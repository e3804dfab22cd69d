"""Include this at the root of the site: `path("", include("rooms.urls"))`."""

from django.urls import include, path

from rooms import health, pages
from rooms.api import recordings
from rooms.api.live import Live
from rooms.api.recording_roster import RecordingRoster
from rooms.api.statements import Statements
from rooms.metrics.views import metrics
from rooms.recordings import playing
from rooms.webhooks.views import livekit_webhook

urlpatterns = [
    path("api/v1/rooms/", include("rooms.api.urls")),
    path("api/v1/recordings/", recordings.Recordings.as_view(), name="rooms_recordings"),
    path("api/v1/recordings/<str:recording_id>/", recordings.Recording.as_view(), name="rooms_recording"),
    path(
        "api/v1/recordings/<str:recording_id>/link/",
        recordings.RecordingLink.as_view(),
        name="rooms_recording_link",
    ),
    path("api/v1/live/", Live.as_view(), name="rooms_live"),
    path("api/v1/statements.csv", Statements.as_view(), name="rooms_statements"),
    path("api/v1/recording-roster/", RecordingRoster.as_view(), name="rooms_recording_roster"),
    path("api/webhooks/livekit/", livekit_webhook, name="rooms_webhook"),
    # Without the slash Django would redirect, and to LiveKit a redirect is a delivery: the event would be lost.
    path("api/webhooks/livekit", livekit_webhook),
    path("recordings/media/<str:signed>/", playing.media, name="rooms_recording_media"),
    path("healthz", health.healthz, name="rooms_healthz"),
    path("metrics", metrics, name="rooms_metrics"),
    path(
        "room/booking/<str:ref>/lobby",
        pages.room_page,
        {"kind": "booking", "view": "lobby"},
        name="rooms_booking_lobby",
    ),
    path(
        "room/booking/<str:ref>", pages.room_page, {"kind": "booking", "view": "call"}, name="rooms_booking"
    ),
    path(
        "room/session/<str:ref>/lobby",
        pages.room_page,
        {"kind": "session", "view": "lobby"},
        name="rooms_session_lobby",
    ),
    path(
        "room/session/<str:ref>", pages.room_page, {"kind": "session", "view": "call"}, name="rooms_session"
    ),
    path("room/recordings/", pages.recordings_page, name="rooms_recordings_page"),
    path("room/recordings/<uuid:recording_id>/", pages.recording_page, name="rooms_recording_page"),
    path("record/", pages.record_page, name="rooms_record"),
    # A language, or any word: some workers are told an address with a folder in it.
    path("record/<str:language>/", pages.record_page, name="rooms_record_in"),
    path("room/<str:ref>/lobby", pages.room_page, {"kind": "room", "view": "lobby"}, name="rooms_room_lobby"),
    path("room/<str:ref>", pages.room_page, {"kind": "room", "view": "call"}, name="rooms_room"),
]
