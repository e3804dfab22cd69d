from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rooms.exceptions import Misconfigured
from rooms.management.asking import UnknownUser, find_known
from rooms.privacy import export


class Command(BaseCommand):
    help = "Writes what Rooms knows of a person as one JSON object. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="E-mail address, log-in name or primary key.")
        parser.add_argument("--output", type=Path, metavar="FILE", help="Instead of standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            known = find_known(options["user"])
        except (UnknownUser, Misconfigured) as error:
            raise CommandError(str(error)) from error
        parts = export(known, at=timezone.now())
        if options["output"] is None:
            for part in parts:
                self.stdout.write(part, ending="")
            return
        try:
            with options["output"].open("x", encoding="utf-8") as file:
                # It holds all there is of a person: for the operator's eyes alone.
                options["output"].chmod(0o600)
                file.writelines(parts)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{len(known.rooms)} rooms written to {options['output']}.")
