"""What the worker sees that nobody reports: of starts, of endings, of recorders and rooms that are gone."""

import pytest

from rooms.exceptions import LiveKitUnavailable
from rooms.models import Effect, Room
from rooms.streaming import check_due
from tests.fakes.scene import MakeScene, minute
from tests.streaming.conftest import FACEBOOK, KEYS, YOUTUBE, Studio

pytestmark = pytest.mark.usefixtures("livekit")


class TestLookingAfter:
    def test_livekit_is_asked_once_for_all_rooms(self, studio: Studio, make_scene: MakeScene) -> None:
        studio.on_air()
        other = Studio(make_scene("booking"), studio.air, studio.livekit)
        Room.objects.update(streaming_enabled=True, recording_consent="inform")
        other.livekit.create_room(other.room.name, 300, 300, 0)
        other.scene.starts(0)
        other.scene.comes("nadia", 0)
        other.on_air(FACEBOOK)
        studio.air.listed = 0
        beats: list[int] = []

        looked = check_due(at=minute(7), between=lambda: beats.append(1))

        assert (looked, len(beats), studio.air.listed) == (2, 2, 1)
        assert {**studio.states(), **other.states()} == {YOUTUBE: "live", FACEBOOK: "live"}

    def test_and_not_at_all_where_nothing_is_due(self, studio: Studio) -> None:
        studio.on_air()
        studio.looks(1)
        studio.air.listed = 0

        assert check_due(at=studio.at) == 0
        assert studio.air.listed == 0

    def test_a_room_that_everybody_left_goes_off_air(self, studio: Studio) -> None:
        studio.on_air()
        studio.scene.goes("jonas", 6)
        studio.scene.goes("nadia", 6)

        studio.looks(2)
        studio.works()

        assert studio.states() == {YOUTUBE: "ending"}
        assert studio.air.egresses[studio.egress_id].status == "ENDING"

    def test_a_start_that_never_came_is_ended(self, studio: Studio) -> None:
        studio.starts(studio.adds())
        studio.works()

        studio.looks(2)
        studio.works()

        assert studio.room.stream_targets.get().error_code == "start_timeout"
        assert studio.air.egresses[studio.egress_id].status == "ENDING"

    def test_one_that_begins_while_it_is_ended_is_still_said_to_have_come_too_late(
        self, studio: Studio
    ) -> None:
        studio.starts(studio.adds())
        studio.works()
        studio.looks(2)

        studio.hears(studio.air.goes_live(studio.egress_id))
        studio.works()
        studio.hears(studio.air.ends(studio.egress_id))

        assert studio.states() == {YOUTUBE: "failed"}
        assert studio.room.stream_targets.get().error_code == "start_timeout"
        assert studio.stream.status == "idle"

    def test_a_report_that_was_lost_is_found_in_the_list(self, studio: Studio) -> None:
        studio.starts(studio.adds())
        studio.works()
        studio.air.goes_live(studio.egress_id)

        studio.looks(2)

        assert studio.states() == {YOUTUBE: "live"}

    def test_an_ending_that_nobody_reports_ends(self, studio: Studio) -> None:
        (target,) = studio.on_air()
        studio.stops(target)
        studio.works()
        del studio.air.egresses[studio.egress_id]

        studio.looks(1)

        assert studio.states() == {YOUTUBE: "idle"}

    def test_an_egress_that_livekit_does_not_list_any_more_is_lost(self, studio: Studio) -> None:
        studio.on_air()
        studio.air.egresses.clear()

        studio.looks(1)

        assert studio.room.stream_targets.get().error_code == "recorder_lost"

    def test_what_is_on_air_and_well_is_left_alone(self, studio: Studio) -> None:
        studio.on_air()

        studio.looks(1)
        studio.looks(1)

        assert studio.states() == {YOUTUBE: "live"}

    def test_a_recorder_that_is_not_in_the_room_any_more_is_lost_whatever_livekit_says(
        self, studio: Studio
    ) -> None:
        studio.on_air()
        studio.livekit.leaves(studio.room.name, studio.egress_id)

        studio.looks(1)
        assert studio.states() == {YOUTUBE: "live"}, "its line may have broken for a moment"
        studio.looks(1)

        assert studio.room.stream_targets.get().error_code == "recorder_lost"
        studio.works()
        assert studio.air.egresses[studio.egress_id].status == "ENDING", "should it live after all"

    def test_one_that_was_missing_for_a_moment_is_well(self, studio: Studio) -> None:
        studio.on_air()
        studio.livekit.leaves(studio.room.name, studio.egress_id)
        studio.looks(1)
        studio.livekit.enters(studio.room.name, studio.egress_id, kind="EGRESS")
        studio.looks(1)
        studio.livekit.leaves(studio.room.name, studio.egress_id)
        studio.looks(1)

        assert studio.states() == {YOUTUBE: "live"}

    def test_a_stop_that_livekit_did_not_hear_is_asked_for_until_it_does(self, studio: Studio) -> None:
        (target,) = studio.on_air()
        studio.stops(target)
        Effect.objects.filter(kind="stop_stream").update(done_at=studio.at)

        studio.looks(1)
        assert studio.states() == {YOUTUBE: "ending"}, "it may be on air: nobody says otherwise"
        studio.works()
        studio.hears(studio.air.ends(studio.egress_id))

        assert studio.states() == {YOUTUBE: "idle"}

    def test_what_is_off_air_for_us_and_reported_alive_is_stopped(self, studio: Studio) -> None:
        studio.on_air()
        alive = studio.air.egresses.pop(studio.egress_id)
        studio.looks(1)
        assert studio.stream.status == "failed"
        studio.works()
        studio.air.egresses[studio.egress_id] = alive

        studio.hears(studio.air.goes_live(studio.egress_id))
        studio.works()

        assert studio.air.egresses[studio.egress_id].status == "ENDING"

    def test_a_start_that_comes_after_it_was_called_failed_is_stopped(self, studio: Studio) -> None:
        studio.air.fails = LiveKitUnavailable(reason="no answer")
        studio.starts(studio.adds())
        studio.works()
        assert studio.stream.status == "failed"
        late = studio.air.begins_late(studio.room.name, f"{YOUTUBE}/{KEYS[YOUTUBE]}")

        assert studio.hears(late) is True
        studio.works()

        assert studio.air.egresses[late.egress_id].status == "ENDING"
        assert studio.states() == {YOUTUBE: "failed"}
