"""A line of the list says in words how it stands."""

from datetime import datetime, timedelta

import pytest

from rooms.models import RecordingEnd, RecordingStatus, Room
from rooms.recordings_page import line_of
from tests.recordings_page.conftest import MakeRow


def test_a_good_one_needs_no_badge(make_row: MakeRow, at: datetime) -> None:
    line = line_of(make_row(), at=at)

    assert (line.title, line.when, line.length) == ("Consultation", "Thu 12 Nov, 12:00", "52:00")
    assert (line.badges, line.note, line.awaited) == ((), "", "")
    assert line.is_playable


def test_a_session_without_a_title_has_a_name(make_row: MakeRow, room: Room, at: datetime) -> None:
    room.title = ""
    assert line_of(make_row(), at=at).title == "Session"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (RecordingStatus.ASKING, "Waiting for answers"),
        (RecordingStatus.STARTING, "Starting"),
        (RecordingStatus.ACTIVE, "Recording now"),
        (RecordingStatus.ENDING, "Being prepared"),
        (RecordingStatus.PROCESSING, "Being prepared"),
    ],
)
def test_what_changes_by_itself_is_awaited(
    status: RecordingStatus, said: str, make_row: MakeRow, at: datetime
) -> None:
    line = line_of(make_row(status=status, complete=None), at=at)

    assert [(badge.tone, badge.words) for badge in line.badges] == [("accent", said)]
    assert line.awaited == status
    assert not line.is_playable
    assert line.length == ""  # what LiveKit said of it so far was not looked at


def test_what_is_missing_stands_below(make_row: MakeRow, at: datetime) -> None:
    row = make_row(complete=False, error_code="sound_missing", sound_seconds=2_400.0, picture_seconds=3_120.0)

    line = line_of(row, at=at)

    assert [(badge.tone, badge.words) for badge in line.badges] == [("warning", "Incomplete")]
    assert "sound" in line.note
    assert line.is_playable


def test_a_failed_one_says_why_and_that_there_is_nothing(make_row: MakeRow, at: datetime) -> None:
    row = make_row(
        status=RecordingStatus.FAILED,
        ended_by=RecordingEnd.CRASH,
        error_code=RecordingEnd.CRASH,
        complete=None,
        size_bytes=None,
        duration_seconds=None,
    )

    line = line_of(row, at=at)

    assert [(badge.tone, badge.words) for badge in line.badges] == [("danger", "Failed")]
    assert line.note == "The recorder broke off before the recording ended. Nothing was saved."
    assert not line.is_playable


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (RecordingEnd.DECLINED, "The other person did not agree to be recorded."),
        (RecordingEnd.NO_ANSWER, "Nobody answered whether they agree, so nothing was recorded."),
        (RecordingEnd.TAKEN_BACK, "Consent was taken back before anything was recorded."),
        (RecordingEnd.CANCELLED, "It was cancelled before it began."),
    ],
)
def test_what_people_did_not_want_is_no_failure(
    end: RecordingEnd, why: str, make_row: MakeRow, at: datetime
) -> None:
    row = make_row(
        status=RecordingStatus.FAILED,
        ended_by=end,
        error_code=end,
        complete=None,
        size_bytes=None,
        duration_seconds=None,
    )

    line = line_of(row, at=at)

    assert [(badge.tone, badge.words) for badge in line.badges] == [("neutral", "Not recorded")]
    assert line.note == why


def test_a_deletion_that_is_near_is_said(make_row: MakeRow, at: datetime) -> None:
    line = line_of(make_row(expires_at=at + timedelta(days=3)), at=at)

    assert [(badge.tone, badge.words) for badge in line.badges] == [("", "Will be deleted in 3 days")]


def test_not_of_one_that_is_kept(make_row: MakeRow, at: datetime) -> None:
    assert line_of(make_row(expires_at=at + timedelta(days=3), legal_hold=True), at=at).badges == ()


def test_what_is_wrong_comes_first(make_row: MakeRow, at: datetime) -> None:
    row = make_row(complete=False, error_code="cut_short", expires_at=at + timedelta(days=1))

    assert [badge.words for badge in line_of(row, at=at).badges] == ["Incomplete", "Will be deleted tomorrow"]
