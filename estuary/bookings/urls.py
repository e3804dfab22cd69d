from datetime import date

from django.urls import path, register_converter

from estuary.bookings.day_views import DayView
from estuary.bookings.rules import Action
from estuary.bookings.session_views import CourseView, SessionView
from estuary.bookings.statement_views import BookingStatementView, SessionStatementView, StatementsView
from estuary.bookings.views import BookingsView, BookingView, home


class DateConverter:
    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


class ActionConverter:
    regex = "|".join(sorted(Action, key=len, reverse=True))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DateConverter, "date")
register_converter(ActionConverter, "action")

urlpatterns = [
    path("", home, name="home"),
    path("bookings/", BookingsView.as_view(), name="bookings"),
    path("bookings/<int:pk>/", BookingView.as_view(http_method_names=["get", "head"]), name="booking"),
    path(
        "bookings/<int:pk>/<action:action>/",
        BookingView.as_view(http_method_names=["post"]),
        name="change-booking",
    ),
    path("bookings/<int:pk>/statement/", BookingStatementView.as_view(), name="booking-statement"),
    path("sessions/<int:pk>/statement/", SessionStatementView.as_view(), name="session-statement"),
    path("statements/", StatementsView.as_view(), name="statements"),
    path("sessions/<int:pk>/", SessionView.as_view(), name="session"),
    path("courses/<int:pk>/", CourseView.as_view(), name="course"),
    path("day/", DayView.as_view(), name="today"),
    path("day/<date:day>/", DayView.as_view(), name="day"),
]
