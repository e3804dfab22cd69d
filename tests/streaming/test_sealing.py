"""A stream key in the database is of no use to whoever reads only the database."""

import sys

import pytest
from pytest_django import Settings

from rooms.exceptions import Misconfigured
from rooms.streaming.sealing import Unreadable, seal, tag, unseal

KEY = "abcd-efgh-ijkl-mnop"


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the first secret of this site", []


def test_a_sealed_key_is_opened_again() -> None:
    assert unseal(seal(KEY)) == KEY


def test_it_shows_nothing_and_is_another_each_time() -> None:
    first, second = seal(KEY), seal(KEY)

    assert KEY not in first
    assert "abcd" not in first
    assert first != second


def test_a_new_secret_opens_what_the_old_one_sealed_while_it_is_a_fallback(settings: Settings) -> None:
    sealed = seal(KEY)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second", ["the first secret of this site"]
    assert unseal(sealed) == KEY

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable) as lost:
        unseal(sealed)
    assert lost.value.code == "stream_key_lost"


def test_what_was_tampered_with_is_not_opened() -> None:
    sealed = seal(KEY)

    with pytest.raises(Unreadable):
        unseal(sealed[:-4] + "AAAA")


def test_tags_tell_keys_apart_and_belong_to_the_site(settings: Settings) -> None:
    here = tag(KEY)

    assert here == tag(KEY) != tag(KEY + "x")
    assert KEY not in here
    settings.SECRET_KEY = "the second"
    assert tag(KEY) != here


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)

    with pytest.raises(Misconfigured, match=r"pip install rooms\[recording\]"):
        seal(KEY)
