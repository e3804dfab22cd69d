"""`manage.py rooms_doctor`: one line a check, and an exit code."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rooms.doctor import CHECKS, examining
from rooms.doctor.examining import Check
from rooms.doctor.finding import Finding, skipped, well, wrong


def run(*arguments: str) -> tuple[str, int]:
    said, code = StringIO(), 0
    try:
        call_command("rooms_doctor", *arguments, stdout=said)
    except SystemExit as end:
        code = int(str(end.code))
    return said.getvalue(), code


def fails() -> Finding:
    raise ZeroDivisionError("secret in a message")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Check]:
    """Whatever a test wants the doctor to find."""
    chosen: dict[str, Check] = {}
    monkeypatch.setattr(examining, "CHECKS", chosen)
    return chosen


class TestItsLines:
    def test_each_finding_is_one_with_its_mark_and_its_next_step(self, checks: dict[str, Check]) -> None:
        checks["keys"] = Check(lambda: well("LiveKit accepts them"))
        checks["worker"] = Check(lambda: wrong("it has never run", "Start it."))
        checks["auto_create"] = Check(lambda: skipped("nobody knows"))

        said, code = run()

        assert [line.split() for line in said.splitlines()] == [
            ["✓", "keys", "LiveKit", "accepts", "them"],
            ["✗", "worker", "it", "has", "never", "run"],
            ["→", "Start", "it."],
            ["–", "auto_create", "nobody", "knows"],
        ]
        assert code == 1

    def test_where_nothing_is_wrong_it_ends_well(self, checks: dict[str, Check]) -> None:
        checks["keys"] = Check(lambda: well("LiveKit accepts them"))
        checks["auto_create"] = Check(lambda: skipped("nobody knows"))

        assert run()[1] == 0

    def test_what_rests_on_something_wrong_is_not_said_twice(self, checks: dict[str, Check]) -> None:
        checks["server_address"] = Check(lambda: wrong("nobody answers", "Start it."))
        checks["keys"] = Check(fails, needs="server_address")
        checks["webhook"] = Check(fails, needs="keys")

        said, _ = run()

        assert said.count("nothing to see before server_address is well") == 2

    def test_what_rests_on_something_that_was_left_out_is_looked_at(self, checks: dict[str, Check]) -> None:
        checks["keys"] = Check(fails)
        checks["webhook"] = Check(lambda: well("came back"), needs="keys")

        assert "came back" in run("--skip", "keys")[0]

    def test_a_check_that_breaks_keeps_no_other_from_being_made(self, checks: dict[str, Check]) -> None:
        checks["clock"] = Check(fails)
        checks["worker"] = Check(lambda: well("ticked 0 s ago"))

        said, code = run()

        assert "ZeroDivisionError" in said
        assert "secret" not in said
        assert "ticked 0 s ago" in said
        assert code == 1

    def test_what_is_left_out_is_not_made(self, checks: dict[str, Check]) -> None:
        checks["webhook"] = Check(fails)

        said, code = run("--skip", "webhook")

        assert "not asked for" in said
        assert code == 0

    def test_a_program_reads_json(self, checks: dict[str, Check]) -> None:
        checks["worker"] = Check(lambda: wrong("it has never run", "Start it."))

        said, code = run("--json")

        found: dict[str, Any] = json.loads(said)
        assert found == {
            "well": False,
            "checks": [
                {
                    "check": "worker",
                    "state": "wrong",
                    "says": "it has never run",
                    "next_step": "Start it.",
                }
            ],
        }
        assert code == 1


class TestItsArguments:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["--booking", "1"],
            ["--user", "jonas@example.org"],
            ["--booking", "1", "--session", "1", "--user", "x"],
        ],
    )
    def test_half_a_question_is_none(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError, match="Give --user together with") as error:
            run(*arguments)
        assert error.value.returncode == 2

    def test_each_check_can_be_left_out(self) -> None:
        arguments = [part for name in CHECKS for part in ("--skip", name)]
        said, code = run(*arguments)
        assert said.count("not asked for") == len(CHECKS)
        assert code == 0
