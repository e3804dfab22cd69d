"""The shapes of live streaming, for the schema."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from rooms.models import StreamStatus
from rooms.streaming.addresses import LONGEST_KEY, LONGEST_URL
from rooms.streaming.targets import LONGEST_NAME


@extend_schema_serializer(component_name="StreamError")
class StreamErrorShape(serializers.Serializer[object]):
    code = serializers.CharField()
    detail = serializers.CharField(help_text="Words for people.")


@extend_schema_serializer(component_name="StreamTarget")
class StreamTargetShape(serializers.Serializer[object]):
    """Where the room may be streamed to. Its key is never given out."""

    id = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField(help_text="The server, without the key.")
    status = serializers.ChoiceField(choices=StreamStatus.choices)
    error = StreamErrorShape(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="NewStreamTarget")
class NewStreamTargetShape(serializers.Serializer[object]):
    name = serializers.CharField(max_length=LONGEST_NAME)
    url = serializers.CharField(
        max_length=LONGEST_URL, help_text="`rtmp(s)://host/application`, without the key."
    )
    key = serializers.CharField(max_length=LONGEST_KEY, write_only=True, help_text="Never shown again.")


@extend_schema_serializer(component_name="StreamTargetList")
class StreamTargetListShape(serializers.Serializer[object]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = StreamTargetShape(many=True)
