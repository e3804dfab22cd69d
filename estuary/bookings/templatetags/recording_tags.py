"""Recordings on Estuary's own pages: whether there are any, and where they are."""

from typing import Any

from django import template

from rooms.conf import conf
from rooms.exceptions import UnknownSubject
from rooms.models import Room, RoomRecording
from rooms.recordings import access

register = template.Library()


@register.simple_tag
def records() -> bool:
    """Whether this site has a place for recordings."""
    return bool(conf.recording_storage)


@register.simple_tag(takes_context=True)
def recordings_in(context: Any, room: Room | None) -> list[RoomRecording]:
    """Of a room, what the reader may know of, newest first; nothing is asked where the site keeps none."""
    if room is None or not conf.recording_storage:
        return []
    try:
        return list(access.in_room(room, context["request"].user))
    except UnknownSubject:
        return []
