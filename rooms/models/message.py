import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.participant import RoomParticipant
from rooms.models.room import Room


class ChatMessage(models.Model):
    """What somebody wrote into the chat of a room. Only `rooms.chat` writes it.

    The sender's name and role are those of their row in this room.
    """

    #: Characters of a text. With a name it stays far below the 15 KiB that LiveKit delivers in one packet.
    LONGEST_TEXT = 2000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField(
        _("number"), help_text=_("Counts from 1 in each room: the order in which it is read.")
    )
    sender = models.ForeignKey(
        RoomParticipant, on_delete=models.CASCADE, related_name="messages", verbose_name=_("sender")
    )
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    #: Of the sender's own making: who tries again says nothing twice.
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    forgotten_at = models.DateTimeField(
        _("forgotten"), null=True, blank=True, help_text=_("The text was removed with its sender's name.")
    )

    class Meta:
        verbose_name = _("chat message")
        verbose_name_plural = _("chat messages")
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="rooms_message_number_unique"),
            models.UniqueConstraint(
                fields=["sender", "client_key"],
                condition=models.Q(client_key__isnull=False),
                name="rooms_message_said_once",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="rooms_message_has_text"),
        ]

    def __str__(self) -> str:
        # Without the text: what is printed ends up in logs.
        return f"{self.number}. {self.id}"
