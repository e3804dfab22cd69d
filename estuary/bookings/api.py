"""`GET /api/v1/bookings/{id}/`: the state of a booking, for the people of that booking."""

from datetime import UTC

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from estuary.bookings.keys import keys_of
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.bookings.views import signed_in
from rooms.exceptions import UnknownSubject


class BookingSerializer(serializers.Serializer[Booking]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=BookingState.choices)
    starts_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    ends_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    room_id = serializers.UUIDField(allow_null=True, source="get_room.pk", default=None)


class BookingView(APIView):
    @extend_schema(responses=BookingSerializer, operation_id="booking_retrieve")
    def get(self, request: Request, pk: str) -> Response:
        keys = keys_of([pk])
        booking = Booking.objects.of(signed_in(request)).with_details().filter(pk__in=keys).first()
        if booking is None:
            raise UnknownSubject(detail=_("There is no such booking."))
        return Response(BookingSerializer(booking).data)
