from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import Outcome
from rooms.models.room import Room


class OutcomeOverride(models.Model):
    """Staff decided what the outcome of a room is. Append only; the last one holds. `rooms.lifecycle` writes it."""

    LONGEST_REASON = 500

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="outcome_overrides")
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome.choices)
    previous = models.CharField(_("outcome before"), max_length=30, choices=Outcome.choices)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_by_name = models.CharField(_("decided by"), max_length=300)
    made_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision on the outcome")
        verbose_name_plural = _("decisions on the outcome")
        ordering = ["made_at", "pk"]
        permissions = [("override_outcome", "Can decide what the outcome of a room is")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="rooms_override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.previous} → {self.outcome}"
