from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """How often something happened, over all processes and restarts. Only `rooms.tallies` writes it."""

    name = models.CharField(_("name"), max_length=40)
    label = models.CharField(_("label"), max_length=40, blank=True)
    value = models.PositiveBigIntegerField(_("times"), default=0)
    updated_at = models.DateTimeField(_("last"), auto_now=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        ordering = ["name", "label"]
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="rooms_one_tally_a_label")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}".rstrip()
