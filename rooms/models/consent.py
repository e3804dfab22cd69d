import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import ConsentWay
from rooms.models.participant import RoomParticipant
from rooms.models.recording import RoomRecording
from rooms.models.room import Room


class ConsentText(models.Model):
    """Words that people were asked with, exactly as they were shown. Append only: other words are another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(_("SHA-256 of language and text"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=20)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("first shown"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.body[:80]


class RecordingConsent(models.Model):
    """Who agreed, or did not, to which text when. Append only; the newest of a person to a recording holds.

    It outlives the recording: it also says that somebody was *not* to be recorded.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="consents")
    recording = models.ForeignKey(
        RoomRecording, on_delete=models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    #: As `recording`, kept when that is deleted.
    recording_ref = models.UUIDField(_("recording"), null=True, blank=True)
    participant = models.ForeignKey(RoomParticipant, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    agreed = models.BooleanField(_("agreed"))
    way = models.CharField(_("how"), max_length=10, choices=ConsentWay.choices)
    given_at = models.DateTimeField(_("when"))
    #: As the text says, of who was told before they came: what is recorded is kept no longer than any of these.
    kept_days = models.PositiveIntegerField(_("is kept (days)"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a recording")
        verbose_name_plural = _("answers to recordings")
        ordering = ["given_at", "pk"]
        indexes = [
            models.Index(fields=["room", "participant", "given_at"], name="rooms_consents_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {'agreed' if self.agreed else 'declined'}"
