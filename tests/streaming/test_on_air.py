"""Targets on air and off: one egress behind all of them, asked for once, and each target's own truth."""

from typing import Any

import pytest
from pytest_django import Settings

from rooms import lifecycle, notices
from rooms.exceptions import LiveKitUnavailable, NoRecorder, Refused, RoomsError
from rooms.models import Effect, EndReason, Room, RoomStream, StreamTarget
from rooms.streaming import forget_keys, remove
from tests.fakes.livekit import FakeLiveKit
from tests.streaming.conftest import FACEBOOK, KEYS, YOUTUBE, Studio

pytestmark = pytest.mark.usefixtures("livekit")


def code_of(error: pytest.ExceptionInfo[RoomsError]) -> str:
    return error.value.code


class TestStarting:
    def test_a_target_goes_on_air(self, studio: Studio) -> None:
        target = studio.adds()

        studio.starts(target)
        assert studio.states() == {YOUTUBE: "starting"}
        studio.works()
        assert studio.air.started == [[f"{YOUTUBE}/{KEYS[YOUTUBE]}"]]
        assert studio.states() == {YOUTUBE: "starting"}
        studio.hears(studio.air.goes_live(studio.egress_id))

        assert studio.states() == {YOUTUBE: "live"}
        assert studio.stream.status == "live"
        assert notices.streaming_state(studio.room)["active"] is True

    def test_pressing_twice_asks_once(self, studio: Studio) -> None:
        target = studio.adds()

        studio.starts(target)
        studio.starts(target)
        studio.works()
        studio.works(1)

        assert len(studio.air.started) == 1

    def test_two_targets_share_one_egress(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE, FACEBOOK)

        assert len(studio.air.started) == 1
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "live"}
        assert notices.streaming_state(studio.room)["targets"] == 2

    def test_a_second_one_joins_the_egress_that_runs(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)

        studio.starts(studio.adds(FACEBOOK))
        studio.works(1)

        assert len(studio.air.started) == 1
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "live"}

    def test_one_that_is_added_while_the_first_begins_joins_when_that_is_live(self, studio: Studio) -> None:
        studio.starts(studio.adds(YOUTUBE))
        studio.works()
        studio.starts(studio.adds(FACEBOOK))
        studio.works()
        assert studio.states()[FACEBOOK] == "starting"

        studio.hears(studio.air.goes_live(studio.egress_id))
        studio.works()

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "live"}
        assert len(studio.air.started) == 1


class TestStopping:
    def test_the_last_one_ends_the_egress(self, studio: Studio) -> None:
        (target,) = studio.on_air()

        studio.stops(target)
        assert studio.states() == {YOUTUBE: "ending"}
        assert notices.streaming_state(studio.room)["targets"] == 1, (
            "it is on air until LiveKit says otherwise"
        )
        studio.works()
        studio.hears(studio.air.ends(studio.egress_id))

        assert studio.states() == {YOUTUBE: "idle"}
        assert studio.stream.status == "idle"
        assert notices.streaming_state(studio.room) == {"active": False, "since": None, "targets": 0}

    def test_one_of_two_leaves_the_other_on_air(self, studio: Studio) -> None:
        youtube, _ = studio.on_air(YOUTUBE, FACEBOOK)

        studio.stops(youtube)
        studio.works()

        assert studio.states() == {YOUTUBE: "idle", FACEBOOK: "live"}
        assert studio.stream.status == "live"

    def test_before_livekit_was_asked_nothing_is_asked(self, studio: Studio) -> None:
        target = studio.adds()
        studio.starts(target)

        studio.stops(target)
        assert notices.streaming_state(studio.room)["active"] is False
        studio.works()

        assert studio.air.started == []
        assert studio.states() == {YOUTUBE: "idle"}

    def test_a_target_starts_again_when_the_egress_has_ended(self, studio: Studio) -> None:
        (target,) = studio.on_air()
        studio.stops(target)
        studio.works()
        with pytest.raises(RoomsError) as refused:
            studio.starts(target)
        assert code_of(refused) == "stream_ending"
        studio.hears(studio.air.ends(studio.egress_id))

        studio.now += 1
        studio.starts(target)
        studio.works()
        studio.hears(studio.air.goes_live(studio.egress_id))

        assert len(studio.air.started) == 2
        assert studio.states() == {YOUTUBE: "live"}

    def test_one_target_is_put_on_again_while_the_other_stays(self, studio: Studio) -> None:
        youtube, _ = studio.on_air(YOUTUBE, FACEBOOK)
        studio.stops(youtube)
        studio.works()

        studio.starts(youtube)
        studio.works(1)

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "live"}


