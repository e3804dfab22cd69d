"""What happened is looked at, never edited: the base of every admin for history."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    ModelAdmin = admin.ModelAdmin[Any]
else:
    TabularInline = admin.TabularInline
    ModelAdmin = admin.ModelAdmin


class ReadOnly:
    """Mixed into an inline or a ModelAdmin: view only."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HistoryInline(ReadOnly, TabularInline):
    """Rows of history on the page of a room."""

    extra = 0


class HistoryAdmin(ReadOnly, ModelAdmin):
    list_per_page = 50
    # Counting a whole ledger for "of 2,000,000" costs more than the page.
    show_full_result_count = False
