from django.db import models
from django.utils.translation import gettext_lazy as _


class RoomType(models.TextChoices):
    INDIVIDUAL = "individual", _("Individual")
    GROUP = "group", _("Group")
    WEBINAR = "webinar", _("Webinar")
    BROADCAST = "broadcast", _("Broadcast")


class SubjectKind(models.TextChoices):
    BOOKING = "booking", _("Booking")
    SESSION = "session", _("Session")


class Status(models.TextChoices):
    PENDING = "pending", _("Pending")
    ACTIVE = "active", _("Active, empty")
    IN_USE = "in_use", _("In use")
    ENDED = "ended", _("Ended")


#: Of a room that has not ended.
OPEN = (Status.PENDING, Status.ACTIVE, Status.IN_USE)


class EndReason(models.TextChoices):
    EMPTY = "empty", _("Empty for its time-out")
    SCHEDULE = "schedule", _("Its time was over")
    HOST = "host", _("Ended by the practitioner")
    CANCELLED = "cancelled", _("Cancelled")
    MOVED = "moved", _("Moved to another time")
    OPERATOR = "operator", _("Ended by an operator")


class Outcome(models.TextChoices):
    CANCELLED = "cancelled", _("Cancelled")
    COMPLETED = "completed", _("Completed")
    NO_SHOW_CLIENT = "no_show_client", _("The client did not come")
    NO_SHOW_PRACTITIONER = "no_show_practitioner", _("The practitioner did not come")
    NO_SHOW_BOTH = "no_show_both", _("Nobody came")


class Role(models.TextChoices):
    HOST = "host", _("Host")
    PARTICIPANT = "participant", _("Participant")
    VIEWER = "viewer", _("Viewer")


class ParticipantKind(models.TextChoices):
    USER = "user", _("User")
    GUEST = "guest", _("Guest")
    PHONE = "phone", _("Phone")


class Medium(models.TextChoices):
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")


class KnownBy(models.TextChoices):
    """How a moment in the ledger is known; the later in this list, the weaker the evidence."""

    WEBHOOK = "webhook", _("Webhook")
    RECONCILE = "reconcile", _("Reconcile")
    ROOM_END = "room_end", _("End of the room")
    ESTIMATE = "estimate", _("Estimate")


class EventSource(models.TextChoices):
    """Who says what the inbox holds."""

    LIVEKIT = "livekit", _("LiveKit")
    RECONCILE = "reconcile", _("Reconcile")


class RecordingPolicy(models.TextChoices):
    OFF = "off", _("Never")
    AUTOMATIC = "automatic", _("Starts by itself")
    ALLOWED = "allowed", _("The practitioner may start it")
    FOLLOW = "", _("Follows LIVEKIT_DEFAULT_RECORDING_ENABLED")


class WaitingRoom(models.TextChoices):
    OFF = "off", _("Off")
    UNTIL_HOST = "until_host", _("Until the practitioner is there")
    ADMIT = "admit", _("Until admitted")


class CloseRule(models.TextChoices):
    FOLLOW = "", _("Follows the setting")
    EMPTY = "empty", _("When empty")
    SCHEDULE = "schedule", _("At the scheduled end")
