"""A reader of Prometheus' text format that forgives nothing: what it takes, Prometheus takes."""

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
HELP = re.compile(r"(?:[^\\\n]|\\[\\n])+")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN")
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}

Labels = frozenset[tuple[str, str]]


@dataclass
class Family:
    kind: str = ""
    means: str = ""
    values: dict[Labels, float] = field(default_factory=dict)


def parse(text: str) -> dict[str, Family]:
    """Families by name.

    Raises:
        AssertionError: it is not the text format 0.0.4.
    """
    assert text.endswith("\n"), "the last line must end"
    found: dict[str, Family] = {}
    current = ""
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            _, _, current, means = line.split(" ", 3)
            assert NAME.fullmatch(current), line
            assert current not in found, f"{current} comes twice"
            assert HELP.fullmatch(means), line
            found[current] = Family(means=_plain(means))
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == current, f"{line} does not follow its HELP"
            assert not found[current].kind, line
            assert kind in {"gauge", "counter"}, line
            assert (kind == "counter") == name.endswith("_total"), line
            found[current].kind = kind
        else:
            _take_sample(line, current, found[current])
    assert all(family.kind and family.means for family in found.values())
    return found


def _take_sample(line: str, name: str, family: Family) -> None:
    parts = re.fullmatch(r"([^{ ]+)(?:\{(.*)\})? (\S+)", line)
    assert parts, line
    assert parts[1] == name, f"{line} stands below {name}"
    assert family.kind, f"{line} comes before its TYPE"
    assert NUMBER.fullmatch(parts[3]), line
    labels = _labels(parts[2]) if parts[2] is not None else frozenset()
    assert labels not in family.values, f"{line} comes twice"
    family.values[labels] = float(parts[3])


def _labels(text: str) -> Labels:
    found, position = dict[str, str](), 0
    while position < len(text):
        pair = LABEL.match(text, position)
        assert pair, text
        assert pair[1] not in found, text
        found[pair[1]] = _plain(pair[2])
        position = pair.end()
    assert not text.endswith(","), text
    return frozenset(found.items())


def _plain(text: str) -> str:
    return re.sub(r'\\["\\n]', lambda escape: ESCAPES[escape[0]], text)
