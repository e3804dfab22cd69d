from estuary.bookings.models.booking import Booking
from estuary.bookings.models.course import Course
from estuary.bookings.models.service import Practitioner, Service
from estuary.bookings.models.session import Session

__all__ = ["Booking", "Course", "Practitioner", "Service", "Session"]
