"""docs/ says only what can be typed: commands and options that exist, links that lead somewhere, numbers there are."""

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from django.contrib.auth.models import Permission
from django.core.management import get_commands, load_command_class

from dev.local_secrets import LocalSecrets
from rooms.metrics.measuring import measure

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OWN_COMMANDS = [name for name, app in get_commands().items() if app == "rooms"]
OURS = ["operate.md", "troubleshooting.md", "local.md"]


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    """Indented code."""
    found = re.findall(r"(?:^ {4}.*\n(?:\n(?= {4}))?)+", text, re.MULTILINE)
    return [re.sub(r"^ {4}", "", block, flags=re.MULTILINE) for block in found]


def commands() -> set[tuple[str, str]]:
    """Each `manage.py rooms_…` with what follows on its line."""
    return {
        found
        for page in PAGES
        for found in re.findall(r"(rooms_[a-z]+)((?: --?[\w-]+| [\w.@-]+)*)", _typed(page.read_text()))
    }


def _typed(text: str) -> str:
    return "\n".join(re.findall(r"manage\.py (rooms_(?:doctor|reconcile|replay|sync|worker)[^`#\n]*)", text))


def test_the_pages_name_each_command() -> None:
    assert {name for name, _ in commands()} >= {
        "rooms_doctor",
        "rooms_reconcile",
        "rooms_replay",
        "rooms_sync",
    }


def test_the_table_of_commands_has_each_in_one_row() -> None:
    table = text_of("operate.md").partition("## Commands")[2].partition("\n## ")[0]
    asked = [
        cell
        for row in re.findall(r"^\|(.+?)\|", table, re.MULTILINE)
        for cell in re.findall(r"`([^`]+)`", row)
    ]
    named = [command.removeprefix("manage.py ") for command in asked]
    assert len(named) == len(set(named))
    assert {command.split()[0] for command in named} == {*OWN_COMMANDS, "check"}


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_each_permission_that_is_named_can_be_given(page: Path) -> None:
    named = set(re.findall(r"`rooms\.((?:view|change|override)_\w+)`", page.read_text(encoding="utf-8")))
    known = Permission.objects.filter(content_type__app_label="rooms").values_list("codename", flat=True)
    assert named <= set(known)


@pytest.mark.parametrize(("name", "rest"), sorted(commands()))
def test_a_command_takes_what_is_written_behind_it(name: str, rest: str) -> None:
    parser = load_command_class("rooms", name).create_parser("manage.py", name)
    known = {option for action in parser._actions for option in action.option_strings}

    assert set(re.findall(r"(?<= )--[\w-]+", rest)) <= known


@pytest.mark.parametrize(
    "page", [PAGES[0], *(ROOT / "docs" / name for name in OURS)], ids=lambda page: str(page.name)
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_each_number_that_is_named_is_there(name: str, now: datetime) -> None:
    named = set(
        re.findall(
            r"\brooms_(?!recorder_)[a-z_]+?_(?:open|inside|seconds|waiting|failing|stuck|up|total)\b",
            text_of(name),
        )
    )

    assert named <= {metric.name for metric in measure(at=now)}


@pytest.mark.django_db
def test_each_number_that_is_there_is_named(now: datetime) -> None:
    text = text_of("operate.md")
    assert [metric.name for metric in measure(at=now) if f"`{metric.name}" not in text] == []


def test_what_prometheus_reads_is_yaml_and_the_alerts_are_three() -> None:
    scrape, rules = (
        yaml.safe_load(block)
        for block in blocks(text_of("operate.md"))
        if block.startswith(("# prom", "# rules"))
    )

    [job] = scrape["scrape_configs"]
    assert job["authorization"]["type"] == "Bearer"
    alerts = rules["groups"][0]["rules"]
    assert len(alerts) == 3
    assert all(re.search(r"rooms_\w+", alert["expr"]) and alert["for"] for alert in alerts)


def test_the_keys_of_make_run_are_where_it_says(tmp_path: Path) -> None:
    made = LocalSecrets.keep_in(tmp_path / "var" / "secrets.json")
    [block] = [block for block in blocks(text_of("local.md")) if "secrets.json" in block]
    exports = "\n".join(line for line in block.splitlines() if line.startswith("export"))
    show = "python3 -c 'import json, os; print(json.dumps(dict(os.environ)))'"

    ran = subprocess.run(
        ["bash", "-euc", f"{exports}\n{show}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    environment = json.loads(ran.stdout)
    assert environment["LIVEKIT_API_KEY"] == made.livekit_api_key
    assert environment["LIVEKIT_API_SECRET"] == made.livekit_api_secret
