"""The shape of consent in the API (docs/api.md), for the schema; `rooms.recordings.consent.document` fills it."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from rooms.models import ConsentWay, RecordingStatus

ANSWERS = [
    ("agreed", "They agreed"),
    ("declined", "They declined"),
    ("waiting", "They have not answered yet"),
]


@extend_schema_serializer(component_name="ConsentRecording")
class ConsentRecordingShape(serializers.Serializer[object]):
    id = serializers.CharField()
    status = serializers.ChoiceField(choices=RecordingStatus.choices)
    asked_until = serializers.DateTimeField(
        allow_null=True, help_text="So long answers are awaited; null where nobody is asked."
    )


@extend_schema_serializer(component_name="ConsentText")
class ConsentTextShape(serializers.Serializer[object]):
    """The words, to be shown as they are, and above them the title, which names who asks."""

    id = serializers.CharField()
    language = serializers.CharField()
    title = serializers.CharField()
    said_by_host = serializers.CharField(help_text="Words of the host's own, before ours; may be empty.")
    contains = serializers.CharField()
    seen_by = serializers.CharField()
    kept_until = serializers.CharField()
    if_declined = serializers.CharField()
    body = serializers.CharField(help_text="All of it but the title, as it is stored with an answer.")


@extend_schema_serializer(component_name="ConsentMine")
class ConsentMineShape(serializers.Serializer[object]):
    agree = serializers.BooleanField()
    at = serializers.DateTimeField()
    text_id = serializers.CharField()


@extend_schema_serializer(component_name="ConsentAnswer")
class ConsentAnswerShape(serializers.Serializer[object]):
    participant_id = serializers.CharField()
    name = serializers.CharField()
    answer = serializers.ChoiceField(choices=ANSWERS)
    way = serializers.ChoiceField(choices=ConsentWay.choices, allow_null=True)
    held_back = serializers.BooleanField(help_text="Inside without being seen or heard.")


@extend_schema_serializer(component_name="Consent")
class ConsentShape(serializers.Serializer[object]):
    required = serializers.BooleanField(  # type: ignore[assignment]
        help_text="Whether they have yet to answer."
    )
    recording = ConsentRecordingShape(allow_null=True, help_text="The one that runs, or is about to.")
    text = ConsentTextShape(allow_null=True, help_text="Null where there is nothing to ask or tell.")
    mine = ConsentMineShape(
        allow_null=True, help_text="Their newest answer to this recording, or when they were told."
    )
    held_back = serializers.BooleanField(help_text="They are not in the recording.")
    answers = ConsentAnswerShape(many=True, help_text="For practitioners; else empty.")


@extend_schema_serializer(component_name="ConsentToGive")
class AnswerShape(serializers.Serializer[object]):
    agree = serializers.BooleanField()
    text_id = serializers.CharField(help_text="`text.id` of what was shown.")
