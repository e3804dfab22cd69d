from typing import cast

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estuary.bookings.queries import ServiceQuerySet
from rooms.host import RoomTypeName
from rooms.models import ConsentRule, RoomType, WaitingRoom


class Practitioner(models.Model):
    """Somebody who offers services; their name is the one of their account."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="practitioner",
        verbose_name=_("person"),
    )
    profession = models.CharField(_("profession"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")
        ordering = ["user__name"]

    def __str__(self) -> str:
        return self.user.name


class ServiceKind(models.TextChoices):
    SESSION = "session", pgettext_lazy("kind of service", "Session")
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    WEBINAR = "webinar", _("Webinar")
    BROADCAST = "broadcast", _("Broadcast")


#: The room that a kind of service has, unless the service says otherwise.
ROOM_TYPES: dict[str, RoomTypeName] = {
    ServiceKind.SESSION: "individual",
    ServiceKind.WORKSHOP: "group",
    ServiceKind.COURSE: "webinar",
    ServiceKind.WEBINAR: "webinar",
    ServiceKind.BROADCAST: "broadcast",
}


class Service(models.Model):
    """What a practitioner offers. A `session` is booked directly, every other kind by its group sessions."""

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=ServiceKind.choices)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="services", verbose_name=_("practitioner")
    )
    additional_practitioners = models.ManyToManyField(
        Practitioner,
        blank=True,
        related_name="assisted_services",
        verbose_name=_("additional practitioners"),
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration (minutes)"), default=50, validators=[MinValueValidator(1)]
    )
    # What the service wishes for its room; an empty value leaves it to the template of the room's type.
    room_type = models.CharField(
        _("room type"),
        max_length=20,
        choices=RoomType.choices,
        blank=True,
        help_text=_("Empty: the usual one for this kind."),
    )
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True)
    recording = models.BooleanField(_("may be recorded"), null=True, blank=True)
    recording_consent = models.CharField(
        _("consent to recording"), max_length=10, choices=ConsentRule.choices, blank=True
    )
    waiting_room = models.CharField(
        _("waiting room"), max_length=20, choices=WaitingRoom.choices, default=WaitingRoom.OFF
    )
    dial_in = models.BooleanField(_("by phone, too"), null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_room_type(self) -> RoomTypeName:
        return cast(RoomTypeName, self.room_type) if self.room_type else ROOM_TYPES[self.kind]

    def get_practitioners(self) -> list[Practitioner]:
        """The practitioner, then the additional ones; from a prefetch where there is one."""
        additional = [
            found for found in self.additional_practitioners.all() if found.pk != self.practitioner_id
        ]
        return [self.practitioner, *additional]
