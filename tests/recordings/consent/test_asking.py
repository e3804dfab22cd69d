"""Pressing Record asks everyone present, and what becomes of it."""

import pytest

from rooms import lifecycle
from rooms.exceptions import TextOutdated
from rooms.models import ConsentRule, Effect, RecordingConsent, RecordingEnd, RecordingStatus, Role
from rooms.recordings.consent import NothingAsked
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, minute
from tests.recordings.consent.recorded import AWAITED, Recorded

pytestmark = pytest.mark.django_db


class TestAGroup:
    def test_everybody_present_is_asked_but_the_starter_who_has_agreed_by_starting(
        self, workshop: Recorded
    ) -> None:
        recording = workshop.presses("nadia", 5)

        assert recording.status == RecordingStatus.ASKING
        assert recording.asked_until == minute(5 + AWAITED)
        assert workshop.trail() == [("nadia", True, "started")]
        assert workshop.list_for_the_starter(5) == {
            "nadia": "agreed",
            "jonas": "waiting",
            "mara": "waiting",
        }

    def test_it_begins_with_the_last_answer_and_not_before(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)
        assert workshop.recording.status == RecordingStatus.ASKING

        workshop.says("mara", True, 5.2)

        assert workshop.recording.status == RecordingStatus.STARTING
        assert workshop.held_back() == set()

    def test_it_begins_when_its_time_is_over_without_those_who_said_nothing(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)
        workshop.waits_until(5 + AWAITED - 0.1)
        assert workshop.recording.status == RecordingStatus.ASKING

        workshop.waits_until(5 + AWAITED)

        assert workshop.recording.status == RecordingStatus.STARTING
        assert workshop.held_back() == {"mara"}

    def test_who_declines_does_not_keep_the_others_from_being_recorded(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", False, 5.1)
        workshop.says("mara", True, 5.2)

        assert workshop.recording.status == RecordingStatus.STARTING
        assert workshop.held_back() == {"jonas"}

    def test_nobody_waits_for_the_answer_of_whoever_has_gone(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)

        workshop.goes("mara", 5.2)

        assert workshop.recording.status == RecordingStatus.STARTING

    def test_where_everybody_has_gone_meanwhile_nothing_is_recorded(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        for name in ("mara", "nadia", "jonas"):
            workshop.goes(name, 5.1)
        assert workshop.recording.status == RecordingStatus.ASKING, "they may be loading the page again"

        workshop.waits_until(5 + AWAITED)

        recording = workshop.recording
        assert (recording.status, recording.ended_by) == (RecordingStatus.FAILED, RecordingEnd.EVERYBODY_LEFT)

    def test_whoever_comes_while_all_are_asked_is_asked_too(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)
        workshop.comes("priya", 5.2)
        workshop.says("mara", True, 5.3)

        assert workshop.recording.status == RecordingStatus.ASKING
        assert workshop.list_for_the_starter(5.3)["priya"] == "waiting"

        workshop.says("priya", True, 5.4)
        assert workshop.recording.status == RecordingStatus.STARTING

    def test_a_second_practitioner_is_asked_like_everybody(self, workshop: Recorded) -> None:
        workshop.comes("priya", 1)
        workshop.presses("nadia", 5)

        assert workshop.list_for_the_starter(5)["priya"] == "waiting"

    def test_who_holds_a_seat_is_on_the_way_in_and_is_asked(self, workshop: Recorded) -> None:
        workshop.asks_for_a_token("priya", 4.9)
        workshop.presses("nadia", 5)

        assert workshop.list_for_the_starter(5)["priya"] == "waiting"

    def test_who_was_put_out_is_not_asked(self, workshop: Recorded) -> None:
        with lifecycle.locked_room(pk=workshop.scene.room.pk) as room:
            lifecycle.remove(room, room.participants.get(user_ref="mara"), at=minute(4))

        workshop.presses("nadia", 5)

        assert set(workshop.list_for_the_starter(5)) == {"nadia", "jonas"}

    def test_who_only_watches_is_not_asked(self, workshop: Recorded) -> None:
        workshop.scene.room.participants.filter(user_ref="mara").update(role=Role.VIEWER)

        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)

        assert workshop.recording.status == RecordingStatus.STARTING
        assert workshop.held_back() == set()

    def test_alone_it_begins_at_once(self, make_scene: MakeScene, livekit: FakeLiveKit) -> None:
        alone = Recorded(make_scene("session", recording=True, recording_consent="ask"), livekit)
        alone.comes("nadia", 0)

        assert alone.presses("nadia", 5).status == RecordingStatus.STARTING

    def test_where_it_starts_by_itself_the_practitioner_is_asked_as_well(self, workshop: Recorded) -> None:
        workshop.presses(None, 5)

        assert workshop.list_for_the_starter(5) == {
            "nadia": "waiting",
            "jonas": "waiting",
            "mara": "waiting",
        }
        assert workshop.trail() == []

    def test_the_next_recording_asks_anew(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)
        workshop.says("mara", True, 5.2)
        workshop.is_on_air(5.3)
        workshop.is_over(8)

        workshop.presses("nadia", 9)

        assert workshop.list_for_the_starter(9) == {
            "nadia": "agreed",
            "jonas": "waiting",
            "mara": "waiting",
        }

    @pytest.mark.parametrize("rule", [ConsentRule.INFORM, ConsentRule.OFF])
    def test_where_nobody_is_asked_it_begins_at_once_and_holds_nobody_back(
        self, workshop: Recorded, rule: ConsentRule
    ) -> None:
        workshop.scene.changes(recording_consent=rule)
        workshop.scene.sync(1)

        assert workshop.presses("nadia", 5).status == RecordingStatus.STARTING
        assert workshop.held_back() == set()
        with pytest.raises(NothingAsked):
            workshop.says("jonas", False, 6)


class TestTwo:
    def test_it_begins_when_the_other_side_agrees(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.says("jonas", True, 5.1)

        assert pair.recording.status == RecordingStatus.STARTING

    def test_a_no_ends_it_before_it_began(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.says("jonas", False, 5.1)

        recording = pair.recording
        assert (recording.status, recording.ended_by) == (RecordingStatus.FAILED, RecordingEnd.DECLINED)
        assert pair.held_back() == set()

    def test_silence_is_no_consent(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.waits_until(5 + AWAITED)

        recording = pair.recording
        assert (recording.status, recording.ended_by) == (RecordingStatus.FAILED, RecordingEnd.NO_ANSWER)

    def test_hanging_up_is_no_consent_either(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.goes("jonas", 5.1)
        assert pair.recording.status == RecordingStatus.ASKING

        pair.waits_until(5 + AWAITED)

        assert pair.recording.ended_by == RecordingEnd.NO_ANSWER

    def test_who_reloads_the_page_may_still_answer(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.goes("jonas", 5.1)
        pair.comes("jonas", 5.2)
        pair.says("jonas", True, 5.3)

        assert pair.recording.status == RecordingStatus.STARTING

    def test_taking_it_back_while_others_are_still_asked_ends_it(self, pair: Recorded) -> None:
        pair.comes("priya", 1)
        pair.presses("nadia", 5)
        pair.says("jonas", True, 5.1)
        pair.says("jonas", False, 5.2)

        assert pair.recording.ended_by == RecordingEnd.DECLINED

    def test_taking_it_back_stops_it(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.says("jonas", True, 5.1)
        pair.is_on_air(5.2)

        pair.says("jonas", False, 8)

        recording = pair.recording
        assert (recording.status, recording.ended_by) == (RecordingStatus.ENDING, RecordingEnd.TAKEN_BACK)
        assert pair.held_back() == {"jonas"}, "what is still being written is without them"

    def test_the_practitioner_may_take_it_back_too(self, pair: Recorded) -> None:
        pair.presses("nadia", 5)
        pair.says("jonas", True, 5.1)
        pair.is_on_air(5.2)

        pair.says("nadia", False, 8)

        assert pair.recording.ended_by == RecordingEnd.TAKEN_BACK

    def test_nobody_there_yet_it_begins_alone_and_who_comes_later_and_declines_stops_it(
        self, make_scene: MakeScene, livekit: FakeLiveKit
    ) -> None:
        alone = Recorded(make_scene(recording=True, recording_consent="ask"), livekit)
        alone.comes("nadia", 0)
        assert alone.presses("nadia", 5).status == RecordingStatus.STARTING
        alone.is_on_air(5.1)

        alone.says("jonas", False, 7)

        recording = alone.recording
        assert (recording.status, recording.ended_by) == (RecordingStatus.ENDING, RecordingEnd.DECLINED)
        assert ("jonas", False, "entering") in alone.trail()


class TestAnswering:
    def test_the_same_answer_again_is_one_answer(self, workshop: Recorded) -> None:
        """Two tabs, or a click that is sent twice."""
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)
        workshop.says("jonas", True, 5.2)

        assert workshop.trail() == [("nadia", True, "started"), ("jonas", True, "asked")]

    def test_who_changes_their_mind_adds_a_line(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", False, 5.1)
        workshop.says("jonas", True, 5.2)

        assert workshop.trail()[1:] == [("jonas", False, "asked"), ("jonas", True, "changed")]
        assert workshop.list_for_the_starter(5.2)["jonas"] == "agreed"

    def test_an_answer_to_other_words_than_those_that_hold_is_none(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        before = workshop.current_text()
        workshop.scene.changes(consent_text="We record for the supervision of Dr. Rahman.")
        workshop.scene.sync(5.1)

        with pytest.raises(TextOutdated):
            workshop.says("jonas", True, 5.2, text_id=before.pk)

        assert workshop.list_for_the_starter(5.2)["jonas"] == "waiting"
        workshop.says("jonas", True, 5.3)
        assert workshop.list_for_the_starter(5.3)["jonas"] == "agreed"

    def test_the_words_may_be_in_any_language(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)

        workshop.says("jonas", True, 5.1, text_id=workshop.current_text("de").pk)

        answer = RecordingConsent.objects.get(participant__user_ref="jonas")
        assert answer.text.language == "de"
        assert "Wenn Sie ablehnen: Sie bleiben, mit Kamera und Mikrofon aus" in answer.text.body

    def test_nothing_is_asked_before_and_after(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        text_id = workshop.current_text().pk
        workshop.stops(5.1)

        with pytest.raises(NothingAsked):
            workshop.says("jonas", True, 6, text_id=text_id)

    def test_who_has_gone_may_still_take_it_back(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)
        workshop.says("mara", True, 5.2)
        workshop.goes("jonas", 6)

        workshop.says("jonas", False, 7)

        assert workshop.trail()[-1] == ("jonas", False, "changed")

    def test_everybody_hears_that_they_are_asked_and_that_somebody_has_answered_but_no_name(
        self, workshop: Recorded
    ) -> None:
        recording = workshop.presses("nadia", 5)
        workshop.says("jonas", True, 5.1)

        told = Effect.objects.filter(kind="say_consent").order_by("pk").values_list("payload", flat=True)
        until = minute(5 + AWAITED).isoformat().replace("+00:00", "Z")
        assert list(told) == [
            {"recording_id": str(recording.pk), "asked_until": until, "answered": False},
            {"recording_id": str(recording.pk), "asked_until": until, "answered": True},
        ]