class TestRefusing:
    def test_an_empty_room_has_nothing_to_show(self, studio: Studio) -> None:
        target = studio.adds()
        studio.scene.goes("jonas", 5)
        studio.scene.goes("nadia", 5)

        with pytest.raises(RoomsError) as refused:
            studio.starts(target)
        assert code_of(refused) == "room_empty"

    def test_where_people_are_asked_one_by_one_there_is_no_stream(self, studio: Studio) -> None:
        Room.objects.filter(pk=studio.room.pk).update(recording_consent="ask")

        with pytest.raises(Refused, match="everyone is asked"):
            studio.adds()

    def test_a_room_whose_template_says_no_has_none(self, studio: Studio) -> None:
        Room.objects.filter(pk=studio.room.pk).update(streaming_enabled=False)

        with pytest.raises(Refused, match="may not be streamed"):
            studio.adds()

    @pytest.mark.parametrize("missing", ["RECORDER_PAGE_URL", "RECORDER_HEALTH_URL"])
    def test_without_a_recorder_whose_health_is_known_no_key_is_taken(
        self, studio: Studio, settings: Settings, missing: str
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, missing: ""}

        with pytest.raises(RoomsError) as refused:
            studio.adds()
        assert code_of(refused) == "streaming_not_set_up"
        assert not StreamTarget.objects.exists()

    def test_a_room_that_is_over_is_not_streamed(self, studio: Studio) -> None:
        target = studio.adds()
        with lifecycle.locked_room(pk=studio.room.pk) as room:
            lifecycle.end_room(room, EndReason.HOST, ended_at=studio.at, at=studio.at)

        with pytest.raises(Refused) as refused:
            studio.starts(target)
        assert refused.value.code == "room_ended"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": " "},
            {"name": "x" * 101},
            {"url": "https://youtube.com"},
            {"url": "rtmp://nadia:secret@host/live"},
            {"key": "two words"},
        ],
    )
    def test_what_is_no_target_is_said_in_words(self, studio: Studio, wrong: dict[str, str]) -> None:
        asked: dict[str, Any] = {"name": "YouTube", "url": YOUTUBE, "key": "abc-def", **wrong}

        with pytest.raises(RoomsError) as refused:
            studio.adds(asked["url"], name=asked["name"], key=asked["key"])
        assert code_of(refused) == "invalid"
        assert "secret" not in refused.value.detail

    def test_the_sites_own_network_is_no_target_unless_it_says_so(
        self, studio: Studio, settings: Settings
    ) -> None:
        with pytest.raises(RoomsError, match="own network") as refused:
            studio.adds("rtmp://10.0.0.5:6379/live", key="abc-def")
        assert code_of(refused) == "invalid"
        assert not StreamTarget.objects.exists()

        settings.ROOMS = {**settings.ROOMS, "STREAM_PRIVATE_ADDRESSES": True}
        studio.adds("rtmp://10.0.0.5:6379/live", key="abc-def")

    def test_the_same_target_is_in_the_list_once_and_ten_are_enough(self, studio: Studio) -> None:
        studio.adds()
        with pytest.raises(RoomsError) as refused:
            studio.adds(name="Again")
        assert code_of(refused) == "stream_target_exists"

        for number in range(9):
            studio.adds(key=f"another-{number}")
        with pytest.raises(RoomsError):
            studio.adds(key="one-too-many")
        assert studio.room.stream_targets.count() == 10


