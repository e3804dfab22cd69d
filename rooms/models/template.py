from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import CloseRule, ConsentRule, RecordingPolicy, RoomType, WaitingRoom


class RoomTemplate(models.Model):
    """The defaults for rooms of one type. A room copies them when it is made; later changes concern new rooms."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    room_type = models.CharField(_("room type"), max_length=20, choices=RoomType.choices)
    is_default = models.BooleanField(_("default for its type"), default=False)
    max_participants = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    extra_seats = models.PositiveIntegerField(
        _("extra seats"), default=0, help_text=_("For guests and phones, beyond the seats above.")
    )
    recording = models.CharField(
        _("recording"),
        max_length=20,
        choices=RecordingPolicy.choices,
        blank=True,
        default=RecordingPolicy.OFF,
    )
    recording_consent = models.CharField(
        _("consent to recording"), max_length=10, choices=ConsentRule.choices, default=ConsentRule.ASK
    )
    recording_audio_only = models.BooleanField(_("record sound only"), default=False)
    recording_days = models.PositiveIntegerField(
        _("recordings are kept (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: ROOMS['RECORDING_DAYS']."),
    )
    streaming = models.BooleanField(
        _("may be streamed live"),
        default=False,
        help_text=_(
            "To YouTube, Facebook or any RTMP server; never where everyone is asked before a recording."
        ),
    )
    waiting_room = models.CharField(
        _("waiting room"), max_length=20, choices=WaitingRoom.choices, default=WaitingRoom.OFF
    )
    chat = models.BooleanField(_("chat"), default=False)
    questions = models.BooleanField(_("questions"), default=False)
    participant_screen_share = models.BooleanField(
        _("participants may share their screen"),
        default=True,
        help_text=_("Practitioners always may; viewers never."),
    )
    close_rule = models.CharField(
        _("closes"), max_length=20, choices=CloseRule.choices, blank=True, default=CloseRule.FOLLOW
    )
    empty_timeout = models.PositiveIntegerField(
        _("empty time-out (seconds)"),
        null=True,
        blank=True,
        help_text=_("Empty: ROOMS['EMPTY_TIMEOUT']."),
    )

    class Meta:
        verbose_name = _("room template")
        verbose_name_plural = _("room templates")
        ordering = ["room_type", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["room_type"],
                condition=models.Q(is_default=True),
                name="rooms_one_default_template_per_type",
            ),
        ]

    def __str__(self) -> str:
        return self.name
