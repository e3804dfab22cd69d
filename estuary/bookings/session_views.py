"""The people of a group session, and the dates of a course."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from estuary.bookings import agenda, changes, course_changes
from estuary.bookings.entry import Entry, entry_of
from estuary.bookings.models import Course, Session
from estuary.bookings.views import signed_in

#: People on one page of a session: a broadcast may have thousands.
PEOPLE_A_PAGE = 100


class SessionView(LoginRequiredMixin, TemplateView):
    """A group session, for the practitioners who lead it: who booked, who is inside, who came."""

    template_name = "bookings/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, at = signed_in(self.request), timezone.now()
        session = get_object_or_404(
            Session.objects.led_by(user).with_details().with_numbers(), pk=kwargs["pk"]
        )
        search = self.request.GET.get("search", "").replace("\0", "").strip()
        places = session.bookings.select_related("client").order_by("client__name", "pk").with_presence()
        if search:
            places = places.of_clients_named(search)
        page = Paginator(places, PEOPLE_A_PAGE).get_page(self.request.GET.get("page"))
        for place in page:
            place.session = session  # what its line says comes from the session, which is here already
        return super().get_context_data(
            entry=agenda.with_briefs([Entry(None, session, True, at)], user, at)[0],
            page=page,
            people=[entry_of(place, user, at) for place in page],
            search=search,
            may_search=bool(search) or page.paginator.count > PEOPLE_A_PAGE,
            now=at,
            **kwargs,
        )


class CourseView(LoginRequiredMixin, TemplateView):
    """A course with its dates: to a client their own places, to who leads it the sessions with their numbers."""

    template_name = "bookings/course.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, at = signed_in(self.request), timezone.now()
        course = get_object_or_404(
            Course.objects.of(user)
            .select_related("service__practitioner__user")
            .prefetch_related("service__additional_practitioners__user"),
            pk=kwargs["pk"],
        )
        entries = agenda.of_course(course, user, at)
        ahead = [entry for entry in entries if entry.booking and entry.starts_at and entry.starts_at > at]
        return super().get_context_data(
            course=course,
            entries=entries,
            leads=any(entry.leads for entry in entries),
            # "Cancel all" is pressed on the next date that can be cancelled; the owner finds the others.
            cancelable=next((entry.booking for entry in ahead if entry.state in changes.OPEN), None),
            dates_to_come=course_changes.to_come(course, user, at).count(),
            now=at,
            **kwargs,
        )
