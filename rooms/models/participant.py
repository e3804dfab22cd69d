import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import ParticipantKind, Role
from rooms.models.room import Room


class RoomParticipant(models.Model):
    """A person in a room. Only `rooms.attendance` writes it.

    Made when a token is minted, or when LiveKit reports an identity that we do not know. Being here does not
    mean having been inside: only a `Visit` does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="participants")
    kind = models.CharField(
        _("kind"), max_length=20, choices=ParticipantKind.choices, default=ParticipantKind.USER
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    user_ref = models.CharField(_("user reference"), max_length=64, blank=True)
    identity = models.CharField(_("LiveKit identity"), max_length=256)
    name = models.CharField(_("name"), max_length=300, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_client = models.BooleanField(
        _("has a booking"), default=False, help_text=_("Counts as the client's side for the outcome.")
    )
    seat_until = models.DateTimeField(_("seat held until"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("first inside"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last inside"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    barred_at = models.DateTimeField(
        _("booking withdrawn"),
        null=True,
        blank=True,
        help_text=_("Their booking on this session was cancelled; set and cleared by rooms.sync."),
    )
    held_back_at = models.DateTimeField(
        _("not in the recording"),
        null=True,
        blank=True,
        help_text=_("Since then they are inside without being published, while the recording runs."),
    )
    #: Of guests and phones, whose rights are not ours: what LiveKit let them do before they were last held back.
    permission_before = models.JSONField(null=True, blank=True, editable=False)
    share = models.FloatField(
        _("share of the session"),
        null=True,
        blank=True,
        help_text=_(
            "Of the planned time, 0 to 1; set when the statement is given out, and with each version."
        ),
    )
    quality = models.JSONField(_("quality"), default=dict, blank=True)
    forgotten_at = models.DateTimeField(
        _("forgotten"), null=True, blank=True, help_text=_("Since then nothing here says who it was.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["room", "identity"], name="rooms_identity_unique_in_room"),
            models.UniqueConstraint(
                fields=["room", "user_ref"],
                condition=~models.Q(user_ref=""),
                name="rooms_person_once_in_room",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def may_not_be_inside(self) -> bool:
        """Whoever appears inside all the same is put out, each time."""
        return self.removed_at is not None or self.barred_at is not None
