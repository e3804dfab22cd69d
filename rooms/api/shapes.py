"""The shapes of the API (docs/api.md), for the schema; `rooms.api.rendering` fills them."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from rooms.api.consent_shapes import ConsentShape
from rooms.exceptions import MESSAGES
from rooms.models import (
    RECORDING_RUNS,
    ChatMessage,
    ConsentRule,
    EndReason,
    Outcome,
    RecordingEnd,
    RecordingStatus,
    Role,
    RoomType,
    Status,
    SubjectKind,
)

#: Why somebody may not enter, in the order in which the reasons are looked at.
REFUSALS = [
    "not_found",
    "not_a_participant",
    "booking_cancelled",
    "room_ended",
    "booking_not_confirmed",
    "removed",
    "not_allowed",
    "too_early",
    "consent_required",
    "room_full",
]
REFUSAL_CHOICES = [(code, MESSAGES[code]) for code in REFUSALS]
CODE_CHOICES = list(MESSAGES.items())
#: What LiveKit calls what somebody may send.
SOURCES = ["camera", "microphone", "screen_share", "screen_share_audio"]
RUNNING_CHOICES = [(str(status), status.label) for status in RECORDING_RUNS]
LAYOUTS = [
    ("pip", "The other person large, oneself in a corner"),
    ("grid", "Everyone the same size"),
    ("stage", "Who speaks to the crowd"),
]


@extend_schema_serializer(component_name="Error")
class ErrorShape(serializers.Serializer[object]):
    code = serializers.ChoiceField(choices=CODE_CHOICES)
    detail = serializers.CharField(help_text="Words for people, in the language of the request.")
    retry_at = serializers.DateTimeField(required=False, help_text="When trying again makes sense.")
    consent = ConsentShape(
        required=False, help_text="What to answer first (`consent_required`), or now (`conflict`)."
    )


@extend_schema_serializer(component_name="Subject")
class SubjectShape(serializers.Serializer[object]):
    kind = serializers.ChoiceField(choices=SubjectKind.choices)
    ref = serializers.CharField()


@extend_schema_serializer(component_name="Features")
class FeaturesShape(serializers.Serializer[object]):
    chat = serializers.BooleanField()
    questions = serializers.BooleanField()
    screen_share = serializers.BooleanField()
    recording = serializers.BooleanField()
    waiting_room = serializers.BooleanField()
    dial_in = serializers.BooleanField()
    virtual_background = serializers.BooleanField()
    captions = serializers.BooleanField()
    breakouts = serializers.BooleanField()


@extend_schema_serializer(component_name="Me")
class MeShape(serializers.Serializer[object]):
    can_join = serializers.BooleanField()
    code = serializers.ChoiceField(choices=REFUSAL_CHOICES, allow_null=True)
    detail = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    retry_at = serializers.DateTimeField(allow_null=True)
    name = serializers.CharField()
    participant_id = serializers.CharField(allow_null=True)
    removed = serializers.BooleanField()


@extend_schema_serializer(component_name="Person")
class PersonShape(serializers.Serializer[object]):
    id = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    inside = serializers.BooleanField()


@extend_schema_serializer(component_name="Note")
class NoteShape(serializers.Serializer[object]):
    code = serializers.CharField()
    detail = serializers.CharField(help_text="Words for people, in the language of the request.")


@extend_schema_serializer(component_name="FailedRecording")
class FailedRecordingShape(NoteShape):
    id = serializers.CharField()


@extend_schema_serializer(component_name="RecordingState")
class RecordingStateShape(serializers.Serializer[object]):
    """How the recording is now; the same comes into the call on the topic `rooms.recording`, without the last two."""

    active = serializers.BooleanField(help_text="It is being recorded.")
    since = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(choices=RUNNING_CHOICES, allow_null=True)
    id = serializers.CharField(allow_null=True)
    consent = serializers.ChoiceField(choices=ConsentRule.choices)
    audio_only = serializers.BooleanField()
    starts_itself = serializers.BooleanField()
    asked_until = serializers.DateTimeField(allow_null=True)
    ended_by = serializers.ChoiceField(
        choices=RecordingEnd.choices,
        allow_null=True,
        help_text="Why the newest is over; null while one runs.",
    )
    unavailable = NoteShape(allow_null=True, help_text="Why there is nothing to press; for practitioners.")
    failed = FailedRecordingShape(
        allow_null=True, help_text="The last one, if it failed, until the next; for practitioners."
    )


@extend_schema_serializer(component_name="StreamingState")
class StreamingStateShape(serializers.Serializer[object]):
    """Whether the room is on air; the same comes into the call on the topic `rooms.streaming`, without the last."""

    active = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    targets = serializers.IntegerField(help_text="At how many places.")
    available = serializers.BooleanField(
        help_text="This person may put it on air: a practitioner, where the site can."
    )


@extend_schema_serializer(component_name="StartRecording")
class StartRecordingShape(serializers.Serializer[object]):
    audio_only = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text="Without it: as the room has it. Of a room whose people are told and not asked (`inform`), where "
        "it is sound alone, `false` changes nothing.",
    )


@extend_schema_serializer(component_name="RecordingStarted")
class RecordingStartedShape(serializers.Serializer[object]):
    id = serializers.CharField()
    status = serializers.ChoiceField(choices=RecordingStatus.choices)


@extend_schema_serializer(component_name="DialIn")
class DialInShape(serializers.Serializer[object]):
    numbers = serializers.ListField(child=serializers.CharField())
    pin = serializers.CharField()


@extend_schema_serializer(component_name="Room")
class RoomShape(serializers.Serializer[object]):
    """A room as one person sees it. `id`, `name` and `status` are null where the subject has no room."""

    id = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    room_type = serializers.ChoiceField(choices=RoomType.choices)
    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    end_reason = serializers.ChoiceField(choices=EndReason.choices, allow_null=True)
    ended_by_me = serializers.BooleanField()
    ended_by_name = serializers.CharField(
        allow_null=True, help_text="The practitioner who ended it; null where it ended otherwise."
    )
    subject = SubjectShape()
    title = serializers.CharField()
    scheduled_start = serializers.DateTimeField(allow_null=True)
    scheduled_end = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    participant_count = serializers.IntegerField()
    max_participants = serializers.IntegerField(allow_null=True)
    layout = serializers.ChoiceField(choices=LAYOUTS)
    features = FeaturesShape()
    me = MeShape()
    people = PersonShape(many=True)
    recording = RecordingStateShape()
    streaming = StreamingStateShape()
    dial_in = DialInShape(allow_null=True)
    return_url = serializers.CharField()
    server_time = serializers.DateTimeField()


@extend_schema_serializer(component_name="Permissions")
class PermissionsShape(serializers.Serializer[object]):
    can_publish = serializers.BooleanField()
    can_publish_sources = serializers.ListField(child=serializers.ChoiceField(choices=SOURCES))
    can_subscribe = serializers.BooleanField()
    can_publish_data = serializers.BooleanField()
    can_record = serializers.BooleanField()
    can_moderate = serializers.BooleanField()


@extend_schema_serializer(component_name="Join")
class EntryShape(serializers.Serializer[object]):
    token = serializers.CharField()
    url = serializers.CharField(help_text="What the browser dials.")
    room = RoomShape()
    participant_id = serializers.CharField()
    identity = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    expires_at = serializers.DateTimeField()
    permissions = PermissionsShape()


@extend_schema_serializer(component_name="Participant")
class ParticipantShape(serializers.Serializer[object]):
    id = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    inside = serializers.BooleanField()
    removed = serializers.BooleanField()
    held_back = serializers.BooleanField(
        help_text="Not in the recording that runs: inside, and neither seen nor heard."
    )
    first_joined_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="ParticipantList")
class ParticipantPageShape(serializers.Serializer[object]):
    count = serializers.IntegerField(help_text="On all pages together.")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ParticipantShape(many=True)


@extend_schema_serializer(component_name="Sender")
class SenderShape(serializers.Serializer[object]):
    id = serializers.CharField(help_text="As `participant_id` everywhere.")
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)


@extend_schema_serializer(component_name="Message")
class MessageShape(serializers.Serializer[object]):
    """A line of the chat; the same is sent into the call, on the topic `rooms.chat`."""

    id = serializers.CharField()
    number = serializers.IntegerField(
        help_text="Counts from 1 in each room; a page that sees a gap has missed a line."
    )
    text = serializers.CharField()
    sender = SenderShape()
    sent_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="MessageList")
class MessagePageShape(serializers.Serializer[object]):
    next = serializers.CharField(allow_null=True, help_text="Later messages.")
    previous = serializers.CharField(allow_null=True, help_text="Earlier messages.")
    results = MessageShape(many=True)


@extend_schema_serializer(component_name="NewMessage")
class NewMessageShape(serializers.Serializer[object]):
    text = serializers.CharField(
        max_length=ChatMessage.LONGEST_TEXT,
        help_text="Trimmed, control characters dropped; line breaks stay.",
    )
    client_key = serializers.UUIDField(
        required=False, help_text="The same from the same person again answers the first message."
    )
