"""Where people are only told: before they enter, once for each person and text. What one person sees of it all."""

import pytest
from pytest_django import Settings

from rooms.models import ConsentRule, RecordingConsent, Role
from rooms.recordings import consent
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, minute
from tests.recordings.consent.recorded import Recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar(make_scene: MakeScene, livekit: FakeLiveKit) -> Recorded:
    """It may be recorded; nobody is inside yet."""
    return Recorded(
        make_scene("session", room_type="webinar", recording=True, recording_consent=ConsentRule.INFORM),
        livekit,
    )


def test_who_enters_was_told_and_that_is_written_once_however_often_they_come(webinar: Recorded) -> None:
    for number in (1, 2, 3):
        webinar.asks_for_a_token("jonas", number)

    assert webinar.trail() == [("jonas", True, "informed")]


def test_other_words_are_written_again(webinar: Recorded) -> None:
    webinar.asks_for_a_token("jonas", 1)
    webinar.scene.changes(recording_days=7)
    webinar.scene.sync(2)
    webinar.asks_for_a_token("jonas", 3)

    assert [way for _, _, way in webinar.trail()] == ["informed", "informed"]


class TestHowLongItIsKept:
    """Never longer than anybody was told, whatever the host says in between."""

    @staticmethod
    def has_days(webinar: Recorded, days: int, number: float) -> None:
        webinar.scene.changes(recording_days=days)
        webinar.scene.sync(number)

    @pytest.mark.parametrize("rule", [ConsentRule.INFORM, ConsentRule.OFF])
    def test_more_days_do_not_hold_for_who_was_told_of_fewer(
        self, webinar: Recorded, rule: ConsentRule
    ) -> None:
        self.has_days(webinar, 7, 0)
        webinar.asks_for_a_token("jonas", 1)
        webinar.comes("nadia", 1)
        webinar.scene.changes(recording_consent=rule)
        self.has_days(webinar, 30, 2)
        webinar.asks_for_a_token("mara", 3)

        assert webinar.presses("nadia", 4).kept_days == 7

    def test_fewer_days_hold_at_once(self, webinar: Recorded) -> None:
        self.has_days(webinar, 30, 0)
        webinar.asks_for_a_token("jonas", 1)
        webinar.comes("nadia", 1)
        self.has_days(webinar, 7, 2)

        assert webinar.presses("nadia", 4).kept_days == 7

    def test_what_runs_is_kept_no_longer_than_who_comes_into_it_is_told(self, webinar: Recorded) -> None:
        self.has_days(webinar, 30, 0)
        webinar.comes("nadia", 1)
        webinar.presses("nadia", 2)
        self.has_days(webinar, 7, 3)
        assert webinar.recording.kept_days == 30, "nobody was told of fewer"

        webinar.asks_for_a_token("jonas", 4)
        assert webinar.recording.kept_days == 7

        self.has_days(webinar, 90, 5)
        webinar.asks_for_a_token("mara", 6)
        assert webinar.recording.kept_days == 7

    def test_where_everybody_is_asked_its_own_days_hold(self, workshop: Recorded) -> None:
        def jonas_watches(days: int, number: float) -> None:
            self.has_days(workshop, days, number)
            workshop.asks_for_a_token("jonas", number, role=Role.VIEWER)

        jonas_watches(7, 4)
        self.has_days(workshop, 30, 5)
        recording = workshop.presses("nadia", 6)
        assert ("jonas", True, "informed") in workshop.trail()
        assert recording.kept_days == 30, "who only watches is told, and not in it"

        jonas_watches(3, 6.1)
        assert [way for who, _, way in workshop.trail() if who == "jonas"] == ["informed", "informed"]
        assert workshop.recording.kept_days == 30


@pytest.mark.parametrize("reason", ["the room", "the site"])
def test_where_nothing_may_be_recorded_nobody_is_told_so(
    webinar: Recorded, settings: Settings, reason: str
) -> None:
    if reason == "the room":
        webinar.scene.changes(recording=False)
        webinar.scene.sync(0)
    else:
        settings.ROOMS = {**settings.ROOMS, "RECORDING_STORAGE": ""}

    webinar.asks_for_a_token("jonas", 1)

    assert webinar.trail() == []
    assert webinar.as_seen_by("jonas", 1)["text"] is None


def test_the_lobby_reads_the_words_before_anybody_records(webinar: Recorded) -> None:
    seen = webinar.as_seen_by("jonas", 1)

    assert seen["text"]["title"] == "This session may be recorded"
    assert (seen["required"], seen["recording"], seen["mine"]) == (False, None, None)
    webinar.asks_for_a_token("jonas", 1)
    assert webinar.as_seen_by("jonas", 1)["mine"]["text_id"] == seen["text"]["id"]


