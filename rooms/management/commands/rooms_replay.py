import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from rooms.inbox import Difference, EventsStripped, replay
from rooms.models import Room


class Command(BaseCommand):
    help = (
        "Rebuilds a room's ledger from the events in the inbox, and says whether it differs. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("room", help="Id or LiveKit name of the room.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        room = _find(options["room"])
        try:
            found = replay(room)
        except EventsStripped as error:
            raise CommandError(
                f"{room.name} is too old to be replayed: its events were emptied after INBOX_DAYS.",
                returncode=2,
            ) from error
        if options["json"]:
            self.stdout.write(
                json.dumps({"room": room.name, "differs": bool(found.differences), **asdict(found)})
            )
        else:
            self.stdout.write(
                f"{room.name}: {found.events} events make {found.visits} visits."
                if not found.differences
                else f"{room.name}: {len(found.differences)} visits differ from what {found.events} events make."
            )
            if found.waiting:
                self.stdout.write(f"{found.waiting} more are not handled yet: admin, Webhook events.")
            for difference in found.differences:
                self.stdout.write(_line(difference))
        if found.differences:
            sys.exit(1)


def _find(wanted: str) -> Room:
    room = Room.objects.filter(name=wanted).first()
    if room is None:
        try:
            room = Room.objects.filter(pk=UUID(wanted)).first()
        except ValueError:
            room = None
    if room is None:
        raise CommandError(f"There is no room {wanted}.", returncode=2)
    return room


def _line(difference: Difference) -> str:
    ledger, rebuilt = difference.ledger, difference.replay
    if ledger is None:
        return f"{difference.sid}: is missing in the ledger"
    if rebuilt is None:
        return f"{difference.sid}: no event tells of it"
    parts = [
        f"{name} is {ledger[name]}, by the events {rebuilt[name]}"
        for name in ledger
        if ledger[name] != rebuilt[name]
    ]
    return f"{difference.sid}: {'; '.join(parts)}"
