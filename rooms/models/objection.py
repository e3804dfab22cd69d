from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import Role
from rooms.models.room import Room


class Objection(models.Model):
    """What somebody of the session says against its statement. Append only; `rooms.lifecycle` writes it.

    Whoever never came has no participant row, and may object all the same.
    """

    LONGEST_TEXT = 500

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="objections")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    user_ref = models.CharField(_("user reference"), max_length=64)
    name = models.CharField(_("name"), max_length=300)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT)
    made_at = models.DateTimeField(_("said"))
    forgotten_at = models.DateTimeField(
        _("forgotten"), null=True, blank=True, help_text=_("The text was removed with its author's name.")
    )

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="rooms_objection_has_text"),
        ]

    def __str__(self) -> str:
        return self.text
