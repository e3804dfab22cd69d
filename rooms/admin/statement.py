"""The page "Statement" of a room: who was there when, what was said since, and where staff decide otherwise."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from rooms.admin.deciding import DecidesOutcomes, DecisionForm
from rooms.models import EndReason, Room
from rooms.statement_page import Sheet, sheet_of


class StatementPages(DecidesOutcomes):
    """Mixed into the admin of rooms."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.statement_view)
        return [path("<path:object_id>/statement/", page, name="rooms_room_statement"), *super().get_urls()]

    def statement_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        room: Room | None = self.get_object(request, object_id)
        if room is None:
            raise Http404
        sheet = sheet_of(room, at=timezone.now(), page=request.GET.get("page"))
        form = None
        if self.has_decide_permission(request) and room.has_ended and room.end_reason != EndReason.MOVED:
            data = request.POST if request.method == "POST" else None
            form = DecisionForm(data, initial={"outcome": sheet.statement.outcome})
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid():
                self.decide(request, room, **form.cleaned_data)
                return redirect("admin:rooms_room_statement", object_id)
        return self._page(request, room, sheet, form)

    def _page(
        self, request: HttpRequest, room: Room, sheet: Sheet, form: DecisionForm | None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Statement"),
            "subtitle": str(room),
            "opts": self.opts,
            "room": room,
            "sheet": sheet,
            "form": form,
        }
        return TemplateResponse(request, "rooms/admin/statement.html", context)
