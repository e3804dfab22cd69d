from rooms.admin import consents, events, participants, recordings, rooms, templates

__all__ = ["consents", "events", "participants", "recordings", "rooms", "templates"]
