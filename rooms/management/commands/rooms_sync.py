from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from rooms import sync
from rooms.conf import conf
from rooms.exceptions import Conflict
from rooms.models import Room
from rooms.syncing import sync_between


class Command(BaseCommand):
    help = "Makes, moves and ends rooms that are not in line with the host's bookings and sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="First day, YYYY-MM-DD (default: what may still be going on).")
        parser.add_argument("--until", help="Last day, YYYY-MM-DD (default: 60 days ahead).")
        parser.add_argument("--booking", help="Only this booking.")
        parser.add_argument("--session", help="Only this session.")

    def handle(self, *args: Any, **options: Any) -> None:
        for kind in ("booking", "session"):
            if options[kind]:
                room = _sync_one(kind, options[kind])
                self.stdout.write(f"{kind} {options[kind]}: {room.name if room else 'no open room'}")
                return
        now = timezone.now()
        since = _day(options["since"]) or now - conf.max_overtime
        until = _day(options["until"], end=True) or now + timedelta(days=60)
        repaired = sync_between(since, until, at=now)
        self.stdout.write(f"{repaired} subjects were out of line.")


def _sync_one(kind: str, ref: str) -> Room | None:
    try:
        return sync(kind, ref)
    except Conflict as error:
        raise CommandError(error.detail) from error


def _day(text: str | None, *, end: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"{text} is not a day; write it as 2026-11-24.")
    midnight = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  made aware here
    return midnight + timedelta(days=1) if end else midnight
