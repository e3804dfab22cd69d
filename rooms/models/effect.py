from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


class Effect(models.Model):
    """The outbox: one thing that must still happen outside the database.

    Written by `rooms.effects` in the transaction that decides it. The unique key carries the occasion, so that
    deciding the same thing twice makes one row, and the second occasion makes another.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=200, unique=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, blank=True, related_name="effects")
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    expired = models.BooleanField(_("expired"), default=False)
    stripped_at = models.DateTimeField(
        _("emptied"), null=True, blank=True, help_text=_("Its payload is gone: ROOMS['INBOX_DAYS'].")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    #: From this many failed tries on an effect is called stuck; it is still tried.
    STUCK_AFTER = 10

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(done_at__isnull=True), name="rooms_effects_due"
            ),
            models.Index(
                fields=["done_at"],
                condition=models.Q(stripped_at__isnull=True, done_at__isnull=False),
                name="rooms_effects_to_strip",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_stuck(self) -> bool:
        return self.done_at is None and self.attempts >= self.STUCK_AFTER
