"""Statements as lines for a spreadsheet, which runs nothing of what people called themselves."""

import csv
import io
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.statement import Expected, Statement, Who, fold
from rooms.statement.table import COLUMNS, render_table
from tests.fakes.scene import minute
from tests.statement.drawing import RULES
from tests.statement.test_fold import ROOM, was

MARA = Expected("mara", "Mara Lindgren", "participant", "client")


def statement(name: str = "Jonas Weber", *, title: str = "Consultation") -> Statement:
    return fold(
        replace(ROOM, title=title),
        [was("nadia", 0, 60), was("jonas", 6, 54)],
        rules=RULES,
        at=minute(65),
        who={"nadia": Who("Dr. Rahman", "host", "7"), "jonas": Who(name, "participant", "9")},
        expected=[MARA],
    )


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_who_came_and_who_did_not_each_have_a_line() -> None:
    nadia, jonas, mara = read(render_table([statement()]))
    assert [line["name"] for line in (nadia, jonas, mara)] == ["Dr. Rahman", "Jonas Weber", "Mara Lindgren"]
    assert [line["attended"] for line in (nadia, jonas, mara)] == ["true", "true", "false"]
    assert {line["together_seconds"] for line in (nadia, jonas, mara)} == {"2880.0"}
    assert (jonas["user_ref"], jonas["visits"], jonas["late_by_seconds"]) == ("9", "1", "360.0")
    assert (mara["total_seconds"], mara["share"], mara["first_joined_at"]) == ("0.0", "0.0", "")


def test_a_room_that_nobody_came_to_is_there_all_the_same() -> None:
    (line,) = read(render_table([fold(ROOM, [], rules=RULES, at=minute(65))]))
    assert (line["outcome"], line["name"], line["attended"]) == ("no_show_both", "", "")


def test_files_can_be_put_together() -> None:
    parts = [render_table([]), *(render_table([statement()], header=False) for _ in range(2))]
    assert "".join(parts) == render_table([statement(), statement()])


def test_times_are_utc_whatever_zone_the_host_thinks_in() -> None:
    tokyo = timezone(timedelta(hours=9))
    moved = replace(ROOM, scheduled_start=minute(0).astimezone(tokyo))
    (line,) = read(render_table([fold(moved, [], rules=RULES, at=minute(65))]))
    assert line["scheduled_start"] == "2026-11-24T12:00:00Z"


@pytest.mark.parametrize("name", ["=1+1", "+49 30 1234", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1"])
def test_a_name_is_never_a_formula(name: str) -> None:
    text = render_table([statement(name, title=name)])
    jonas = read(text)[1]
    assert (jonas["name"], jonas["title"]) == (f"'{name}", f"'{name}")


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Jonas;=1+1", "Jonas;'=1+1"),
        ("Jonas; =1+1;+2", "Jonas;' =1+1;'+2"),
        ("=1;=2", "'=1;'=2"),
        ("Weber; Jonas", "Weber; Jonas"),
        ("Rahman-Weber; Dr.", "Rahman-Weber; Dr."),
    ],
)
def test_nor_is_what_stands_behind_a_semicolon(name: str, cell: str) -> None:
    """A spreadsheet that writes decimals with a comma splits there."""
    assert read(render_table([statement(name)]))[1]["name"] == cell


def test_a_semicolon_in_a_name_is_no_separator_to_a_spreadsheet_that_splits_there_too() -> None:
    text = render_table([statement("Weber; Jonas", title="Course; part 2")])
    jonas = text.splitlines()[2]
    assert jonas.count(";") == 2
    assert ',"Weber; Jonas",' in jonas
    assert ',"Course; part 2",' in jonas


def test_texts_stand_in_quotation_marks_and_numbers_do_not() -> None:
    header, nadia = render_table([statement()]).splitlines()[:2]
    assert header.split(",") == [f'"{name}"' for name in COLUMNS]
    cells = dict(zip(COLUMNS, nadia.split(","), strict=True))
    assert (cells["name"], cells["together_seconds"], cells["visits"]) == ('"Dr. Rahman"', "2880.0", "1")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_whatever_people_are_called_it_stays_one_cell(name: str) -> None:
    lines = list(csv.reader(io.StringIO(render_table([statement(name)]), newline="")))
    assert [len(line) for line in lines] == [len(COLUMNS)] * 4
    cell = lines[2][COLUMNS.index("name")]
    assert cell.replace("'", "") == name.replace("'", "")
    assert not any(part.startswith(("=", "+", "-", "@")) for part in cell.split(";"))


@given(st.text(alphabet=";=+-@ '\"Jonas"))
def test_nor_is_any_part_of_them_a_formula(name: str) -> None:
    (_, _, line, _) = csv.reader(io.StringIO(render_table([statement(name)]), newline=""))
    parts = line[COLUMNS.index("name")].split(";")
    assert not any(part.startswith(("=", "+", "-", "@")) for part in parts)
    assert not any(part.lstrip().startswith(("=", "+", "-", "@")) for part in parts[1:])
