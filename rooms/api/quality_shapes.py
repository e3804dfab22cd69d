"""What statements say of connections, for the schema; `rooms.quality` fills it."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from rooms import quality


def _mean(help_text: str) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, help_text=help_text)


@extend_schema_serializer(component_name="QualitySeconds")
class SecondsShape(serializers.Serializer[object]):
    good = serializers.IntegerField()
    fair = serializers.IntegerField()
    weak = serializers.IntegerField()
    lost = serializers.IntegerField()


class SpanShape(serializers.Serializer[object]):
    """From when until when; the name is a word of Python."""

    until = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field[object, object, object, object]]:
        return {"from": serializers.DateTimeField(), **super().get_fields()}


@extend_schema_serializer(component_name="QualityWorst")
class WorstShape(SpanShape):
    seconds = serializers.IntegerField(help_text="Weak or lost.")
    loss_percent = serializers.FloatField()
    rtt_ms = serializers.IntegerField()


@extend_schema_serializer(component_name="QualitySummary")
class SummaryShape(SpanShape):
    """A connection as its own page measured it."""

    level = serializers.ChoiceField(choices=quality.WORDS)
    seconds = serializers.IntegerField(help_text="Measured, in all.")
    levels = SecondsShape()
    rtt_ms = _mean("There and back to LiveKit's server.")
    jitter_ms = _mean("Of what was received.")
    loss_percent = _mean("The larger of both.")
    sent_loss_percent = _mean("Of the packets sent.")
    received_loss_percent = _mean("Of the packets that should have come.")
    sent_kbps = _mean("Kilobits a second.")
    received_kbps = _mean("Kilobits a second.")
    worst = WorstShape(allow_null=True)
    events = serializers.DictField(child=serializers.IntegerField(), help_text="How often each happened.")


@extend_schema_serializer(component_name="QualityEnding")
class EndingShape(serializers.Serializer[object]):
    code = serializers.ChoiceField(choices=quality.ENDINGS)
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="QualityReason")
class ReasonShape(SpanShape):
    """Whose network made the call bad."""

    code = serializers.ChoiceField(choices=quality.CODES)
    participant_id = serializers.CharField(allow_null=True, help_text="Null where it was everybody's.")
    name = serializers.CharField(allow_null=True)
    loss_percent = serializers.FloatField()
    rtt_ms = serializers.IntegerField()
    lost_seconds = serializers.IntegerField(help_text="In which nothing came through.")
    ending = EndingShape(allow_null=True, help_text="Null while it may go on.")
    title = serializers.CharField(help_text="Words for whoever asks, in their language.")
    text = serializers.CharField()
