from rooms.admin import events, participants, recordings, rooms, templates

__all__ = ["events", "participants", "recordings", "rooms", "templates"]
