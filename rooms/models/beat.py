from django.db import models
from django.utils.translation import gettext_lazy as _


class Beat(models.Model):
    """The last sign of life of a process kind: `worker`, and `livekit` (its last good reconcile).

    `since` is when the present unbroken run began: the worker's start, or LiveKit's return after an outage.
    """

    kind = models.CharField(_("kind"), max_length=40, primary_key=True)
    seen_at = models.DateTimeField(_("last seen"))
    since = models.DateTimeField(_("since"))
    is_down = models.BooleanField(_("down"), default=False)
    # When the latest outage was first noticed; kept when it is over.
    down_at = models.DateTimeField(_("found down"), null=True, blank=True)
    # LiveKit's clock minus ours, as last measured.
    ahead_seconds = models.FloatField(_("clock ahead (seconds)"), null=True, blank=True)

    class Meta:
        verbose_name = _("beat")
        verbose_name_plural = _("beats")

    def __str__(self) -> str:
        return self.kind
