"""What a page in the call reports of its own connection."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rooms import quality
from rooms.api.base import QualityThrottle, RoomsView, get_room
from rooms.api.refusals import refusals

#: A page that could not report for so long makes up for no more.
LONGEST_AGO = 900


def _measure(most: int, help_text: str) -> serializers.FloatField:
    return serializers.FloatField(
        required=False, allow_null=True, min_value=0, max_value=most, help_text=help_text
    )


@extend_schema_serializer(component_name="QualitySample")
class SampleShape(serializers.Serializer[object]):
    seconds_ago = serializers.FloatField(
        min_value=0, max_value=LONGEST_AGO, help_text="How long before this request it began."
    )
    seconds = serializers.FloatField(min_value=0, max_value=60, help_text="How long it lasted.")
    grade = serializers.ChoiceField(
        choices=quality.GRADES, default="unknown", help_text="LiveKit's word about the own participant."
    )
    rtt_ms = _measure(60_000, "There and back to LiveKit's server.")
    jitter_ms = _measure(60_000, "Of what was received.")
    sent_loss_percent = _measure(100, "Of the packets sent.")
    received_loss_percent = _measure(100, "Of the packets that should have come.")
    sent_kbps = _measure(1_000_000, "Kilobits a second.")
    received_kbps = _measure(1_000_000, "Kilobits a second.")


@extend_schema_serializer(component_name="QualityEvent")
class EventShape(serializers.Serializer[object]):
    kind = serializers.ChoiceField(choices=quality.EVENTS)
    seconds_ago = serializers.FloatField(min_value=0, max_value=LONGEST_AGO)


@extend_schema_serializer(component_name="QualityReport")
class ReportShape(serializers.Serializer[object]):
    visit_sid = serializers.RegexField(
        r"^[A-Za-z0-9_-]+\Z", max_length=64, help_text="The own participant's SID, from LiveKit's client."
    )
    batch = serializers.IntegerField(
        min_value=1,
        max_value=100_000,
        help_text="Counts from 1 for each connection; the same number again is not counted twice.",
    )
    samples = serializers.ListField(child=SampleShape(), max_length=30, default=list)
    events = serializers.ListField(child=EventShape(), max_length=20, default=list)


class Quality(RoomsView):
    """Report the quality of one's own connection: every half minute, and when leaving."""

    throttle_classes = [QualityThrottle]

    @extend_schema(
        operation_id="room_quality",
        request=ReportShape,
        responses={204: None, **refusals("not_a_participant", "not_allowed", "room_ended", changes=True)},
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        room = get_room(room_uuid)
        given = ReportShape(data=request.data)
        given.is_valid(raise_exception=True)
        quality.record_quality(room, str(request.user.pk), _report(given.validated_data, at=now), at=now)
        return Response(status=204)


def _report(given: dict[str, Any], *, at: datetime) -> quality.Report:
    now = round(at.timestamp())
    return quality.Report(
        visit_sid=given["visit_sid"],
        batch=given["batch"],
        samples=tuple(_sample(sample, now) for sample in given["samples"]),
        events=tuple(
            quality.Event(event["kind"], now - round(event["seconds_ago"])) for event in given["events"]
        ),
    )


def _sample(given: dict[str, Any], now: int) -> quality.Sample:
    """In whole numbers; losses in tenths of a percent."""
    measures = {
        "rtt_ms": given.get("rtt_ms"),
        "jitter_ms": given.get("jitter_ms"),
        "sent_loss": _tenths(given.get("sent_loss_percent")),
        "received_loss": _tenths(given.get("received_loss_percent")),
        "sent_kbps": given.get("sent_kbps"),
        "received_kbps": given.get("received_kbps"),
    }
    return quality.Sample(
        began=now - round(given["seconds_ago"]),
        seconds=max(1, round(given["seconds"])),
        grade=given["grade"],
        measures={metric: round(value) for metric, value in measures.items() if value is not None},
    )


def _tenths(percent: float | None) -> float | None:
    return None if percent is None else percent * 10
