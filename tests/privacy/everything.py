"""Every word that the tables of rooms hold, found by looking at the tables and not at what we know of them."""

import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import models

from rooms.models import RoomParticipant
from tests.webhooks.telling import Event, Telling


def words() -> Iterator[tuple[str, str]]:
    """Table and column, and what stands in it as text."""
    for model in apps.get_app_config("rooms").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.ForeignKey):
                for value in model._default_manager.values_list(field.attname, flat=True):
                    text = (
                        value
                        if isinstance(value, str)
                        else json.dumps(value, ensure_ascii=False, default=str)
                    )
                    yield f"{model.__name__}.{field.name}", text


def places_of(*wanted: str) -> set[str]:
    """Columns in which one of these words stands."""
    return {place for place, text in words() for word in wanted if word.casefold() in text.casefold()}


def users_in() -> set[object]:
    """Accounts that any row leads to."""
    found: set[object] = set()
    for model in apps.get_app_config("rooms").get_models():
        for field in model._meta.concrete_fields:
            target = field.remote_field.model if field.remote_field is not None else None
            if isinstance(target, type) and target._meta.app_label != "rooms":
                found |= set(model._default_manager.values_list(field.attname, flat=True))
    return found - {None}


def joined(told: Telling, who: RoomParticipant, at: datetime, *, sid: str | None = None) -> Event:
    """LiveKit says that somebody has joined, with the name that their token gave."""
    event = told.joined(who, at, sid=sid)
    event["participant"]["name"] = who.name
    return event


def run(*arguments: str) -> tuple[str, int]:
    """What a command prints, and its exit code."""
    out = StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0
