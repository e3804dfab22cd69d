"""The shapes of recordings as things that are there (docs/api.md); `rooms.api.recordings_rendering` fills them."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from rooms.api.shapes import NoteShape
from rooms.models import RecordingEnd, RecordingStatus, RoomRecording, RoomType


@extend_schema_serializer(component_name="RecordingRoom")
class RecordingRoomShape(serializers.Serializer[object]):
    id = serializers.CharField()
    name = serializers.CharField()
    title = serializers.CharField()
    room_type = serializers.ChoiceField(choices=RoomType.choices)
    scheduled_start = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="RecordingRights")
class RecordingRightsShape(serializers.Serializer[object]):
    """What the person who asks may do now."""

    may_watch = serializers.BooleanField()
    may_download = serializers.BooleanField()
    may_manage = serializers.BooleanField(help_text="Share it.")
    may_delete = serializers.BooleanField(help_text="Not what runs, is being prepared, or is held.")


@extend_schema_serializer(component_name="Recording")
class RecordingShape(serializers.Serializer[object]):
    """One recording. `complete` is null until it was looked at; `error` says in words what is missing or went wrong."""

    id = serializers.CharField()
    room = RecordingRoomShape()
    status = serializers.ChoiceField(choices=RecordingStatus.choices)
    ended_by = serializers.ChoiceField(choices=RecordingEnd.choices, allow_null=True)
    complete = serializers.BooleanField(allow_null=True)
    error = NoteShape(allow_null=True)
    audio_only = serializers.BooleanField()
    requested_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    duration_seconds = serializers.FloatField(allow_null=True)
    size_bytes = serializers.IntegerField(allow_null=True)
    shared = serializers.BooleanField(help_text="With the people who have booked the session.")
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When it will be deleted.")
    legal_hold = serializers.BooleanField(help_text="It is kept whatever its date says.")
    me = RecordingRightsShape()


@extend_schema_serializer(component_name="RecordingList")
class RecordingPageShape(serializers.Serializer[object]):
    next = serializers.CharField(allow_null=True, help_text="Older ones.")
    previous = serializers.CharField(allow_null=True, help_text="Newer ones.")
    results = RecordingShape(many=True)


@extend_schema_serializer(component_name="RecordingChange")
class RecordingChangeShape(serializers.Serializer[object]):
    """One of the first two, or both."""

    shared = serializers.BooleanField(required=False, help_text="For practitioners.")
    legal_hold = serializers.BooleanField(required=False, help_text="For staff who may change recordings.")
    hold_reason = serializers.CharField(
        required=False, max_length=RoomRecording._meta.get_field("hold_reason").max_length
    )


@extend_schema_serializer(component_name="RecordingLinkRequest")
class LinkRequestShape(serializers.Serializer[object]):
    download = serializers.BooleanField(required=False, help_text="To be saved, not played.")


@extend_schema_serializer(component_name="RecordingLink")
class LinkShape(serializers.Serializer[object]):
    url = serializers.CharField(help_text="Works by itself, for whoever has it, until `expires_at`.")
    expires_at = serializers.DateTimeField()
