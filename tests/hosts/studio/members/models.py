"""Everyone who has a card of the studio: pupils, teachers, the desk."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class MemberManager(BaseUserManager["Member"]):
    def register(self, card: str, called: str, mail: str, password: str) -> "Member":
        member = self.model(card=card, called=called, mail=mail)
        member.set_password(password)
        member.save()
        return member


class Member(AbstractBaseUser):
    """Logs in with the number of a card; has none of Django's permissions, and no `get_full_name`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.CharField(max_length=20, unique=True)
    called = models.CharField(max_length=400)
    mail = models.EmailField(blank=True)
    works_at_the_desk = models.BooleanField(default=False)

    USERNAME_FIELD = "card"
    EMAIL_FIELD = "mail"

    objects = MemberManager()

    class Meta:
        # Of the teachers of a lesson, too: `rooms` compares one answer with the next.
        ordering = ["card"]

    def __str__(self) -> str:
        return self.called
