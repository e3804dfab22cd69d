"""Answers to recordings for operators: who agreed to which text when, also who was only told. To be read, no more."""

from django.contrib import admin
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from rooms.admin.columns import LETTERS, OfRoom, moment_of
from rooms.admin.history import HistoryAdmin
from rooms.admin.search import Searchable, in_room_of, person_named
from rooms.models import ConsentText, RecordingConsent, RoomParticipant


@admin.register(RecordingConsent)
class RecordingConsentAdmin(Searchable, OfRoom, HistoryAdmin):
    list_display = ["person", "of_room", "agreed", "way", moment_of(RecordingConsent, "given_at"), "words"]
    list_filter = ["agreed", "way", "room__room_type"]
    search_fields = ["recording_ref"]
    search_help_text = _("Person (name, e-mail or user reference), booking or session number, LiveKit name")
    list_select_related = ["room", "participant", "text"]
    date_hierarchy = "given_at"
    ordering = ["-given_at", "-pk"]

    def found_by(self, words: str) -> Q:
        people = RoomParticipant.objects.filter(person_named(words)).values("pk")
        return Q(participant__in=people) | in_room_of(words)

    @admin.display(description=_("participant"), ordering="participant__name")
    def person(self, row: RecordingConsent) -> str:
        return str(row.participant)

    @admin.display(description=_("text"))
    def words(self, row: RecordingConsent) -> str:
        return Truncator(row.text.body).chars(LETTERS)


@admin.register(ConsentText)
class ConsentTextAdmin(HistoryAdmin):
    list_display = ["words", "language", moment_of(ConsentText, "created_at")]
    list_filter = ["language"]
    search_fields = ["body"]
    ordering = ["-created_at"]

    @admin.display(description=_("text"), ordering="body")
    def words(self, text: ConsentText) -> str:
        return Truncator(text.body).chars(LETTERS)
