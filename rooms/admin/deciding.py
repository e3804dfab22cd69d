"""Staff decide what the outcome of rooms is; and what was given out and said about them, to be read."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rooms import lifecycle
from rooms.admin.columns import moment_of
from rooms.admin.history import HistoryInline, ModelAdmin
from rooms.exceptions import RoomsError
from rooms.host import get_host
from rooms.joining.outlook import person_of
from rooms.models import Objection, Outcome, OutcomeOverride, Room, StatementVersion


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=OutcomeOverride.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_("Everybody who may see the statement reads it, and the client of an appointment."),
    )


class DecidesOutcomes(ModelAdmin):
    """Mixed into the admin of rooms: the action, for those who may override outcomes."""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.override_outcome")

    @admin.action(description=_("Decide on the outcome…"), permissions=["decide"])
    def decide_outcome(self, request: HttpRequest, queryset: QuerySet[Room]) -> HttpResponse | None:
        """Bills hang on it, so it asks first, and for a reason."""
        form = DecisionForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Decide on outcomes?"),
                "rooms": list(queryset.filter(ended_at__isnull=False)),
                "form": form,
                "selected": request.POST.getlist("_selected_action"),
                "opts": self.opts,
            }
            return TemplateResponse(request, "rooms/admin/decide_outcome.html", context)
        decided = [room for room in queryset if self.decide(request, room, **form.cleaned_data)]
        if decided:
            words = ngettext(
                "The outcome of %d room was decided.", "The outcomes of %d rooms were decided.", len(decided)
            )
            self.message_user(request, words % len(decided), messages.SUCCESS)
        return None

    def decide(self, request: HttpRequest, room: Room, *, outcome: str, reason: str) -> bool:
        """Whether it was; if not, the page that follows says why."""
        name = person_of(get_host(), request.user).name
        try:
            with lifecycle.locked_room(pk=room.pk) as locked:
                made = lifecycle.override_outcome(
                    locked, outcome, reason=reason, by=request.user, by_name=name, at=timezone.now()
                )
        except RoomsError as error:
            self.message_user(request, f"{error.detail} ({room.name})", messages.ERROR)
            return False
        self.log_change(request, room, f"{made.previous} → {made.outcome}: {made.reason}")
        return True


class VersionInline(HistoryInline):
    model = StatementVersion
    fields = readonly_fields = ("number", "given_out", "why")
    ordering = ("-number",)
    given_out = staticmethod(moment_of(StatementVersion, "made_at"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("statement")


class OverrideInline(HistoryInline):
    model = OutcomeOverride
    fields = readonly_fields = ("previous", "outcome", "reason", "made_by_name", "decided")
    ordering = ("-made_at", "-pk")
    decided = staticmethod(moment_of(OutcomeOverride, "made_at"))


class ObjectionInline(HistoryInline):
    model = Objection
    fields = readonly_fields = ("name", "role", "text", "said")
    ordering = ("-made_at", "-pk")
    said = staticmethod(moment_of(Objection, "made_at"))
