"""docs/adopt.md says what is so: every setting, every method, every signal, and code that runs."""

import dataclasses
import inspect
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from django.urls import get_resolver

from rooms import signals
from rooms.conf import DEFAULTS
from rooms.host import Host, Standing, State, Subject
from rooms.signals import BY_NAME

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "adopt.md").read_text(encoding="utf-8")

METHODS = {name: method for name, method in vars(Host).items() if not name.startswith("_")}


def rows_after(heading: str) -> dict[str, list[str]]:
    """The first table below a heading, by what stands in its first column."""
    below = TEXT.split(heading, 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines is not None, heading
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[0].splitlines()[2:]]
    return {name: rest for first, *rest in cells for name in re.findall(r"`(\w+)`", first)}


class TestSettings:
    def test_each_has_a_row_and_each_row_is_one(self) -> None:
        assert set(rows_after("## 7. Every setting")) == set(DEFAULTS)

    @pytest.mark.parametrize("key", DEFAULTS)
    def test_its_default_is_what_is_said(self, key: str) -> None:
        default: Any = DEFAULTS[key]

        said, what = rows_after("## 7. Every setting")[key]

        assert said == ("environment" if callable(default) else f"`{default}`" if default != "" else "–")
        assert what


class TestTheHost:
    def test_each_method_has_a_section_with_its_arguments(self) -> None:
        sections = re.findall(r"^### `(\w+)\((.*)\)`$", TEXT, re.MULTILINE)

        assert sections == [
            (name, ", ".join([*inspect.signature(method).parameters][1:])) for name, method in METHODS.items()
        ]

    @pytest.mark.parametrize("name", METHODS)
    def test_which_says_when_what_and_what_happens_without(self, name: str) -> None:
        section = re.split(r"^##", TEXT.split(f"### `{name}(", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]

        assert "*Asked*" in section or "*Called*" in section
        assert "*Answer*" in section or name == "record_outcome"
        assert "*Left out*" in section

    def test_each_fact_of_a_subject_has_a_row(self) -> None:
        assert set(rows_after("### `describe(")) == {field.name for field in dataclasses.fields(Subject)}

    @pytest.mark.parametrize("word", [*get_args(State), *get_args(Standing)])
    def test_each_word_of_an_answer_is_there(self, word: str) -> None:
        assert f"`{word}`" in TEXT


class TestSignals:
    def test_each_has_a_row(self) -> None:
        assert set(rows_after("## 8. Hear what happened")) == set(BY_NAME)

    @pytest.mark.parametrize("name", BY_NAME)
    def test_it_carries_what_the_module_says(self, name: str) -> None:
        [line] = [line for line in (signals.__doc__ or "").splitlines() if line.startswith(f"| `{name}` |")]
        promised = {fact for fact in re.findall(r"`(\w+)`", line) if fact != name}

        assert promised == set(re.findall(r"`(\w+)`", rows_after("## 8. Hear what happened")[name][1]))


def excerpts() -> list[tuple[str, str]]:
    """Every piece of code that says which file it is from; "…" stands for what was left out."""
    found, name, piece = [], "", list[str]()

    def keep() -> None:
        if name and (code := "\n".join(piece).strip("\n")):
            found.append((name, code))
        piece.clear()

    for line in TEXT.splitlines():
        is_code = line.startswith("    ") or (not line and name)
        another = re.fullmatch(r" {4}# (\S+\.py)", line)
        if another or not is_code or line.strip() == "…":
            keep()
            name = another[1] if another else name if is_code else ""
        elif name:
            piece.append(line[4:])
    return found


def test_there_is_code_to_look_at() -> None:
    assert len(excerpts()) >= 9
    assert {name for name, _ in excerpts()} >= {
        "tests/hosts/studio/rooms_host.py",
        "tests/hosts/studio/settings.py",
    }


@pytest.mark.parametrize(("name", "code"), excerpts())
def test_code_is_that_of_the_second_host_which_runs(name: str, code: str) -> None:
    assert code
    assert f"\n{code}\n" in (ROOT / name).read_text(encoding="utf-8")


def test_every_link_leads_somewhere() -> None:
    # What lies on other sites is theirs to keep.
    for target in re.findall(r"\]\((?!https://)([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target


def test_step_one_names_each_address_that_a_site_gets() -> None:
    step = TEXT.partition("## 1. Install")[2].partition("\n## ")[0]
    paths = {re.sub(r"<.+", "…", str(found.pattern)) for found in get_resolver("rooms.urls").url_patterns}
    pages = {path for path in paths if path.startswith("room/")}
    assert {path for path in paths - pages if f"`/{path}" not in step} <= {"api/webhooks/livekit"}
    assert "`/room/…`" in step
