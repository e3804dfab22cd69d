"""Inbox, outbox and signs of life: where an operator looks when something does not happen."""

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from rooms import effects
from rooms.admin.columns import LETTERS, OfRoom, moment, moment_of, two_lines
from rooms.admin.history import HistoryAdmin
from rooms.models import Beat, Effect, WebhookEvent, given_up


class _Handled(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, object]]:  # type: ignore[override]
        return [
            ("waiting", _("waiting")),
            ("failing", _("failing")),
            ("left-out", _("not in the statement")),
            ("done", _("done")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WebhookEvent]) -> QuerySet[WebhookEvent]:
        match self.value():
            case "waiting":
                return queryset.filter(processed_at__isnull=True)
            case "failing":
                return queryset.filter(processed_at__isnull=True, attempts__gt=0)
            case "left-out":
                return queryset.filter(given_up(at=timezone.now()))
            case "done":
                return queryset.filter(processed_at__isnull=False)
        return queryset


@admin.register(WebhookEvent)
class WebhookEventAdmin(HistoryAdmin):
    list_display = ["what", "times", moment_of(WebhookEvent, "processed_at"), "tries"]
    list_filter = [_Handled, "event"]
    search_fields = ["=event_id", "room_name__startswith", "=room_sid"]
    date_hierarchy = "received_at"
    ordering = ["-received_at", "-pk"]

    @admin.display(description=_("event"), ordering="event")
    def what(self, event: WebhookEvent) -> SafeString:
        return two_lines(event.event, event.room_name)

    @admin.display(description=_("happened"), ordering="received_at")
    def times(self, event: WebhookEvent) -> SafeString:
        return two_lines(moment(event.created_at), moment(event.received_at))

    @admin.display(description=_("attempts"), ordering="attempts")
    def tries(self, event: WebhookEvent) -> SafeString:
        left_out = _("not in the statement") if event.is_given_up(at=timezone.now()) else ""
        return two_lines(event.attempts, left_out, Truncator(event.error).chars(LETTERS))


class _Waiting(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, object]]:  # type: ignore[override]
        return [("waiting", _("waiting")), ("stuck", _("stuck")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Effect]) -> QuerySet[Effect]:
        match self.value():
            case "waiting":
                return queryset.filter(done_at__isnull=True)
            case "stuck":
                return queryset.filter(done_at__isnull=True, attempts__gte=Effect.STUCK_AFTER)
            case "done":
                return queryset.filter(done_at__isnull=False)
        return queryset


@admin.register(Effect)
class EffectAdmin(OfRoom, HistoryAdmin):
    list_display = [
        "kind",
        "of_room",
        moment_of(Effect, "due_at"),
        moment_of(Effect, "done_at"),
        "stuck",
        "tries",
    ]
    list_filter = [_Waiting, "kind"]
    search_fields = ["key__icontains", "room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room"]
    # What still waits first.
    ordering = [F("done_at").desc(nulls_first=True), "due_at", "pk"]
    actions = ["try_now"]

    def has_try_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_effect")

    @admin.display(boolean=True, description=_("stuck"))
    def stuck(self, effect: Effect) -> bool:
        return effect.is_stuck

    @admin.display(description=_("attempts"), ordering="attempts")
    def tries(self, effect: Effect) -> SafeString:
        return two_lines(effect.attempts, Truncator(effect.last_error).chars(LETTERS))

    @admin.action(description=_("Try again now"), permissions=["try"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        effects.make_due(queryset, at=timezone.now())


@admin.register(Beat)
class BeatAdmin(HistoryAdmin):
    list_display = ["kind", moment_of(Beat, "seen_at"), moment_of(Beat, "since"), "is_down"]
