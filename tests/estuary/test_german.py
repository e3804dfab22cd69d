"""Every word of Estuary has a German one, and the compiled catalogue holds what the source says."""

import gettext
import re
from pathlib import Path

import pytest

ESTUARY = Path(__file__).resolve().parents[2] / "estuary"
CATALOGUE = ESTUARY / "locale/de/LC_MESSAGES"

#: `_("…")` in Python, `{% translate "…" %}` in templates; longer forms are covered by the catalogue itself.
MARKED = re.compile(r'\b(?:_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"|\{% translate "([^"]+)"')
ENTRY = re.compile(
    r'^(?:msgctxt "(?P<context>.*)"\n)?msgid "(?P<id>.+)"\n'
    r'(?:msgid_plural "(?P<plural>.*)"\nmsgstr\[0\] "(?P<one>.*)"\nmsgstr\[1\] "(?P<many>.*)"|msgstr "(?P<word>.*)")$',
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def german() -> gettext.GNUTranslations:
    with (CATALOGUE / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_every_marked_word_is_translated(german: gettext.GNUTranslations) -> None:
    sources = [*ESTUARY.rglob("*.py"), *ESTUARY.rglob("*.html")]
    marked = {a or b for source in sources for a, b in MARKED.findall(source.read_text())}
    assert len(marked) > 80
    missing = [word for word in marked if (None, word) not in known(german) and word not in known_ids(german)]
    assert missing == []


def test_the_compiled_catalogue_is_the_one_of_the_source(german: gettext.GNUTranslations) -> None:
    entries = list(ENTRY.finditer((CATALOGUE / "django.po").read_text()))
    assert len(entries) > 100
    for entry in entries:
        if entry["plural"]:
            assert german.ngettext(entry["id"], entry["plural"], 1) == entry["one"]
            assert german.ngettext(entry["id"], entry["plural"], 2) == entry["many"]
        elif entry["context"]:
            assert german.pgettext(entry["context"], entry["id"]) == entry["word"]
        else:
            assert german.gettext(entry["id"]) == entry["word"]
        assert entry["word"] or entry["one"], entry["id"]


def test_placeholders_survive_translation() -> None:
    for entry in ENTRY.finditer((CATALOGUE / "django.po").read_text()):
        one, many = (sorted(re.findall(r"%\(\w+\)s|%d", entry[part] or "")) for part in ("id", "plural"))
        for word, names in ((entry["word"], one), (entry["one"], one), (entry["many"], many)):
            found = None if word is None else sorted(re.findall(r"%\(\w+\)s|%d", word))
            spelled_out = word == entry["one"] and found == [] and names in (["%(count)s"], ["%d"])
            assert found in (None, names) or spelled_out, entry["id"]


def known(german: gettext.GNUTranslations) -> set[tuple[str | None, str]]:
    return {(None, key) for key in german._catalog if isinstance(key, str)}  # type: ignore[attr-defined]


def known_ids(german: gettext.GNUTranslations) -> set[str]:
    """Ids without their context."""
    keys = [key if isinstance(key, str) else key[0] for key in german._catalog]  # type: ignore[attr-defined]
    return {key.rpartition("\x04")[2] for key in keys}
