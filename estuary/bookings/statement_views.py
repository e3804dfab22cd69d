"""Statements: who was there when, for who leads it, for a client about themselves, and for staff who may."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from estuary.accounts.models import User
from estuary.bookings import agenda
from estuary.bookings.entry import Entry
from estuary.bookings.forms import DatesForm, ObjectionForm
from estuary.bookings.models import Booking, Practitioner, Session
from estuary.bookings.sheets import is_part_of, sheet_for
from estuary.bookings.views import signed_in
from rooms import lifecycle
from rooms.api.base import ObjectionThrottle
from rooms.exceptions import RoomsError
from rooms.joining import look, role_in
from rooms.models import Room
from rooms.statement_page import exact_words, plus_minus_words


class StatementView(LoginRequiredMixin, View):
    """One statement, and what its people say against it."""

    http_method_names = ["get", "head", "post"]

    def find(self, user: User, pk: int, at: datetime) -> Entry:
        """What the statement is of.

        Raises:
            Http404: it is nothing of theirs.
        """
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(pk, ObjectionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ObjectionForm(request.POST)
        if not form.is_valid():
            return self._page(pk, form, status=422)
        user, at = signed_in(request), timezone.now()
        entry = self.find(user, pk, at)
        room = _room_of(entry)
        if not is_part_of(entry, user):
            raise Http404
        if not ObjectionThrottle().allow_request(request, self):  # type: ignore[arg-type]
            form.add_error(None, _("That was a lot at once. Wait a minute, then send it again."))
            return self._page(pk, form, status=429)
        try:
            _object(room, user, form.cleaned_data["text"], at)
        except RoomsError as error:
            form.add_error(None, str(error.detail))
            return self._page(pk, form, status=409)
        messages.success(request, _("Your objection stands beside the statement now."))
        return redirect(request.path)

    def _page(self, pk: int, form: ObjectionForm, *, status: int = 200) -> HttpResponse:
        user, at = signed_in(self.request), timezone.now()
        entry = self.find(user, pk, at)
        room = _room_of(entry)
        sheet = sheet_for(entry, room, user, at, page=self.request.GET.get("page"))
        may_decide = user.is_staff and user.has_perm("rooms.override_outcome")
        context = {
            "entry": entry,
            "room": room,
            "sheet": sheet,
            "form": form,
            "may_object": room.has_ended and is_part_of(entry, user),
            "may_decide": may_decide and room.has_ended,
            "now": at,
        }
        return render(self.request, "bookings/statement.html", context, status=status)


class BookingStatementView(StatementView):
    """Of an appointment; of a place in a session only to its client, about themselves."""

    def find(self, user: User, pk: int, at: datetime) -> Entry:
        bookings = Booking.objects.all() if may_read_all(user) else Booking.objects.of(user)
        booking = get_object_or_404(bookings.with_details(), pk=pk)
        leads = booking.client_id != user.pk
        if leads and booking.session is not None:
            raise Http404
        return Entry(booking, booking.session, leads, at)


class SessionStatementView(StatementView):
    """Of a group session, for who leads it."""

    def find(self, user: User, pk: int, at: datetime) -> Entry:
        sessions = Session.objects.all() if may_read_all(user) else Session.objects.led_by(user)
        session = get_object_or_404(sessions.with_details().with_numbers(), pk=pk)
        return Entry(None, session, True, at)


class StatementsView(LoginRequiredMixin, TemplateView):
    """A practitioner's statements of some days, with the sum of what is billed."""

    template_name = "bookings/statements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, at = signed_in(self.request), timezone.now()
        get_object_or_404(Practitioner, user=user)
        today = timezone.localdate(at)
        shown = {"first": today.replace(day=1), "last": today}
        form = DatesForm({**{name: str(day) for name, day in shown.items()}, **self.request.GET.dict()})
        if form.is_valid():
            shown = form.cleaned_data
        since, until = _midnight(shown["first"]), _midnight(shown["last"] + timedelta(days=1))
        entries = agenda.led_between(user, since, until, at) if form.is_valid() else []
        briefs = [entry.brief for entry in entries if entry.brief is not None]
        off_by = sum(brief.plus_minus_seconds for brief in briefs if not brief.is_exact)
        query = urlencode({"from": since.isoformat(), "to": until.isoformat()})
        return super().get_context_data(
            form=form,
            entries=entries,
            total=exact_words(sum(brief.together_seconds for brief in briefs)),
            plus_minus=plus_minus_words(off_by) if off_by else "",
            csv_url=f"{reverse('rooms_statements')}?{query}",
            now=at,
            **kwargs,
        )


def may_read_all(user: User) -> bool:
    """Staff are no part of a session: what they may read, the admin's permissions say."""
    return user.is_staff and user.has_perm("rooms.view_room")


def _room_of(entry: Entry) -> Room:
    if entry.room is None:
        raise Http404
    return entry.room


def _object(room: Room, user: User, text: str, at: datetime) -> None:
    outlook = look(user, room.subject_kind, room.subject_ref, at=at, room=room)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.record_objection(
            locked, outlook.person, user=user, role=role_in(room, outlook), text=text, at=at
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
