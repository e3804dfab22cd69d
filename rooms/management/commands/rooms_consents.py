from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from rooms.models import Room
from rooms.recordings.consent.trail import as_csv, as_json, trail_of


class Command(BaseCommand):
    help = "Writes who agreed to be recorded in a room, to which text, and when. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("room", help="Its LiveKit name, or its ID.")
        parser.add_argument("--csv", action="store_true", help="A table instead of JSON.")
        parser.add_argument("--output", type=Path, metavar="FILE", help="Instead of standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        room = _find(options["room"])
        lines = list(trail_of(room))
        written = as_csv(lines) if options["csv"] else as_json(room, lines)
        if options["output"] is None:
            self.stdout.write(written, ending="")
            return
        try:
            with options["output"].open("x", encoding="utf-8", newline="") as file:
                # It names people and says that they were clients: for the operator's eyes alone.
                options["output"].chmod(0o600)
                file.write(written)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{len(lines)} answers written to {options['output']}.")


def _find(wanted: str) -> Room:
    try:
        room = Room.objects.filter(Q(name=wanted) | Q(pk=wanted)).first()
    except ValidationError:
        room = Room.objects.filter(name=wanted).first()
    if room is None:
        raise CommandError(f"There is no room {wanted}.", returncode=2)
    return room
