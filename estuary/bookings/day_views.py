"""The practitioner's day."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from estuary.bookings import agenda
from estuary.bookings.views import signed_in


class DayView(LoginRequiredMixin, TemplateView):
    template_name = "bookings/day.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        today = timezone.localdate(at)
        day: date = kwargs.pop("day", today)
        try:
            neighbours = {"previous": day - timedelta(days=1), "next": day + timedelta(days=1)}
            entries = agenda.with_people_inside(agenda.on_day(signed_in(self.request), day, at))
        except OverflowError as error:
            raise Http404 from error
        # The line "now" stands before the first entry that is still to start.
        before = [entry for entry in entries if entry.starts_at is None or entry.starts_at <= at]
        return super().get_context_data(
            day=day,
            today=today,
            is_today=day == today,
            entries=entries,
            before=before,
            after=entries[len(before) :],
            over=sum(entry.is_past or entry.state in {"completed", "no_show"} for entry in entries),
            now=at,
            **neighbours,
            **kwargs,
        )
