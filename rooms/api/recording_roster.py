"""`GET /api/v1/recording-roster/`: whom the page that is recorded shows."""

from typing import cast

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.api.base import RoomsView
from rooms.api.egress_token import EgressAuthentication, IsEgress
from rooms.api.refusals import refusals
from rooms.models import Role, RoomType
from rooms.record_page import EgressPass, Roster, roster_for


@extend_schema_serializer(component_name="RosterRoom")
class RosterRoomShape(serializers.Serializer[object]):
    title = serializers.CharField(help_text="Empty where the host gave none.")
    room_type = serializers.ChoiceField(choices=RoomType.choices)


@extend_schema_serializer(component_name="PersonToRecord")
class PersonToRecordShape(serializers.Serializer[object]):
    identity = serializers.CharField(help_text="LiveKit's.")
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    in_recording = serializers.BooleanField(
        help_text="False: neither shown nor heard, because they have not agreed to it (yet)."
    )


@extend_schema_serializer(component_name="RecordingRoster")
class RecordingRosterShape(serializers.Serializer[object]):
    room = RosterRoomShape()
    people = PersonToRecordShape(many=True)


class RecordingRoster(RoomsView):
    """Who may be seen and heard in the recording of a room. Only for the token of an egress, which names the room."""

    authentication_classes = [EgressAuthentication]
    permission_classes = [IsEgress]

    @extend_schema(
        operation_id="recording_roster",
        responses={200: RecordingRosterShape, **refusals("room_ended", "livekit_unavailable")},
    )
    def get(self, request: Request) -> Response:
        roster = roster_for(cast(EgressPass, request.auth))
        return Response(_rendered(roster), headers={"Cache-Control": "no-store"})


def _rendered(roster: Roster) -> dict[str, object]:
    return {
        "room": {"title": roster.title, "room_type": roster.room_type},
        "people": [
            {
                "identity": person.identity,
                "name": person.name,
                "role": person.role,
                "in_recording": person.in_recording,
            }
            for person in roster.people
        ],
    }
