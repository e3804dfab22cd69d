"""The shapes of the API (design §5), for the schema; `rooms.api.rendering` fills them."""

from rest_framework import serializers

from rooms.models import EndReason, Outcome, Role, RoomType, Status, SubjectKind

CODES = [
    "not_authenticated",
    "not_a_participant",
    "booking_cancelled",
    "booking_not_confirmed",
    "removed",
    "not_allowed",
    "too_early",
    "consent_required",
    "room_full",
    "room_ended",
    "not_found",
]


class ErrorShape(serializers.Serializer[object]):
    code = serializers.CharField()
    detail = serializers.CharField()
    retry_at = serializers.DateTimeField(required=False)


class SubjectShape(serializers.Serializer[object]):
    kind = serializers.ChoiceField(choices=SubjectKind.choices)
    ref = serializers.CharField()


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


class MeShape(serializers.Serializer[object]):
    can_join = serializers.BooleanField()
    code = serializers.ChoiceField(choices=CODES, allow_null=True)
    detail = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    retry_at = serializers.DateTimeField(allow_null=True)
    name = serializers.CharField()
    participant_id = serializers.CharField(allow_null=True)
    removed = serializers.BooleanField()


class PersonShape(serializers.Serializer[object]):
    id = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    inside = serializers.BooleanField()


class RecordingStateShape(serializers.Serializer[object]):
    active = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)


class DialInShape(serializers.Serializer[object]):
    numbers = serializers.ListField(child=serializers.CharField())
    pin = serializers.CharField()


class RoomShape(serializers.Serializer[object]):
    """A room as one person sees it. `id`, `name` and `status` are null where the subject has no room."""

    id = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    room_type = serializers.ChoiceField(choices=RoomType.choices)
    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    end_reason = serializers.ChoiceField(choices=EndReason.choices, allow_null=True)
    ended_by_me = serializers.BooleanField()
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
    layout = serializers.ChoiceField(choices=["pip", "grid", "stage"])
    features = FeaturesShape()
    me = MeShape()
    people = PersonShape(many=True)
    recording = RecordingStateShape()
    dial_in = DialInShape(allow_null=True)
    return_url = serializers.CharField()
    server_time = serializers.DateTimeField()


class PermissionsShape(serializers.Serializer[object]):
    can_publish = serializers.BooleanField()
    can_publish_sources = serializers.ListField(child=serializers.CharField())
    can_subscribe = serializers.BooleanField()
    can_publish_data = serializers.BooleanField()
    can_record = serializers.BooleanField()
    can_moderate = serializers.BooleanField()


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


class ParticipantShape(serializers.Serializer[object]):
    id = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    inside = serializers.BooleanField()
    removed = serializers.BooleanField()
    first_joined_at = serializers.DateTimeField(allow_null=True)


class ParticipantPageShape(serializers.Serializer[object]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ParticipantShape(many=True)
