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


class ConsentRule(models.TextChoices):
    """What has to be known of people before they are recorded."""

    ASK = "ask", _("Everyone is asked")
    INFORM = "inform", _("Everyone is told before they enter")
    OFF = "off", _("Nobody is asked")


class RecordingStatus(models.TextChoices):
    ASKING = "asking", _("Waiting for consent")
    STARTING = "starting", _("Starting")
    ACTIVE = "active", _("Recording")
    ENDING = "ending", _("Ending")
    PROCESSING = "processing", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


#: At most one of these a room.
RECORDING_RUNS = (
    RecordingStatus.ASKING,
    RecordingStatus.STARTING,
    RecordingStatus.ACTIVE,
    RecordingStatus.ENDING,
)


class RecordingEnd(models.TextChoices):
    """Why a recording ended, or never began."""

    STOP = "stop", _("Stopped by the practitioner")
    ROOM_END = "room_end", _("The session ended")
    EVERYBODY_LEFT = "everybody_left", _("Everybody left")
    LIMIT = "limit", _("Longest time reached")
    DECLINED = "declined", _("Declined")
    NO_ANSWER = "no_answer", _("Nobody answered")
    TAKEN_BACK = "taken_back", _("Consent was taken back")
    CANCELLED = "cancelled", _("Cancelled before it began")
    START_TIMEOUT = "start_timeout", _("It never began")
    NO_RECORDER = "no_recorder", _("No recorder was free")
    REFUSED = "refused", _("The recorder refused")
    CRASH = "crash", _("The recorder broke off")
    RECORDER_LOST = "recorder_lost", _("The recorder was lost")


class ConsentWay(models.TextChoices):
    """How an answer was given."""

    STARTED = "started", _("By starting the recording")
    ASKED = "asked", _("When asked in the room")
    ENTERING = "entering", _("Before entering")
    CHANGED = "changed", _("Changed later")
    INFORMED = "informed", _("Told before entering")


class ViewKind(models.TextChoices):
    PLAY = "play", _("Played")
    DOWNLOAD = "download", _("Downloaded")


class DeletionReason(models.TextChoices):
    EXPIRED = "expired", _("Its time was over")
    REQUESTED = "requested", _("On request")
    FORGOTTEN = "forgotten", _("A person was forgotten")


class StreamStatus(models.TextChoices):
    IDLE = "idle", _("Not on air")
    STARTING = "starting", _("Starting")
    LIVE = "live", _("On air")
    ENDING = "ending", _("Ending")
    FAILED = "failed", _("Failed")


#: At most one of these a room.
STREAM_RUNS = (StreamStatus.STARTING, StreamStatus.LIVE, StreamStatus.ENDING)


class WaitingRoom(models.TextChoices):
    OFF = "off", _("Off")
    UNTIL_HOST = "until_host", _("Until the practitioner is there")
    ADMIT = "admit", _("Until admitted")


class CloseRule(models.TextChoices):
    FOLLOW = "", _("Follows the setting")
    EMPTY = "empty", _("When empty")
    SCHEDULE = "schedule", _("At the scheduled end")
