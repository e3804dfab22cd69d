"""While a room is on air: targets come and go, and its host says no."""

from typing import Any

import pytest

from rooms import notices, streaming
from rooms.exceptions import RoomsError
from rooms.models import Effect, Room
from tests.streaming.conftest import FACEBOOK, KEYS, TWITCH, YOUTUBE, Studio

pytestmark = pytest.mark.usefixtures("livekit")


class TestChanging:
    """Targets that come and go while the egress is live."""

    def test_one_that_has_ended_by_itself_keeps_none_from_coming(self, studio: Studio) -> None:
        youtube, _ = studio.on_air(YOUTUBE, FACEBOOK)
        studio.air.loses(studio.egress_id, YOUTUBE)  # and nobody was told yet
        studio.stops(youtube)
        studio.starts(studio.adds(TWITCH))

        studio.works()

        assert studio.states() == {YOUTUBE: "failed", FACEBOOK: "live", TWITCH: "live"}

    def test_one_that_the_recorder_does_not_have_is_off(self, studio: Studio) -> None:
        youtube, _ = studio.on_air(YOUTUBE, FACEBOOK)
        studio.air.forgets(YOUTUBE)

        studio.stops(youtube)
        studio.works()

        assert studio.states() == {YOUTUBE: "idle", FACEBOOK: "live"}

    def test_one_that_is_refused_fails_alone(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)
        studio.air.refuses = FACEBOOK
        studio.starts(studio.adds(FACEBOOK))
        studio.starts(studio.adds(TWITCH))

        studio.works()

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "failed", TWITCH: "live"}
        assert studio.room.stream_targets.get(url=FACEBOOK).error_code == "refused"

    def test_what_was_done_without_an_answer_is_not_asked_for_again(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)
        facebook = studio.adds(FACEBOOK)
        studio.starts(facebook)
        studio.air.update_stream(studio.egress_id, add=[f"{FACEBOOK}/{KEYS[FACEBOOK]}"])

        studio.works()

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "live"}
        assert len(studio.air.changes) == 1

    def test_one_that_failed_may_be_tried_again_while_the_other_stays(self, studio: Studio) -> None:
        _, facebook = studio.on_air(YOUTUBE, FACEBOOK)
        studio.hears(studio.air.loses(studio.egress_id, FACEBOOK, at=studio.at))
        assert studio.states()[FACEBOOK] == "failed"

        studio.now += 1
        studio.starts(facebook)
        studio.works()
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "live"}

        studio.hears(studio.air.loses(studio.egress_id, FACEBOOK, at=studio.at))
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "failed"}

    def test_one_that_never_comes_fails_with_words(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)
        studio.air.hangs = True
        studio.starts(studio.adds(FACEBOOK))

        studio.works()
        studio.looks(1)
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "starting"}
        studio.looks(1)

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "failed"}
        assert studio.room.stream_targets.get(url=FACEBOOK).error_code == "start_timeout"

    def test_and_is_taken_off_should_it_come_after_all(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)
        studio.air.hangs = True
        studio.starts(studio.adds(FACEBOOK))
        studio.looks(2)
        studio.air.hangs = False
        late = studio.air.update_stream(studio.egress_id, add=[f"{FACEBOOK}/{KEYS[FACEBOOK]}"])

        studio.hears(late)
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "ending"}
        assert notices.streaming_state(studio.room)["targets"] == 2, "it is on air until it is off"
        studio.works()

        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "idle"}
        assert notices.streaming_state(studio.room)["targets"] == 1

    def test_so_its_key_is_kept_until_it_cannot_come_any_more(self, studio: Studio) -> None:
        (youtube,) = studio.on_air(YOUTUBE)
        studio.air.hangs = True
        facebook = studio.adds(FACEBOOK)
        studio.starts(facebook)
        studio.looks(2)
        assert studio.states() == {YOUTUBE: "live", FACEBOOK: "failed"}

        with pytest.raises(RoomsError, match="may begin yet") as refused:
            streaming.remove(studio.of(studio.room, facebook))
        assert refused.value.code == "stream_active"

        studio.stops(youtube)
        streaming.remove(studio.of(studio.room, facebook))
        assert studio.states() == {YOUTUBE: "ending"}

    @pytest.mark.parametrize("was_it", ["refused", "taken off when it came"])
    def test_one_that_cannot_come_any_more_may_go_at_once(self, studio: Studio, was_it: str) -> None:
        studio.on_air(YOUTUBE)
        facebook = studio.adds(FACEBOOK)
        studio.starts(facebook)
        if was_it == "refused":
            studio.air.refuses = FACEBOOK
        else:
            studio.air.hangs = True
            studio.looks(2)
            studio.air.hangs = False
            studio.hears(studio.air.update_stream(studio.egress_id, add=[f"{FACEBOOK}/{KEYS[FACEBOOK]}"]))
        studio.works()

        streaming.remove(studio.of(studio.room, facebook))

        assert studio.states() == {YOUTUBE: "live"}

    def test_one_that_is_to_go_is_asked_for_until_it_has(self, studio: Studio) -> None:
        youtube, _ = studio.on_air(YOUTUBE, FACEBOOK)
        studio.air.hangs = True
        studio.stops(youtube)
        studio.works()
        studio.air.hangs = False
        Effect.objects.filter(kind="update_stream").update(done_at=studio.at)

        studio.looks(5)
        studio.works()

        assert studio.states() == {YOUTUBE: "idle", FACEBOOK: "live"}

    def test_an_order_that_nobody_could_give_in_time_is_given_up(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)
        studio.starts(studio.adds(FACEBOOK))

        studio.works(10)

        assert studio.air.changes == []

    def test_where_every_target_failed_nothing_is_made_for_nobody(self, studio: Studio) -> None:
        studio.on_air(YOUTUBE)
        studio.hears(studio.air.loses(studio.egress_id, YOUTUBE))

        studio.looks(1)
        studio.works()

        assert studio.air.egresses[studio.egress_id].status == "ENDING"
        assert studio.states() == {YOUTUBE: "failed"}


