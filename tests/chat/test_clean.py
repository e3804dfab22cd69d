"""What is stored of what somebody typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.chat import clean
from rooms.exceptions import RoomsError
from rooms.models import ChatMessage

LONGEST = ChatMessage.LONGEST_TEXT


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Hello  \n", "Hello"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a b"),
        ("Ni\u0308na", "Nïna"),
        ("bell\a, null\0, escape\x1b[31m", "bell, null, escape[31m"),
        ("half an emoji \ud83d", "half an emoji"),
        ("family 👨‍👩‍👧 stays", "family 👨‍👩‍👧 stays"),
        ("שלום عليكم", "שלום عليكم"),
        ("<b>not bold</b> & proud", "<b>not bold</b> & proud"),
    ],
)
def test_writing_stays_and_control_characters_go(typed: str, stored: str) -> None:
    assert clean(typed) == stored


def test_an_address_cannot_be_turned_around() -> None:
    assert clean("https://example.org/\u202egpj.exe") == "https://example.org/gpj.exe"


@pytest.mark.parametrize(
    "typed", ["", "   ", "\n\n", "\u00a0\u2003", "\u200b\u200d", "\0\a", "\u202e", "\ud800"]
)
def test_nothing_is_nothing_to_say(typed: str) -> None:
    with pytest.raises(RoomsError, match="Write something first") as refused:
        clean(typed)
    assert refused.value.code == "invalid"


def test_two_thousand_characters_are_enough() -> None:
    assert len(clean("😀" * LONGEST)) == LONGEST
    with pytest.raises(RoomsError, match="2,000") as refused:
        clean("x" * (LONGEST + 1))
    assert refused.value.code == "invalid"


def test_what_is_trimmed_does_not_count() -> None:
    assert len(clean(" " * 50 + "x" * LONGEST + "\n" * 50)) == LONGEST


def test_letters_are_counted_as_they_are_stored() -> None:
    """Two code points as typed, one as stored."""
    assert len(clean("i\u0308" * LONGEST)) == LONGEST


@given(st.text(st.characters(codec=None), max_size=300))
def test_whatever_is_typed_can_be_stored_and_sent(typed: str) -> None:
    try:
        stored = clean(typed)
    except RoomsError:
        return
    assert stored.encode()
    assert stored == stored.strip()
    assert not [sign for sign in stored if unicodedata.category(sign) == "Cc" and sign != "\n"]
    assert clean(stored) == stored
