from django.urls import path, re_path

from rooms.api import (
    chat,
    consent,
    moderation,
    participants,
    quality,
    recording,
    recordings,
    rooms,
    statement,
    streaming,
)
from rooms.api.unknown import UnknownAddress

app_name = "rooms_api"

urlpatterns = [
    path("booking/<str:booking_id>/", rooms.BookingRoomDetail.as_view(), name="booking"),
    path("booking/<str:booking_id>/join/", rooms.JoinBooking.as_view(), name="booking_join"),
    path("session/<str:session_id>/", rooms.SessionRoomDetail.as_view(), name="session"),
    path("session/<str:session_id>/join/", rooms.JoinSession.as_view(), name="session_join"),
    path("<str:room_uuid>/", rooms.RoomDetail.as_view(), name="room"),
    path("<str:room_uuid>/get_token/", rooms.GetToken.as_view(), name="get_token"),
    path("<str:room_uuid>/end/", moderation.EndRoom.as_view(), name="end"),
    path("<str:room_uuid>/participants/", participants.Participants.as_view(), name="participants"),
    path("<str:room_ref>/start_recording/", recording.StartRecording.as_view(), name="start_recording"),
    path("<str:room_ref>/stop_recording/", recording.StopRecording.as_view(), name="stop_recording"),
    path("<str:room_uuid>/recordings/", recordings.RoomRecordings.as_view(), name="recordings"),
    path("<str:room_uuid>/messages/", chat.Messages.as_view(), name="messages"),
    path("<str:room_uuid>/consent/", consent.Consent.as_view(), name="consent"),
    path("<str:room_uuid>/quality/", quality.Quality.as_view(), name="quality"),
    path(
        "<str:room_uuid>/participants/<str:participant_id>/remove/",
        moderation.RemoveParticipant.as_view(),
        name="remove",
    ),
    path(
        "<str:room_uuid>/participants/<str:participant_id>/readmit/",
        moderation.ReadmitParticipant.as_view(),
        name="readmit",
    ),
    path("<str:room_uuid>/stream/", streaming.StreamTargets.as_view(), name="stream_targets"),
    path(
        "<str:room_uuid>/stream/<str:target_id>/",
        streaming.StreamTargetDetail.as_view(),
        name="stream_target",
    ),
    path(
        "<str:room_uuid>/stream/<str:target_id>/start/",
        streaming.StartStream.as_view(),
        name="stream_start",
    ),
    path(
        "<str:room_uuid>/stream/<str:target_id>/stop/",
        streaming.StopStream.as_view(),
        name="stream_stop",
    ),
    path("<str:room_uuid>/statement/", statement.RoomStatement.as_view(), name="statement"),
    path("<str:room_uuid>/statement.csv", statement.RoomStatementTable.as_view(), name="statement_table"),
    path("<str:room_uuid>/statement/mine/", statement.MyStatement.as_view(), name="statement_mine"),
    path("<str:room_uuid>/statement/objections/", statement.Objections.as_view(), name="objections"),
    path("<str:room_uuid>/statement/override/", statement.OverrideOutcome.as_view(), name="override"),
    re_path(r"[\s\S]*", UnknownAddress.as_view()),
]
