from django.urls import path

from rooms.api import moderation, rooms
from rooms.api.unknown import UnknownAddress

app_name = "rooms_api"

urlpatterns = [
    path("booking/<str:ref>/", rooms.BookingRoomDetail.as_view(), name="booking"),
    path("booking/<str:ref>/join/", rooms.JoinBooking.as_view(), name="booking_join"),
    path("session/<str:ref>/", rooms.SessionRoomDetail.as_view(), name="session"),
    path("session/<str:ref>/join/", rooms.JoinSession.as_view(), name="session_join"),
    path("<str:room_id>/", rooms.RoomDetail.as_view(), name="room"),
    path("<str:room_id>/get_token/", rooms.GetToken.as_view(), name="get_token"),
    path("<str:room_id>/end/", moderation.EndRoom.as_view(), name="end"),
    path("<str:room_id>/participants/", moderation.Participants.as_view(), name="participants"),
    path(
        "<str:room_id>/participants/<str:participant_id>/remove/",
        moderation.RemoveParticipant.as_view(),
        name="remove",
    ),
    path(
        "<str:room_id>/participants/<str:participant_id>/readmit/",
        moderation.ReadmitParticipant.as_view(),
        name="readmit",
    ),
    path("<path:anything>", UnknownAddress.as_view(), name="unknown"),
]
