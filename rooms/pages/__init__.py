"""The pages of the room: shells for the built UI. What a person sees in them comes from the API."""

from rooms.pages.built import built_ui
from rooms.pages.record import record_page
from rooms.pages.recordings import recording_page, recordings_page
from rooms.pages.room import room_page

__all__ = ["built_ui", "record_page", "recording_page", "recordings_page", "room_page"]
