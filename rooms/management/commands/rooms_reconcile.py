from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rooms.exceptions import LiveKitUnavailable, Misconfigured
from rooms.reconcile import reconcile


class Command(BaseCommand):
    help = "Compares every room with LiveKit once, and puts the record right."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = reconcile()
        except (LiveKitUnavailable, Misconfigured) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{report.alive} rooms live; {report.gone} were believed alive and are not.")
        for kind, times in sorted(report.repairs.items()):
            self.stdout.write(f"put right: {kind} {times}")
        for name in report.unanswered:
            self.stdout.write(f"no answer about {name}: the next pass tries again.")
