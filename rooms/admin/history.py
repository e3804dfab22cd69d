"""What happened is looked at, never edited: the base of every admin for history."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    ModelAdmin = admin.ModelAdmin[Any]
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    TabularInline = admin.TabularInline
    ModelAdmin = admin.ModelAdmin
    InlineFormSet = BaseInlineFormSet

#: Rows of one kind on a room's page; the lists of their own have the rest.
ON_A_ROOM_S_PAGE = 50


class ReadOnly:
    """Mixed into an inline or a ModelAdmin: view only."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FirstRows(InlineFormSet):
    """Not more rows than a page can hold: a broadcast has thousands."""

    _rows: list[Any] | None = None

    def get_queryset(self) -> Any:
        if self._rows is None:  # the formset looks them up by position, again and again
            self._rows = list(super().get_queryset()[:ON_A_ROOM_S_PAGE])
        return self._rows


class HistoryInline(ReadOnly, TabularInline):
    """Rows of history on the page of a room; the inline's own order says which ones come first."""

    extra = 0
    formset = FirstRows
    template = "rooms/admin/history_rows.html"


class HistoryAdmin(ReadOnly, ModelAdmin):
    list_per_page = 50
    # Counting a whole ledger for "of 2,000,000" costs more than the page.
    show_full_result_count = False