class TestAHostThatSaysNo:
    """While it is on air."""

    @pytest.mark.parametrize("word", [{"streaming": False}, {"recording_consent": "ask"}])
    def test_takes_it_off_air_in_the_same_moment(self, studio: Studio, word: dict[str, Any]) -> None:
        studio.on_air(YOUTUBE, FACEBOOK)

        studio.scene.changes(**word)
        studio.scene.sync(studio.now)

        assert set(studio.states().values()) == {"ending"}
        studio.works()
        assert studio.air.egresses[studio.egress_id].status == "ENDING"
        assert notices.streaming_state(studio.room)["active"] is True, "until it is over"
        studio.hears(studio.air.ends(studio.egress_id))
        assert set(studio.states().values()) == {"idle"}
        assert notices.streaming_state(studio.room)["active"] is False

    def test_keeps_what_was_to_begin_from_it(self, studio: Studio) -> None:
        studio.starts(studio.adds())

        studio.scene.changes(streaming=False)
        studio.scene.sync(studio.now)
        studio.works()

        assert studio.air.started == []
        assert studio.states() == {YOUTUBE: "idle"}

    @pytest.mark.parametrize("word", [{"streaming": True}, {"streaming": None}, {"recording": False}])
    def test_what_else_it_says_takes_nothing_off(self, studio: Studio, word: dict[str, Any]) -> None:
        studio.on_air()

        studio.scene.changes(title="Another title", **word)
        studio.scene.sync(studio.now)
        studio.works()

        assert studio.room.title == "Another title"
        assert studio.states() == {YOUTUBE: "live"}

    def test_by_another_way_than_the_sync_it_is_seen_by_the_worker(self, studio: Studio) -> None:
        studio.on_air()
        Room.objects.filter(pk=studio.room.pk).update(streaming_enabled=False)

        studio.looks(1)
        studio.works()

        assert studio.air.egresses[studio.egress_id].status == "ENDING"
