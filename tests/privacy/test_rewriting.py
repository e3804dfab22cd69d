"""A pseudonym takes the place of what says who somebody is, and of nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.pseudonyms import Pseudonym, Rewriting, Traces

STAND_IN = Pseudonym(ref="forgotten-1", name="Forgotten 1", identity="forgotten-1")
TRACES = Traces(
    "7",
    names=frozenset({"Jonas Weber", "Will"}),
    emails=frozenset({"jonas@example.org"}),
    identities=frozenset({"7-jonas@example.org"}),
)


def rewriting() -> Rewriting:
    return Rewriting(TRACES, STAND_IN)


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("Ask Jonas Weber.", "Ask Forgotten 1."),
        ("write to JONAS@example.org", "write to Forgotten 1"),
        ("he was 7-jonas@example.org", "he was forgotten-1"),
        ("Jonas Webersohn called", "Jonas Webersohn called"),
        ("Will you come at 7?", "Will you come at 7?"),
        ("", ""),
    ],
)
def test_in_what_people_write_only_whole_names_of_two_words_count(said: str, after: str) -> None:
    assert rewriting().text(said) == after


def test_in_an_object_it_is_who_the_object_is_about_that_counts() -> None:
    before = {
        "people": [
            {"user_ref": "7", "name": "Will", "role": "participant", "total_seconds": 7},
            {"user_ref": "8", "name": "Jonas Weber", "role": "participant"},
        ],
        "room": {"ref": "7", "name": "individual-7"},
        "participant": {"identity": "7-0a1b2c3d", "name": "Jonas W."},
        "other": {"identity": "17-0a1b2c3d", "name": "Will"},
    }
    assert rewriting().json(before) == {
        "people": [
            {"user_ref": "forgotten-1", "name": "Forgotten 1", "role": "participant", "total_seconds": 7},
            {"user_ref": "8", "name": "Jonas Weber", "role": "participant"},
        ],
        "room": {"ref": "7", "name": "individual-7"},
        "participant": {"identity": "forgotten-1", "name": "Forgotten 1"},
        "other": {"identity": "17-0a1b2c3d", "name": "Will"},
    }


def test_two_identities_of_one_person_stay_two() -> None:
    found = rewriting().json([{"identity": "7-jonas@example.org"}, {"identity": "7-0a1b2c3d"}] * 2)
    assert [part["identity"] for part in found] == ["forgotten-1", "forgotten-1-2"] * 2


@pytest.mark.parametrize(
    ("identity", "is_theirs"),
    [
        ("7-jonas@example.org", True),
        ("7-old@example.org", True),
        ("7-0a1b2c3d", True),
        ("7-0a1b2c3", False),
        ("77-0a1b2c3d", False),
        ("7", False),
        ("guest_7-x", False),
        (None, False),
    ],
)
def test_which_identities_are_theirs(identity: Any, is_theirs: bool) -> None:
    assert TRACES.has_identity(identity) is is_theirs


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20)
    | st.sampled_from(["Jonas Weber", "jonas@example.org", "7-jonas@example.org", "7"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "identity", "user_ref", "by", "text", "at"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(value=json_values)
def test_twice_is_as_once_and_nothing_is_left(value: Any) -> None:
    once = rewriting().json(value)
    assert rewriting().json(once) == once
    assert shape(once) == shape(value)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return [shape(part) for part in value] if isinstance(value, list) else type(value)


def test_pseudonyms_are_of_chance() -> None:
    made = {Pseudonym.make().ref for _ in range(50)}
    assert len(made) == 50
