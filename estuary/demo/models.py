from django.db import models

from estuary.bookings.models import Booking, Session


class DemoSubject(models.Model):
    """Which booking or session stands for one of the demo's situations at present."""

    key = models.CharField(max_length=40, primary_key=True)
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, null=True, related_name="+")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(booking__isnull=False, session__isnull=True)
                | models.Q(booking__isnull=True, session__isnull=False),
                name="demo_booking_or_session",
            ),
        ]

    def __str__(self) -> str:
        return self.key
