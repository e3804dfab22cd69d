"""The German catalogue of `rooms`: whole, and compiled from the text beside it."""

import gettext
import json
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext as gettext_of_django

import estuary
import rooms
from rooms.exceptions import MESSAGES

FOLDER = Path(rooms.__file__).parent / "locale/de/LC_MESSAGES"
LOCALES = Path(__file__).parents[2] / "frontend/src/i18n/locales"
GERMAN = [
    FOLDER / "django.po",
    Path(estuary.__file__).parent / "locale/de/LC_MESSAGES/django.po",
    *sorted((LOCALES / "de").glob("*.json")),
]
#: Of `rooms.recordings.consent.texts`.
HEADINGS = ("Contains", "Who sees it", "Kept until", "If you decline")
ENTRY = re.compile(
    r'^msgid "(?P<source>.+)"\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? "(?P<german>.*)"$', re.M
)


def entries() -> list[tuple[str, str]]:
    text = (FOLDER / "django.po").read_text(encoding="utf-8")
    return [(m["source"], m["german"]) for m in ENTRY.finditer(text)]


def test_every_sentence_is_translated() -> None:
    assert len(entries()) > 150
    assert [source for source, german in entries() if not german] == []


def test_the_compiled_catalogue_is_made_from_the_text() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for source, german in entries():
        found = compiled.ngettext(source, source, 1) if "%d" in source or "people" in source else None
        assert german in {found, compiled.gettext(source)}, source


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_error_speaks_german(code: str) -> None:
    english = str(MESSAGES[code])
    with translation.override("de"):
        assert str(MESSAGES[code]) != english


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_words_of_consent_are_kept_under_the_headings_that_the_page_shows(language: str) -> None:
    shown = json.loads((LOCALES / language / "recording.json").read_text(encoding="utf-8"))["terms"]
    with translation.override(language):
        kept = [gettext_of_django(head) for head in HEADINGS]
    assert kept == [shown[part] for part in ("contains", "seen_by", "kept_until", "if_declined")]


@pytest.mark.parametrize("path", GERMAN, ids=lambda path: path.stem + path.suffix)
def test_a_recording_and_what_records_have_one_german_word_each(path: Path) -> None:
    """Aufzeichnung and Recorder; of a screen the word is the system's own."""
    words = path.read_text(encoding="utf-8").replace("Bildschirmaufnahme", "")
    assert re.findall(r"\w*(?:Aufnahme|aufgenommen|Rekorder|Aufzeichnungsdienst)\w*", words) == []