def test_what_is_kept_is_each_word_that_could_be_read_before(webinar: Recorded) -> None:
    seen = webinar.as_seen_by("jonas", 1)["text"]

    webinar.asks_for_a_token("jonas", 1)

    kept = RecordingConsent.objects.get(room=webinar.scene.room).text
    assert kept.body.splitlines() == [
        f"Contains: {seen['contains']}",
        f"Who sees it: {seen['seen_by']}",
        f"Kept until: {seen['kept_until']}",
        f"If you decline: {seen['if_declined']}",
    ]


def test_what_runs_tells_as_it_began_though_the_host_wants_everybody_asked_from_now_on(
    webinar: Recorded,
) -> None:
    webinar.comes("nadia", 0)
    webinar.presses("nadia", 1)
    webinar.scene.changes(recording_consent=ConsentRule.ASK)
    webinar.scene.sync(2)

    seen = webinar.as_seen_by("priya", 3)["text"]
    webinar.asks_for_a_token("priya", 3)

    assert seen["title"] == "This session may be recorded"
    assert webinar.trail() == [("priya", True, "informed")]


def test_nobody_is_said_to_have_been_told_where_what_runs_asks_everybody(workshop: Recorded) -> None:
    workshop.presses("nadia", 5)
    workshop.scene.changes(recording_consent=ConsentRule.INFORM)
    workshop.scene.sync(6)
    workshop.says("priya", False, 7)

    assert workshop.as_seen_by("priya", 7)["text"]["title"].startswith("Dr. Nadia Rahman is recording")
    workshop.asks_for_a_token("priya", 7)
    assert "informed" not in {way for _, _, way in workshop.trail()}


def test_where_everybody_is_asked_an_audience_is_told(workshop: Recorded) -> None:
    workshop.scene.room.participants.filter(user_ref="jonas").update(role=Role.VIEWER)
    jonas = workshop.scene.room.participants.get(user_ref="jonas")
    workshop.presses("nadia", 5)

    seen = consent.consent_as_seen(workshop.scene.room, jonas, jonas.role, at=minute(5))
    assert not seen["required"]
    assert seen["text"]["if_declined"] == "Keep camera and microphone off, or do not join."
    assert seen["recording"]["status"] == "asking"


class TestWhatOneSees:
    def test_who_is_asked(self, workshop: Recorded) -> None:
        recording = workshop.presses("nadia", 5)

        seen = workshop.as_seen_by("jonas", 5)

        assert seen["required"]
        assert seen["recording"] == {
            "id": str(recording.pk),
            "status": "asking",
            "asked_until": recording.asked_until,
        }
        assert seen["text"]["id"] == str(workshop.current_text().pk)
        assert seen["answers"] == [], "who answered what is for practitioners"

    def test_who_has_answered(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", False, 5.1)

        seen = workshop.as_seen_by("jonas", 5.1)

        assert not seen["required"]
        assert (seen["mine"]["agree"], seen["mine"]["text_id"]) == (False, seen["text"]["id"])

    def test_the_starter_sees_all_in_the_order_they_came_with_how_they_answered(
        self, workshop: Recorded
    ) -> None:
        workshop.presses("nadia", 5)
        workshop.says("mara", False, 5.1)
        workshop.says("priya", True, 5.2)
        workshop.waits_until(6)

        found = [
            (line["name"], line["answer"], line["way"], line["held_back"])
            for line in workshop.as_seen_by("nadia", 6)["answers"]
        ]
        assert found == [
            ("Dr. Nadia Rahman", "agreed", "started", False),
            ("Jonas Weber", "waiting", None, True),
            ("Mara Lindgren", "declined", "asked", True),
            ("Priya Nair", "agreed", "entering", False),
        ]

    def test_nothing_runs_and_nothing_is_asked(self, workshop: Recorded) -> None:
        assert workshop.as_seen_by("nadia", 5) == {
            "required": False,
            "recording": None,
            "text": None,
            "mine": None,
            "held_back": False,
            "answers": [],
        }

    def test_where_nobody_is_asked_there_are_no_words(self, workshop: Recorded) -> None:
        workshop.scene.changes(recording_consent=ConsentRule.OFF)
        workshop.scene.sync(1)
        workshop.presses("nadia", 5)

        seen = workshop.as_seen_by("jonas", 5)

        assert seen["recording"]["status"] == "starting"
        assert (seen["required"], seen["text"], seen["answers"]) == (False, None, [])
