"""Inbox, outbox and signs of life: where an operator looks when something does not happen."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms import effects
from rooms.admin.history import HistoryAdmin
from rooms.models import Beat, Effect, WebhookEvent


@admin.register(WebhookEvent)
class WebhookEventAdmin(HistoryAdmin):
    list_display = ["event", "room_name", "created_at", "received_at", "processed_at", "attempts", "error"]
    list_filter = ["event", ("processed_at", admin.EmptyFieldListFilter)]
    search_fields = ["=event_id", "room_name__startswith", "=room_sid"]
    date_hierarchy = "received_at"


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
class EffectAdmin(HistoryAdmin):
    list_display = ["kind", "room", "due_at", "attempts", "stuck", "last_error", "done_at"]
    list_filter = [_Waiting, "kind"]
    search_fields = ["key__icontains", "room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room"]
    actions = ["try_now"]

    def has_try_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_effect")

    @admin.display(boolean=True, description=_("stuck"))
    def stuck(self, effect: Effect) -> bool:
        return effect.is_stuck

    @admin.action(description=_("Try again now"), permissions=["try"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        effects.make_due(queryset, at=timezone.now())


@admin.register(Beat)
class BeatAdmin(HistoryAdmin):
    list_display = ["kind", "seen_at", "since", "is_down"]
