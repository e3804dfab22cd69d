"""A recording is complete when the media is at least its wall clock less max(5 %, 2 s): picture and sound each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.recordings.completeness import allowed_to_miss, judge, says_disturbed


@pytest.mark.parametrize(
    ("wall", "picture", "sound", "expected"),
    [
        (600, 600, 600, (True, "")),
        (600, 570, 570, (True, "")),  # 5 % of ten minutes
        (600, 569.9, 600, (False, "picture_missing")),
        (600, 600, 569.9, (False, "sound_missing")),
        (10, 8, 8, (True, "")),  # two seconds at least
        (10, 7.9, 10, (False, "picture_missing")),
        (600, 300, 300, (False, "cut_short")),
        (600, 600, None, (False, "sound_missing")),
        (600, None, 600, (False, "picture_missing")),
        (1, 0, 0, (True, "")),
        (600, 900, 900, (True, "")),
    ],
)
def test_what_is_complete(
    wall: float, picture: float | None, sound: float | None, expected: tuple[bool, str]
) -> None:
    assert judge(wall, picture, sound, audio_only=False) == expected


def test_two_thirds_of_the_sound_missing_is_not_complete_though_the_picture_is() -> None:
    """LiveKit's own recorder at 1080p: right number of frames, a third of the sound, no error."""
    assert judge(20, 20, 6.7, audio_only=False) == (False, "sound_missing")


@pytest.mark.parametrize(("sound", "expected"), [(600, (True, "")), (500, (False, "cut_short"))])
def test_where_only_sound_was_asked_for_nobody_misses_the_picture(
    sound: float, expected: tuple[bool, str]
) -> None:
    assert judge(600, None, sound, audio_only=True) == expected


SECONDS = st.floats(0, 30_000)


@given(wall=SECONDS, picture=SECONDS, sound=SECONDS, more=SECONDS)
def test_more_of_it_never_makes_it_less_complete(
    wall: float, picture: float, sound: float, more: float
) -> None:
    if judge(wall, picture, sound, audio_only=False)[0]:
        assert judge(wall, picture + more, sound + more, audio_only=False) == (True, "")


@given(wall=SECONDS, picture=SECONDS, sound=SECONDS)
def test_it_is_complete_just_when_there_is_no_code(wall: float, picture: float, sound: float) -> None:
    complete, code = judge(wall, picture, sound, audio_only=False)
    assert complete == (code == "")
    least = wall - allowed_to_miss(wall)
    assert complete == (picture >= least and sound >= least)


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("", False),
        ("End reason: StopEgress API", False),
        ("incomplete: the call was away for 12s", True),
        ("Session limit reached; incomplete: the page did not answer for 20s", True),
        ("incomplete: 48 of 163 pictures came too late (the recorder has too little processor time)", False),
        ("incomplete: 48 of 163 pictures came too late (…); no sound came for 9s", True),
    ],
)
def test_what_a_recorder_says_of_itself_counts_unless_the_film_only_jerks(words: str, is_so: bool) -> None:
    assert says_disturbed(words) is is_so