class TestTrouble:
    @pytest.mark.parametrize("health", ["silent", "full", "not ready (status 503)", None])
    def test_a_recorder_that_is_not_seen_is_not_asked(self, studio: Studio, health: str | None) -> None:
        """LiveKit's server would write the key into its log."""
        studio.air.health = health
        target = studio.adds()

        studio.starts(target)
        studio.works()

        assert studio.air.started == []
        assert studio.states() == {YOUTUBE: "failed"}
        assert studio.room.stream_targets.get().error_code == "no_recorder"
        assert studio.stream.status == "failed"

    def test_a_busy_recorder_is_said_and_may_be_asked_again(self, studio: Studio) -> None:
        studio.air.fails = NoRecorder(reason="start_egress: no response from servers")
        target = studio.adds()
        studio.starts(target)
        studio.works()
        assert studio.room.stream_targets.get().error_code == "no_recorder"

        studio.now += 1
        studio.starts(target)
        studio.works()
        studio.hears(studio.air.goes_live(studio.egress_id))

        assert studio.states() == {YOUTUBE: "live"}

    def test_an_answer_that_was_lost_is_looked_up_not_asked_for_again(self, studio: Studio) -> None:
        studio.air.fails, studio.air.begins_all_the_same = LiveKitUnavailable(reason="no answer"), True
        studio.starts(studio.adds())

        studio.works()

        assert len(studio.air.started) == 1
        assert studio.egress_id == "EG_1"

    def test_where_nothing_began_it_has_failed(self, studio: Studio) -> None:
        studio.air.fails = LiveKitUnavailable(reason="no answer")
        studio.starts(studio.adds())

        studio.works()

        assert studio.states() == {YOUTUBE: "failed"}
        assert studio.stream.status == "failed"

    def test_a_server_that_does_not_take_it_fails_alone(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE, FACEBOOK)

        studio.hears(studio.air.loses(studio.egress_id, FACEBOOK))

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "failed"}
        failed = studio.room.stream_targets.get(url=FACEBOOK)
        assert (failed.error_code, failed.error_detail) == ("broken_off", "Connection refused")
        assert notices.streaming_state(studio.room)["targets"] == 1

    def test_a_recorder_that_dies_fails_all(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE, FACEBOOK)

        studio.hears(studio.air.ends(studio.egress_id, "FAILED", error="recorder lost"))

        assert set(studio.states().values()) == {"failed"}
        assert studio.stream.status == "failed"

    def test_a_key_that_cannot_be_read_any_more_is_said(self, studio: Studio, settings: Settings) -> None:
        target = studio.adds()
        settings.SECRET_KEY = "another one, without a fallback"

        studio.starts(target)
        studio.works()

        assert studio.air.started == []
        assert studio.room.stream_targets.get().error_code == "stream_key_lost"

    def test_an_old_report_changes_nothing(self, studio: Studio) -> None:
        (target,) = studio.on_air()
        old = studio.air.egresses[studio.egress_id]
        studio.stops(target)
        studio.works()
        studio.hears(studio.air.ends(studio.egress_id))

        assert studio.hears(old) is True

        assert studio.states() == {YOUTUBE: "idle"}

    def test_an_egress_of_somebody_else_is_none_of_ours(self, studio: Studio) -> None:
        studio.on_air()
        other = studio.air.start_egress(studio.room.name, stream_urls=["rtmp://elsewhere/live/key"])

        assert studio.hears(other) is False


class TestKeys:
    def test_a_key_is_in_no_effect_and_no_column(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE, FACEBOOK)

        rows = [str(list(model.objects.values())) for model in (StreamTarget, RoomStream, Effect)]
        assert not any("efgh" in row or "FB-123" in row for row in rows)

    def test_a_target_on_air_is_not_removed(self, studio: Studio) -> None:
        (target,) = studio.on_air()

        with pytest.raises(RoomsError) as refused:
            remove(studio.of(studio.room, target))
        assert code_of(refused) == "stream_active"

    def test_targets_go_with_the_end_of_their_room(self, studio: Studio, livekit: FakeLiveKit) -> None:
        studio.adds()
        assert forget_keys() == 0
        with lifecycle.locked_room(pk=studio.room.pk) as room:
            lifecycle.end_room(room, EndReason.HOST, ended_at=studio.at, at=studio.at)

        assert forget_keys() == 1
        assert not StreamTarget.objects.exists()
