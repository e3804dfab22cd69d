from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


class VersionReason(models.TextChoices):
    FINAL = "final", _("It was over")
    EVIDENCE = "evidence", _("Better evidence")
    OVERRIDE = "override", _("Staff decided")


class StatementVersion(models.Model):
    """A statement as it was given out. Append only; written by `rooms.lifecycle` with what changed it."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="statement_versions")
    number = models.PositiveIntegerField(_("number"), help_text=_("Counts from 1, the first that was final."))
    made_at = models.DateTimeField(_("made"))
    statement = models.JSONField(_("statement"), help_text=_("See rooms.statement.storage."))
    why = models.CharField(_("why"), max_length=20, choices=VersionReason.choices)

    class Meta:
        verbose_name = _("version of the statement")
        verbose_name_plural = _("versions of the statement")
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="rooms_statement_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
