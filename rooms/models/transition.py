from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import Status
from rooms.models.room import Room


class RoomTransition(models.Model):
    """One change of a room's status. Append only; written by `rooms.lifecycle` with the change itself."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="transitions")
    number = models.PositiveIntegerField(_("number"))
    from_status = models.CharField(_("from"), max_length=20, choices=Status.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Status.choices)
    at = models.DateTimeField(_("happened"))
    reason = models.CharField(_("why"), max_length=200)
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="rooms_transition_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.from_status or '-'} → {self.to_status}"
