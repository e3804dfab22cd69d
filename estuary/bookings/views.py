"""Pages of people's own bookings."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from rest_framework.request import Request

from estuary.accounts.models import User
from estuary.bookings import agenda, changes, course_changes
from estuary.bookings.entry import Entry, entry_of
from estuary.bookings.forms import ChangeForm, MoveForm
from estuary.bookings.models import Booking, Practitioner
from estuary.bookings.rules import Action, get_actions
from estuary.bookings.sheets import sheet_for
from rooms.statement_page import Sheet


@login_required
def home(request: HttpRequest) -> HttpResponse:
    is_practitioner = Practitioner.objects.filter(user=signed_in(request)).exists()
    return redirect("today" if is_practitioner else "bookings")


class BookingsView(LoginRequiredMixin, TemplateView):
    template_name = "bookings/bookings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, at = signed_in(self.request), timezone.now()
        entries = agenda.coming_up(user, at)
        # The card with the filled button is what can be entered now or, failing that, first.
        next_entry = next((entry for entry in entries if entry.window is not None), None)
        later = [entry for entry in entries if entry is not next_entry]
        return super().get_context_data(
            next=next_entry, later=later, past=agenda.past(user, at), now=at, **kwargs
        )


class BookingView(LoginRequiredMixin, View):
    """One booking, and what its people may do with it."""

    http_method_names = ["get", "head", "post"]

    #: What each change says when it is done.
    DONE = {
        Action.CONFIRM: _("The booking is confirmed."),
        Action.MOVE: _("The booking has a new time."),
        Action.CANCEL: _("The booking is cancelled."),
        Action.CONFIRM_COURSE: _("All booked dates of the course are confirmed."),
        Action.CANCEL_COURSE: _("All dates of the course that are still to come are cancelled."),
        Action.COMPLETE: _("The booking is completed."),
        Action.MISSED: _("The booking is marked as missed."),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            bookings = Booking.objects.of(signed_in(request)).with_details()
            self.booking = get_object_or_404(bookings, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(MoveForm(initial=self._initial()))

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        wanted = Action(action)
        form = (MoveForm if wanted is Action.MOVE else ChangeForm)(request.POST)
        if not form.is_valid():
            return self._page(
                form if isinstance(form, MoveForm) else MoveForm(initial=self._initial()), status=422
            )
        try:
            if wanted not in self._entry_and_actions()[1]:
                raise changes.ChangeRefused("not_allowed", str(_("That is not possible any more.")))
            self._change(wanted, form)
        except changes.ChangeRefused as refused:
            if refused.code == "practitioner_busy" and isinstance(form, MoveForm):
                form.add_error(
                    "starts_at", refused.detail
                )  # beside the time that was chosen, which stays there
                return self._page(form, status=409)
            self.booking = Booking.objects.with_details().get(pk=pk)
            return self._page(MoveForm(initial=self._initial()), refused=refused, status=409)
        messages.success(request, str(self.DONE[wanted]))
        return redirect("booking", pk)

    def _change(self, action: Action, form: ChangeForm) -> None:
        pk, revision = self.booking.pk, form.cleaned_data["revision"]
        course = self.booking.session.course if self.booking.session else None
        shown = course_changes.Shown(pk, revision, form.cleaned_data["dates"])
        match action:
            case Action.CONFIRM:
                changes.confirm(pk, revision=revision)
            case Action.MOVE:
                changes.move(pk, form.cleaned_data["starts_at"], revision=revision, only_if_free=True)
            case Action.CANCEL:
                changes.cancel(pk, by=signed_in(self.request), revision=revision)
            case Action.COMPLETE:
                changes.complete(pk, revision=revision)
            case Action.MISSED:
                changes.mark_missed(pk, revision=revision)
            case Action.CONFIRM_COURSE if course is not None:
                course_changes.confirm_places(course, self.booking.client, shown=shown)
            case Action.CANCEL_COURSE if course is not None:
                by = signed_in(self.request)
                course_changes.cancel_places(course, self.booking.client, by=by, shown=shown)

    def _initial(self) -> dict[str, Any]:
        return {"revision": self.booking.revision, "starts_at": self.booking.starts_at}

    def _entry_and_actions(self) -> tuple[Entry, frozenset[Action]]:
        user, at = signed_in(self.request), timezone.now()
        [entry] = agenda.with_briefs([entry_of(self.booking, user, at)], user, at)
        return entry, get_actions(self.booking, leads=entry.leads, at=at)

    def _count_dates_to_come(self, entry: Entry) -> int:
        """Of the course: what "all" would cancel."""
        if entry.course is None:
            return 0
        return course_changes.to_come(entry.course, self.booking.client, entry.at).count()

    def _sheet(self, entry: Entry) -> Sheet | None:
        """Who was there when, once it is over. That of a session is for who leads it, and on a page of its own."""
        if entry.room is None or not entry.room.has_ended or (entry.leads and entry.session is not None):
            return None
        return sheet_for(entry, entry.room, signed_in(self.request), entry.at)

    def _page(
        self, move_form: MoveForm, *, refused: changes.ChangeRefused | None = None, status: int = 200
    ) -> HttpResponse:
        entry, actions = self._entry_and_actions()
        context = {
            "entry": entry,
            "booking": self.booking,
            "actions": {action.name.lower() for action in actions},
            "dates_to_come": self._count_dates_to_come(entry),
            "sheet": self._sheet(entry),
            "move_form": move_form,
            "refused": refused,
            "now": entry.at,
        }
        return render(self.request, "bookings/booking.html", context, status=status)


def signed_in(request: HttpRequest | Request) -> User:
    """The person who asks; only in views that demand a log-in."""
    if not isinstance(request.user, User):
        raise TypeError("This view needs somebody who is logged in.")
    return request.user
