"""The shapes of statements in the API; `rooms.api.statement_rendering` fills them."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from rooms.api.quality_shapes import ReasonShape, SummaryShape
from rooms.api.shapes import SubjectShape
from rooms.models import EndReason, KnownBy, Medium, Objection, Outcome, OutcomeOverride, Role

SIDES = [
    ("practitioner", "Who leads the session"),
    ("client", "Who has a booking on it"),
    ("other", "Guests and phones; they never count"),
]
MEDIUMS = [*Medium.choices, ("mixed", "Both")]


@extend_schema_serializer(component_name="Confidence")
class ConfidenceShape(serializers.Serializer[object]):
    """How far the time that it stands beside can be relied on."""

    exact = serializers.BooleanField(help_text="Every end was reported, to the second.")
    plus_minus_seconds = serializers.FloatField(help_text="The truth is not further away than this.")
    ends = serializers.IntegerField(help_text="Joins and leaves that there are.")
    estimated_ends = serializers.IntegerField(help_text="Those that were not reported to the second.")


@extend_schema_serializer(component_name="Visit")
class VisitShape(serializers.Serializer[object]):
    joined_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)
    medium = serializers.ChoiceField(choices=Medium.choices)
    joined_known_by = serializers.ChoiceField(choices=KnownBy.choices)
    left_known_by = serializers.ChoiceField(choices=KnownBy.choices, allow_null=True)
    joined_precision_seconds = serializers.FloatField(help_text="±")
    left_precision_seconds = serializers.FloatField(help_text="±")
    precision_seconds = serializers.FloatField(help_text="Both together: ± of its length.")
    leave_reason = serializers.CharField(help_text="LiveKit's own word; may be empty.")
    quality = SummaryShape(allow_null=True, help_text="Null where its page reported nothing.")


class TimesShape(serializers.Serializer[object]):
    """What one person's visits come to."""

    total_seconds = serializers.FloatField()
    first_joined_at = serializers.DateTimeField(allow_null=True)
    last_left_at = serializers.DateTimeField(allow_null=True, help_text="Null while they are inside.")
    late_by_seconds = serializers.FloatField(
        allow_null=True, help_text="Null for who was never inside in the planned time."
    )
    left_early_by_seconds = serializers.FloatField(
        allow_null=True, help_text="Null also until the room has ended."
    )
    share = serializers.FloatField(
        allow_null=True,
        help_text="Of the planned time, 0 to 1, up to now; null where nothing was planned.",
    )
    medium = serializers.ChoiceField(choices=MEDIUMS, allow_null=True)
    confidence = ConfidenceShape()
    visits = VisitShape(many=True)


@extend_schema_serializer(component_name="Attendance")
class AttendanceShape(TimesShape):
    """One person who was inside."""

    id = serializers.CharField(help_text="As `participant_id` everywhere.")
    identity = serializers.CharField(help_text="LiveKit's.")
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    side = serializers.ChoiceField(choices=SIDES)


@extend_schema_serializer(component_name="Absent")
class AbsentShape(serializers.Serializer[object]):
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    side = serializers.ChoiceField(choices=SIDES)


@extend_schema_serializer(component_name="Override")
class OverrideShape(serializers.Serializer[object]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    previous = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    by = serializers.CharField(help_text="Name of the member of staff.")
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="MyOverride")
class MyOverrideShape(serializers.Serializer[object]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    previous = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(
        allow_null=True, help_text="Null in a session with several clients: it may be about another one."
    )
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="Objection")
class ObjectionShape(serializers.Serializer[object]):
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()


class HeadShape(serializers.Serializer[object]):
    """What a statement says of the room."""

    room = serializers.CharField()
    subject = SubjectShape()
    title = serializers.CharField()
    version = serializers.IntegerField(help_text="0 until it is final; a correction is the next.")
    final_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(
        choices=Outcome.choices, allow_null=True, help_text="The one that holds."
    )
    end_reason = serializers.ChoiceField(choices=EndReason.choices, allow_null=True)
    scheduled_start = serializers.DateTimeField(allow_null=True)
    scheduled_end = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    objections = ObjectionShape(many=True)


@extend_schema_serializer(component_name="Statement")
class StatementShape(HeadShape):
    ledger_outcome = serializers.ChoiceField(
        choices=Outcome.choices, allow_null=True, help_text="Without what staff decided."
    )
    took_place = serializers.BooleanField()
    together_seconds = serializers.FloatField(
        help_text="A practitioner and a client at the same moment: the billable time."
    )
    confidence = ConfidenceShape(help_text="Of `together_seconds`, and of all ends there are.")
    participants = AttendanceShape(many=True)
    absent = AbsentShape(
        many=True, help_text="Expected, and never inside; until `ended_at` is set: not there yet."
    )
    overrides = OverrideShape(many=True)
    quality_reasons = ReasonShape(many=True, help_text="Why the call was bad; empty where it was not.")


@extend_schema_serializer(component_name="MyStatement")
class MyStatementShape(HeadShape, TimesShape):
    """One's own times and objections; `first_joined_at` and `medium` are null for who was never inside."""

    overrides = MyOverrideShape(many=True, help_text="What staff decided about the outcome.")


@extend_schema_serializer(component_name="NewObjection")
class NewObjectionShape(serializers.Serializer[object]):
    text = serializers.CharField(max_length=Objection.LONGEST_TEXT, help_text="One sentence.")


@extend_schema_serializer(component_name="NewOverride")
class NewOverrideShape(serializers.Serializer[object]):
    outcome = serializers.ChoiceField(
        choices=Outcome.choices, help_text="`cancelled` only where that is the ledger's own."
    )
    reason = serializers.CharField(
        max_length=OutcomeOverride.LONGEST_REASON,
        help_text="For all who see the statement, and for the client of an appointment.",
    )
