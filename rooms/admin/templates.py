from django.contrib import admin

from rooms.admin.history import ModelAdmin
from rooms.models import RoomTemplate


@admin.register(RoomTemplate)
class RoomTemplateAdmin(ModelAdmin):
    list_display = [
        "name",
        "room_type",
        "is_default",
        "max_participants",
        "recording",
        "waiting_room",
        "chat",
        "empty_timeout",
    ]
    list_filter = ["room_type", "is_default"]
