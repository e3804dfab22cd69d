"""The words: what it contains, who sees it, until when, what happens on no; kept exactly as they were shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from rooms.models import ConsentRule, ConsentText, RoomRecording, RoomType
from rooms.recordings.consent import texts
from tests.fakes.scene import minute
from tests.recordings.consent.recorded import Recorded

pytestmark = pytest.mark.django_db


def words(recorded: Recorded, recording: RoomRecording | None, *, language: str = "en") -> texts.Words:
    room = recorded.scene.room
    rule = recording.consent if recording is not None else room.recording_consent
    return texts.compose(room, recording, rule, language=language)


def set_room(recorded: Recorded, **values: Any) -> None:
    type(recorded.scene.room).objects.filter(pk=recorded.scene.room.pk).update(**values)


def test_a_group_is_told_what_it_contains_who_sees_it_until_when_and_what_a_no_means(
    workshop: Recorded,
) -> None:
    found = words(workshop, workshop.presses("nadia", 5))

    # Asked on 24 November; 90 days, and it may have run for six hours.
    assert found.body == (
        "Contains: Your picture, your voice, your name and shared screens. Not the chat.\n"
        "Who sees it: The practitioner, those booked if it is shared, and whom the operator names in writing.\n"
        "Kept until: 22 February 2027 at the latest, then deleted, unless the law demands otherwise.\n"
        "If you decline: You stay, with camera and microphone off while the recording runs. "
        "You can still listen and chat."
    )


def test_without_a_chat_nobody_is_promised_one(workshop: Recorded) -> None:
    set_room(workshop, config={**workshop.scene.room.config, "chat": False})

    assert words(workshop, workshop.presses("nadia", 5)).if_declined.endswith("You can still listen.")


def test_two_are_told_that_a_no_means_nothing_is_recorded(pair: Recorded) -> None:
    found = words(pair, pair.presses("nadia", 5))

    assert found.if_declined == "Nothing is recorded. A recording that runs already is stopped."
    assert found.seen_by == "The practitioner, you if it is shared, and whom the operator names in writing."


def test_sound_only_says_so(workshop: Recorded) -> None:
    set_room(workshop, recording_audio_only=True)

    assert words(workshop, workshop.presses("nadia", 5)).contains == (
        "Your voice. No pictures, no screens, not the chat."
    )


@pytest.mark.parametrize(
    ("days", "says"), [(None, "22 February 2027"), (30, "24 December 2026"), (1, "25 November 2026")]
)
def test_it_names_the_last_day_that_it_may_be_there(workshop: Recorded, days: int | None, says: str) -> None:
    set_room(workshop, recording_days=days)

    assert words(workshop, workshop.presses("nadia", 5)).kept_until.startswith(
        f"{says} at the latest, then deleted"
    )


def test_a_recording_that_may_run_past_midnight_is_not_promised_to_be_gone_a_day_earlier(
    workshop: Recorded, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "RECORDING_MAX_SECONDS": 12 * 3600}

    assert words(workshop, workshop.presses("nadia", 5)).kept_until.startswith("23 February 2027")


def test_asking_and_starting_may_take_it_past_midnight_too(workshop: Recorded, settings: Settings) -> None:
    asked_at = timezone.localtime(minute(5))
    to_midnight = (asked_at.replace(hour=0, minute=0) + timedelta(days=1) - asked_at).total_seconds()
    kept = {}
    for spare in (121, 119):
        settings.ROOMS = {
            **settings.ROOMS,
            "CONSENT_SECONDS": 30,
            "RECORDING_START_SECONDS": 90,
            "RECORDING_MAX_SECONDS": to_midnight - spare,
        }
        recording = RoomRecording(
            room=workshop.scene.room, requested_at=asked_at, kept_days=1, consent=ConsentRule.ASK
        )
        kept[spare] = words(workshop, recording).kept_until.partition(" at the latest")[0]

    assert kept == {121: "25 November 2026", 119: "26 November 2026"}


def test_days_that_change_later_are_for_later_recordings(workshop: Recorded) -> None:
    recording = workshop.presses("nadia", 5)
    before = texts.store(words(workshop, recording))
    set_room(workshop, recording_days=365)
    recording.refresh_from_db()

    assert recording.kept_days == 90
    assert texts.is_current(before, workshop.scene.room, recording)


def test_the_host_s_own_words_come_first_and_ours_stay(workshop: Recorded) -> None:
    set_room(workshop, consent_words="  We record for supervision.\nNobody else sees it. ")

    found = words(workshop, workshop.presses("nadia", 5))

    assert found.said_by_host == "We record for supervision.\nNobody else sees it."
    assert found.body.startswith("We record for supervision.\nNobody else sees it.\nContains: ")


def test_german_is_another_text(workshop: Recorded) -> None:
    recording = workshop.presses("nadia", 5)

    german = words(workshop, recording, language="de")

    assert (
        german.kept_until
        == "spätestens 22. Februar 2027, dann gelöscht, außer das Gesetz verlangt es anders."
    )
    assert german.body.startswith("Enthält: Ihr Bild, Ihre Stimme, Ihren Namen")
    assert german.digest != words(workshop, recording).digest


def test_the_title_names_who_asks_and_the_text_nobody(workshop: Recorded) -> None:
    recording = workshop.presses("nadia", 5)

    assert texts.title_of(recording) == "Dr. Nadia Rahman asks to record this session"
    with translation.override("de"):
        assert texts.title_of(recording) == "Dr. Nadia Rahman bittet darum, diese Sitzung aufzuzeichnen"
    assert "Nadia" not in words(workshop, recording).body


def test_whoever_is_asked_while_it_runs_reads_that_it_does_in_the_same_words(workshop: Recorded) -> None:
    asked = workshop.presses("nadia", 5)
    before = words(workshop, asked)
    workshop.says("jonas", True, 5)
    workshop.waits_until(6)
    starting = workshop.recording
    workshop.is_on_air(7)

    for recording in (starting, workshop.recording):
        assert texts.title_of(recording) == "Dr. Nadia Rahman is recording this session"
        with translation.override("de"):
            assert texts.title_of(recording) == "Dr. Nadia Rahman zeichnet diese Sitzung auf"
    assert words(workshop, workshop.recording) == before


def test_where_it_starts_by_itself_nobody_is_said_to_ask(workshop: Recorded) -> None:
    assert texts.title_of(workshop.presses(None, 5)) == "This session is to be recorded"
    workshop.waits_until(6)
    assert texts.title_of(workshop.recording) == "This session is being recorded"


class TestBeforeThereIsOne:
    def test_it_is_said_how_long_it_would_be_kept(self, workshop: Recorded) -> None:
        set_room(workshop, recording_consent=ConsentRule.INFORM)

        found = words(workshop, None)

        assert found.kept_until == (
            "90 days after the session, then deleted, unless the law demands otherwise."
        )
        assert found.if_declined == "Keep camera and microphone off, or do not join."
        assert texts.title_of(None) == "This session may be recorded"

    @pytest.mark.parametrize("room_type", [RoomType.WEBINAR, RoomType.BROADCAST])
    def test_an_audience_is_told_that_it_is_not_in_it(self, workshop: Recorded, room_type: RoomType) -> None:
        set_room(workshop, recording_consent=ConsentRule.INFORM, room_type=room_type, recording_days=1)

        found = words(workshop, None)

        assert "Not the audience" in found.contains
        assert found.if_declined == (
            "On stage, keep camera and microphone off. Whoever only watches is not in it."
        )
        assert found.kept_until.startswith("1 day after the session, then deleted")

    def test_also_of_sound_alone(self, workshop: Recorded) -> None:
        set_room(
            workshop,
            recording_consent=ConsentRule.INFORM,
            room_type=RoomType.WEBINAR,
            recording_audio_only=True,
        )

        assert words(workshop, None).contains.startswith("The voices of those on stage.")


class TestKeeping:
    def test_the_same_words_are_one_row_and_other_words_another(self, workshop: Recorded) -> None:
        recording = workshop.presses("nadia", 5)
        first = texts.store(words(workshop, recording))

        assert texts.store(words(workshop, recording)) == first
        set_room(workshop, consent_words="For supervision.")
        assert texts.store(words(workshop, recording)) != first
        first.refresh_from_db()
        assert "22 February 2027" in first.body, "what was shown stays as it was"

    def test_they_are_the_current_ones_until_something_in_them_changes(self, workshop: Recorded) -> None:
        recording = workshop.presses("nadia", 5)
        english, german = (texts.store(words(workshop, recording, language=code)) for code in ("en", "de"))

        assert texts.is_current(english, workshop.scene.room, recording)
        assert texts.is_current(german, workshop.scene.room, recording)
        set_room(workshop, consent_words="For supervision.")
        assert not texts.is_current(english, workshop.scene.room, recording)
        assert not texts.is_current(german, workshop.scene.room, recording)

    def test_rows_are_found_by_language_too(self, workshop: Recorded) -> None:
        """Two languages may use the same words, in a catalogue that lacks some."""
        recording = workshop.presses("nadia", 5)
        english, french = (texts.store(words(workshop, recording, language=code)) for code in ("en", "fr"))

        assert {english.language, french.language} == {"en", "fr"}
        assert ConsentText.objects.filter(pk__in=[english.pk, french.pk]).count() == 2
