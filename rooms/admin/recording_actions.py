"""What operators do with recordings; each asks first, and is written down."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rooms.admin.history import ModelAdmin
from rooms.exceptions import RoomsError
from rooms.models import DeletionReason, RoomRecording
from rooms.recordings import purging, retention, sharing
from rooms.searching import UnknownUser, find_user


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For whoever asks why it is there.")
    )


class NameForm(forms.Form):
    user = forms.CharField(label=_("Person"), help_text=_("E-mail address, log-in name or primary key."))

    def clean_user(self) -> Any:
        try:
            return find_user(self.cleaned_data["user"].strip())
        except UnknownUser as error:
            raise forms.ValidationError(str(error)) from error


class RecordingActions(ModelAdmin):
    """Mixed into the admin of recordings."""

    actions = ["hold", "release", "delete_recordings", "name_somebody", "name_nobody"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would leave the object
        return actions

    def has_hold_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_roomrecording")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.delete_roomrecording")

    def has_name_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.add_recordingaccess")

    @admin.action(description=_("Hold for legal reasons…"), permissions=["hold"])
    def hold(self, request: HttpRequest, queryset: QuerySet[RoomRecording]) -> HttpResponse | None:
        """Nobody deletes it until that is taken back, whatever its date says."""
        form = HoldForm(request.POST if "confirmed" in request.POST else None)
        warning = _("They are kept until the hold is taken back, whatever their date says and whoever asks.")
        if not form.is_valid():
            return self._asked(request, queryset, "hold", _("Hold recordings?"), warning, _("Hold"), form)
        reason, by_ref = form.cleaned_data["reason"], str(request.user.pk)

        def hold_one(recording: RoomRecording) -> None:
            retention.set_hold(recording.pk, True, reason=reason, by_ref=by_ref)

        self._done(request, queryset, hold_one, f"held: {reason}")
        return None

    @admin.action(description=_("Take the hold back…"), permissions=["hold"])
    def release(self, request: HttpRequest, queryset: QuerySet[RoomRecording]) -> HttpResponse | None:
        warning = _("Where the date of deletion has gone by, they are deleted within seconds.")
        if "confirmed" not in request.POST:
            title = _("Take the hold back?")
            return self._asked(request, queryset, "release", title, warning, _("Take it back"))
        by_ref = str(request.user.pk)
        self._done(
            request, queryset, lambda one: retention.set_hold(one.pk, False, by_ref=by_ref), "hold taken back"
        )
        return None

    @admin.action(description=_("Delete…"), permissions=["erase"])
    def delete_recordings(
        self, request: HttpRequest, queryset: QuerySet[RoomRecording]
    ) -> HttpResponse | None:
        warning = _("The files are deleted, too. This cannot be undone.")
        if "confirmed" not in request.POST:
            title = _("Delete recordings?")
            return self._asked(request, queryset, "delete_recordings", title, warning, _("Delete now"))
        by_ref, now = str(request.user.pk), timezone.now()

        def erase(recording: RoomRecording) -> None:
            purging.request(recording.pk, reason=DeletionReason.REQUESTED, by_ref=by_ref, at=now)

        # The worker does it, one by one: a page must not hang on a storage, and these may be many.
        if self._done(request, queryset, erase, "to be deleted"):
            words = _(
                "Nobody sees them any more. Their files go within seconds, or as soon as the storage answers."
            )
            self.message_user(request, words)
        return None

    @admin.action(description=_("Let somebody watch…"), permissions=["name"])
    def name_somebody(self, request: HttpRequest, queryset: QuerySet[RoomRecording]) -> HttpResponse | None:
        return self._name(request, queryset, "name_somebody", _("Let somebody watch?"), _("Let them watch"))

    @admin.action(description=_("Let somebody watch no longer…"), permissions=["name"])
    def name_nobody(self, request: HttpRequest, queryset: QuerySet[RoomRecording]) -> HttpResponse | None:
        return self._name(request, queryset, "name_nobody", _("No longer?"), _("No longer"))

    def _name(
        self, request: HttpRequest, queryset: QuerySet[RoomRecording], action: str, title: Any, button: Any
    ) -> HttpResponse | None:
        form = NameForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            warning = _(
                "They find it in their list of recordings. That they were named for it is written down."
            )
            return self._asked(request, queryset, action, title, warning, button, form)
        user, by_ref, now = form.cleaned_data["user"], str(request.user.pk), timezone.now()

        def name(recording: RoomRecording) -> None:
            if action == "name_somebody":
                sharing.name(recording.pk, user, by_ref=by_ref, at=now)
            else:
                sharing.unname(recording.pk, user)

        self._done(request, queryset, name, f"{action}: user {user.pk}")
        return None

    def _asked(
        self,
        request: HttpRequest,
        queryset: QuerySet[RoomRecording],
        action: str,
        title: Any,
        warning: Any,
        button: Any,
        form: forms.Form | None = None,
    ) -> HttpResponse:
        """The page that asks, before anything is done."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "warning": warning,
            "button": button,
            "action": action,
            "recordings": list(queryset.select_related("room")),
            "form": form,
            "selected": request.POST.getlist("_selected_action"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "rooms/admin/confirm_recordings.html", context)

    def _done(
        self,
        request: HttpRequest,
        queryset: QuerySet[RoomRecording],
        do: Callable[[RoomRecording], object],
        logged: str,
    ) -> int:
        """Each by itself: what is refused is said, and the others are done. Returns how many."""
        count = 0
        for recording in list(queryset.select_related("room")):
            try:
                do(recording)
            except RoomsError as error:
                self.message_user(request, f"{error.detail} ({recording.room.name})", messages.ERROR)
            else:
                count += 1
                self.log_change(request, recording, logged)
        if count:
            words = ngettext("Done for %d recording.", "Done for %d recordings.", count) % count
            self.message_user(request, words, messages.SUCCESS)
        return count
