"""The defaults of rooms to come: what an operator sets, checked in words."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rooms.admin.history import ModelAdmin
from rooms.models import RoomTemplate, RoomType

if TYPE_CHECKING:
    TemplateModelForm = forms.ModelForm[RoomTemplate]
else:
    TemplateModelForm = forms.ModelForm

#: Who loads the page again must find the room that they left, also on a slow line.
SHORTEST_TIMEOUT = 30


class TemplateForm(TemplateModelForm):
    """Attributes:
    becomes_default: the mark of the default moves here from another template when this one is saved; until then
        it stays off, because a type has one default.
    """

    becomes_default = False

    def clean_empty_timeout(self) -> int | None:
        seconds: int | None = self.cleaned_data["empty_timeout"]
        if seconds is not None and seconds < SHORTEST_TIMEOUT:
            raise ValidationError(
                _(
                    "At least %(seconds)d seconds: who loads the page again must find the room that they left."
                ),
                code="too_short",
                params={"seconds": SHORTEST_TIMEOUT},
            )
        return seconds

    def clean_is_default(self) -> bool:
        wanted: bool = self.cleaned_data["is_default"]
        if self.instance.pk and "is_default" in self.changed_data and not wanted:
            raise ValidationError(
                _(
                    "Rooms are made from the default of their type. Mark another template as the default; "
                    "this one loses the mark by that."
                ),
                code="no_default",
            )
        self.becomes_default = wanted and "is_default" in self.changed_data
        return wanted and not self.becomes_default

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        room_type = cleaned.get("room_type") or self.instance.room_type
        seats = cleaned.get("max_participants")
        if room_type == RoomType.INDIVIDUAL and seats is not None and seats < 2:
            self.add_error(
                "max_participants",
                ValidationError(_("Two at least: the practitioner and the client."), code="too_few"),
            )
        return cleaned


@admin.register(RoomTemplate)
class RoomTemplateAdmin(ModelAdmin):
    form = TemplateForm
    list_display = [
        "name",
        "room_type",
        "is_default",
        "max_participants",
        "extra_seats",
        "recording",
        "waiting_room",
        "chat",
        "empty_timeout",
        "close_rule",
    ]
    list_filter = ["room_type", "is_default"]
    search_fields = ["name"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "room_type", "is_default"],
                "description": _(
                    "A room copies its template when it is made. What you change here holds for new rooms; "
                    "those that exist stay as they are."
                ),
            },
        ),
        (_("Seats"), {"fields": ["max_participants", "extra_seats", "waiting_room"]}),
        (_("In the room"), {"fields": ["chat", "questions", "participant_screen_share"]}),
        (
            _("Recording"),
            {
                "fields": [
                    "recording",
                    "recording_consent",
                    "recording_audio_only",
                    "recording_days",
                    "streaming",
                ]
            },
        ),
        (_("End"), {"fields": ["close_rule", "empty_timeout"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: RoomTemplate | None = None) -> list[str]:
        # Another type would leave the first one without its default, and its rooms with a strange template.
        return ["room_type"] if obj is not None else []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Templates are deleted one by one: the default of a type is not, and a list cannot say so for each."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: RoomTemplate | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_default)

    def save_model(
        self, request: HttpRequest, obj: RoomTemplate, form: "forms.ModelForm[RoomTemplate]", change: bool
    ) -> None:
        if isinstance(form, TemplateForm) and form.becomes_default:
            former = RoomTemplate.objects.filter(room_type=obj.room_type, is_default=True).exclude(pk=obj.pk)
            for template in former:
                self.message_user(
                    request,
                    _("“%(name)s” is not the default any more.") % {"name": template.name},
                    messages.WARNING,
                )
            former.update(is_default=False)
            obj.is_default = True
        super().save_model(request, obj, form, change)
