import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone, translation

from rooms.doctor import CHECKS, Finding, examine, explain
from rooms.exceptions import Misconfigured
from rooms.management.asking import UnknownUser, find_user

MARKS = {"well": "✓", "wrong": "✗", "skipped": "\N{EN DASH}"}
WIDTH = max(len(name) for name in CHECKS)


class Command(BaseCommand):
    help = (
        "Says what is wrong with this installation, each with a next step; or, with --booking or --session and --user, "
        "whether that person may come in now and why not. Repairs nothing. Ends with 1 where something is wrong."
    )
    # What they would say is one of our lines; they must not keep the others from being said.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--booking", metavar="ID", help="Whether somebody may join this booking.")
        parser.add_argument("--session", metavar="ID", help="Whether somebody may join this session.")
        parser.add_argument(
            "--user", metavar="E-MAIL", help="Who: e-mail address, log-in name or primary key."
        )
        parser.add_argument(
            "--skip", action="append", default=[], choices=list(CHECKS), help="Leave out a check."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        subjects = [(kind, options[kind]) for kind in ("booking", "session") if options[kind]]
        if not subjects and not options["user"]:
            is_well = self._examine(skip=options["skip"], as_json=options["json"])
        elif len(subjects) == 1 and options["user"]:
            is_well = self._explain(*subjects[0], options["user"], as_json=options["json"])
        else:
            raise CommandError("Give --user together with either --booking or --session.", returncode=2)
        if not is_well:
            sys.exit(1)

    def _examine(self, *, skip: list[str], as_json: bool) -> bool:
        found: dict[str, Finding] = {}
        for name, finding in examine(skip=skip):
            found[name] = finding
            if not as_json:
                self._line(name, finding)
        is_well = all(finding.state != "wrong" for finding in found.values())
        if as_json:
            checks = [{"check": name, **asdict(finding)} for name, finding in found.items()]
            self.stdout.write(json.dumps({"well": is_well, "checks": checks}, ensure_ascii=False))
        return is_well

    def _line(self, name: str, finding: Finding) -> None:
        self.stdout.write(f"{MARKS[finding.state]} {name:{WIDTH}}  {finding.says}")
        if finding.next_step:
            self.stdout.write(f"  {'':{WIDTH}}  → {finding.next_step}")
        self.stdout.flush()  # one check may take ten seconds: what is known is shown meanwhile

    def _explain(self, kind: Any, ref: str, wanted: str, *, as_json: bool) -> bool:
        try:
            user = find_user(wanted)
            with translation.override("en"):
                found = explain(user, kind, ref, at=timezone.now())
        except (UnknownUser, Misconfigured) as error:
            raise CommandError(str(error), returncode=2) from error
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(
                f"The database does not answer ({type(error).__name__}): manage.py rooms_doctor", returncode=2
            ) from error
        if as_json:
            moment = found.retry_at and found.retry_at.isoformat()
            self.stdout.write(json.dumps({**asdict(found), "retry_at": moment}, ensure_ascii=False))
            return found.allowed
        code = f" ({found.code})" if found.code else ""
        self.stdout.write(f"{'✓' if found.allowed else '✗'} {found.words}{code}")
        if found.retry_at is not None:
            self.stdout.write(f"  from {found.retry_at.isoformat(sep=' ', timespec='minutes')} on they may")
        for name, says in found.facts.items():
            self.stdout.write(f"  {name:12} {says}")
        return found.allowed
