from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rooms.exceptions import Misconfigured
from rooms.management.asking import UnknownUser, find_known
from rooms.privacy import Forgotten, TooEarly, forget


class Command(BaseCommand):
    help = (
        "Makes a person pseudonymous in every room: name, identity, e-mail, reference, what they wrote. "
        "Minutes and outcomes stay as they are. Cannot be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="E-mail address, log-in name or primary key.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and change nothing."
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            known = find_known(options["user"])
            if known.is_nothing:
                self.stdout.write("Nothing is known of them.")
                return
            if options["dry_run"] or not options["yes"]:
                self.stdout.write(f"Would change: {_said(forget(known, at=at, dry_run=True))}.")
            if options["dry_run"]:
                return
            if not options["yes"] and not _agreed():
                raise CommandError("Nothing was changed.")
            self.stdout.write(f"Changed: {_said(forget(known, at=at))}.")
        except TooEarly as error:
            raise CommandError(f"{error.detail} Try again afterwards.") from error
        except (UnknownUser, Misconfigured) as error:
            raise CommandError(str(error)) from error


def _said(found: Forgotten) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(found).items())


def _agreed() -> bool:
    try:
        return input('This cannot be undone. Write "yes" to go on: ').strip().lower() == "yes"
    except EOFError:
        return False
