from rooms.admin import events, participants, rooms, templates

__all__ = ["events", "participants", "rooms", "templates"]
