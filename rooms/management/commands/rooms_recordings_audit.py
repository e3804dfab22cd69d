import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rooms.exceptions import Misconfigured, StorageUnavailable
from rooms.recordings.auditing import Audit, audit, delete_stray


class Command(BaseCommand):
    help = (
        "Compares the storage of recordings with their rows: objects without rows, ready recordings without their "
        "object, deletions that fail. Ends with 1 where it found something that is still so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--delete",
            action="store_true",
            help="Delete objects without rows that lie in the folder of a recording. Asks first.",
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask.")
        parser.add_argument("--json", action="store_true", help="Say it as one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = audit()
            left = dict(found.strays)
            if not options["json"]:
                self._say(found)
            if options["delete"] and found.deletable and (options["yes"] or self._agreed(found)):
                for folder in found.deletable:
                    deleted = delete_stray(folder)
                    del left[folder]
                    if not options["json"]:
                        self.stdout.write(f"Deleted {folder}: {deleted.objects} objects.")
        except Misconfigured as error:
            raise CommandError(error.reason, returncode=2) from error
        except StorageUnavailable as error:
            raise CommandError(f"The storage: {error.reason}.", returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found, left)))
        if left or found.lost or found.overdue:
            raise SystemExit(1)

    def _say(self, found: Audit) -> None:
        self.stdout.write(f"{found.objects} objects.")
        for folder, stored in found.strays.items():
            size = sum(one.size for one in stored)
            self.stdout.write(f"No row: {folder}, {len(stored)} objects, {size} bytes.")
        for recording in found.lost:
            self.stdout.write(f"No object: recording {recording.pk} of room {recording.room.name}.")
        for recording in found.overdue:
            self.stdout.write(f"Not deleted yet: recording {recording.pk}: {recording.deletion_error}.")
        if found.is_clean:
            self.stdout.write("Every object has its row, and every recording its object.")

    def _agreed(self, found: Audit) -> bool:
        count = len(found.deletable)
        try:
            given = input(f'Delete {count} folders? This cannot be undone. Write "yes" to go on: ')
        except EOFError:
            return False
        return given.strip().lower() == "yes"


def _as_json(found: Audit, left: dict[str, Any]) -> dict[str, Any]:
    return {
        "objects": found.objects,
        "without_row": {folder: [stored.key for stored in found.strays[folder]] for folder in left},
        "deleted": sorted(set(found.strays) - set(left)),
        "without_object": [str(recording.pk) for recording in found.lost],
        "not_deleted_yet": {str(recording.pk): recording.deletion_error for recording in found.overdue},
    }
