from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rooms.exceptions import Misconfigured
from rooms.management.asking import UnknownUser, find_known
from rooms.models import RoomRecording
from rooms.privacy import Forgotten, TooEarly, forget
from rooms.recordings.forgetting import delete_showing


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
        parser.add_argument(
            "--recordings",
            action="store_true",
            help="Also delete the recordings in which they may be seen or heard; others are in them, too.",
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            known = find_known(options["user"])
            if known.is_nothing:
                self.stdout.write("Nothing is known of them.")
                return
            # Looked for before: afterwards nobody can tell which they were.
            shown = known.recordings()
            if options["dry_run"] or not options["yes"]:
                self.stdout.write(f"Would change: {_said(forget(known, at=at, dry_run=True))}.")
                self._name(shown, "Would delete" if options["recordings"] else "They may be seen or heard in")
            if options["dry_run"]:
                return
            if not options["yes"] and not _agreed():
                raise CommandError("Nothing was changed.")
            self.stdout.write(f"Changed: {_said(forget(known, at=at))}.")
            if options["recordings"]:
                self._delete(shown, at=at)
            else:
                self._name(shown, "They may still be seen or heard in")
        except TooEarly as error:
            raise CommandError(f"{error.detail} Try again afterwards.") from error
        except (UnknownUser, Misconfigured) as error:
            raise CommandError(str(error)) from error

    def _name(self, recordings: list[RoomRecording], words: str) -> None:
        for recording in recordings:
            self.stdout.write(f"{words} recording {recording.pk} of room {recording.room.name}.")

    def _delete(self, recordings: list[RoomRecording], *, at: datetime) -> None:
        refused = dict(delete_showing(recordings, at=at))
        self._name([one for one in recordings if one not in refused], "The worker deletes")
        for recording, why in refused.items():
            self.stderr.write(f"Recording {recording.pk} stays: {why}")


def _said(found: Forgotten) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(found).items())


def _agreed() -> bool:
    try:
        return input('This cannot be undone. Write "yes" to go on: ').strip().lower() == "yes"
    except EOFError:
        return False
