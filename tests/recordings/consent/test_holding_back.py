"""Who has not agreed is inside without being published, whatever their token says; afterwards all are as before."""

from typing import Any, ClassVar

import pytest

from rooms import effects, lifecycle
from rooms.exceptions import Conflict
from rooms.livekit import LiveKitParticipant
from rooms.models import Effect, RecordingStatus, Role, Room
from rooms.recordings import consent
from rooms.recordings.consent import holding_back
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import minute
from tests.recordings.consent.recorded import AWAITED, Recorded

pytestmark = pytest.mark.django_db

EVERYTHING = ("camera", "microphone", "screen_share", "screen_share_audio")


@pytest.fixture
def recorded(workshop: Recorded) -> Recorded:
    """The workshop is being recorded since minute 6: Jonas has declined, Mara has not answered."""
    workshop.presses("nadia", 5)
    workshop.says("jonas", False, 5.1)
    workshop.waits_until(5 + AWAITED)
    workshop.is_on_air(6)
    return workshop


def test_who_declined_and_who_said_nothing_publishes_nothing_and_is_marked(
    recorded: Recorded, livekit: FakeLiveKit
) -> None:
    assert recorded.held_back() == recorded.muted(6) == {"jonas", "mara"}

    people = livekit.rooms[recorded.scene.room.name].people
    marked = {who for who, person in people.items() if person.attributes.get("held_back") == "1"}
    assert marked == {recorded.person("jonas").identity, recorded.person("mara").identity}


def test_while_all_are_only_asked_nobody_is_held_back(workshop: Recorded) -> None:
    workshop.presses("nadia", 5)
    workshop.says("jonas", False, 5.1)

    assert workshop.held_back() == workshop.muted(5.2) == set()


def test_livekit_is_told_before_it_is_asked_to_record(recorded: Recorded) -> None:
    kinds = ["set_rights", "start_recording"]
    told = Effect.objects.filter(kind__in=kinds, due_at=minute(5 + AWAITED)).order_by("due_at", "id")
    assert [effect.kind for effect in told] == ["set_rights", "set_rights", "start_recording"]


def test_who_agrees_later_is_let_go_at_once(recorded: Recorded, livekit: FakeLiveKit) -> None:
    assert recorded.muted(6) == {"jonas", "mara"}

    recorded.says("mara", True, 7)

    assert recorded.held_back() == recorded.muted(7) == {"jonas"}
    mara = recorded.person("mara").identity
    room = recorded.scene.room.name
    assert livekit.rights[room, mara] == EVERYTHING
    assert "held_back" not in livekit.rooms[room].people[mara].attributes


def test_who_takes_it_back_is_held_back_from_then_on(recorded: Recorded) -> None:
    recorded.says("mara", True, 7)
    recorded.says("mara", False, 8)

    assert recorded.held_back() == recorded.muted(8) == {"jonas", "mara"}
    assert recorded.recording.status == RecordingStatus.ACTIVE, "the others go on"


def test_when_it_is_over_everybody_may_speak_again(recorded: Recorded) -> None:
    assert recorded.muted(6) == {"jonas", "mara"}
    recorded.stops(8)
    assert recorded.held_back() == {"jonas", "mara"}, "the file is not closed yet"

    recorded.is_over(8.1)

    assert recorded.held_back() == recorded.muted(8.1) == set()


def test_who_was_away_when_it_ended_speaks_again_when_they_come_back_with_their_old_token(
    recorded: Recorded, livekit: FakeLiveKit
) -> None:
    """LiveKit refreshes tokens with the rights of that moment: theirs says no."""
    recorded.goes("mara", 7)
    recorded.is_over(8)
    assert recorded.muted(8) == set()

    recorded.comes("mara", 9)
    recorded.muted(9)

    assert livekit.rights[recorded.scene.room.name, recorded.person("mara").identity] == EVERYTHING


def test_who_comes_back_with_an_old_token_is_held_back_again(recorded: Recorded) -> None:
    recorded.goes("jonas", 7)
    recorded.comes("jonas", 7.1)

    assert recorded.muted(7.1) == {"jonas", "mara"}


def test_who_comes_with_a_token_of_before_the_recording_is_held_back_unasked(recorded: Recorded) -> None:
    recorded.comes("priya", 7)

    assert recorded.held_back() == recorded.muted(7) == {"jonas", "mara", "priya"}


def test_a_guest_without_a_token_of_ours_is_held_back_and_later_let_go(recorded: Recorded) -> None:
    recorded.comes("sip_+49301234", 7)
    assert "sip_+49301234" in recorded.muted(7)

    recorded.is_over(8)
    assert recorded.muted(8) == set()


class TestWhoseRightsAreNotOurs:
    """Guests with a token that the operator signed, and phones."""

    SPEAKS: ClassVar = {"canSubscribe": True, "canPublish": True, "canPublishData": True}
    LISTENS: ClassVar = {"canSubscribe": True, "canPublishData": True}
    WATCHES_UNSEEN: ClassVar = {"canSubscribe": True, "hidden": True}
    SPEAKS_DEAF: ClassVar = {"canPublish": True, "canPublishSources": ["MICROPHONE"]}

    @staticmethod
    def guest(recorded: Recorded, livekit: FakeLiveKit) -> LiveKitParticipant:
        return livekit.rooms[recorded.scene.room.name].people["guest"]

    @pytest.mark.parametrize("permission", [SPEAKS, LISTENS, WATCHES_UNSEEN, SPEAKS_DEAF])
    def test_are_held_back_with_all_else_left_to_them_and_get_back_what_they_had(
        self, recorded: Recorded, livekit: FakeLiveKit, permission: dict[str, Any]
    ) -> None:
        recorded.comes("guest", 7, permission=permission)
        recorded.muted(7)
        held = self.guest(recorded, livekit)
        assert held.permission == {**permission, "canPublish": False, "canPublishSources": []}
        assert held.attributes == {"held_back": "1"}

        recorded.is_over(8)
        recorded.muted(8)

        free = self.guest(recorded, livekit)
        assert (free.permission, free.attributes) == (permission, {})

    def test_told_twice_still_have_what_they_had_before_the_first(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        recorded.comes("guest", 7, permission=self.SPEAKS)
        recorded.muted(7)
        with lifecycle.locked_room(pk=recorded.scene.room.pk) as room:
            consent.hold_back_again(room, ["guest"], at=minute(7.5))
        recorded.muted(7.5)

        recorded.is_over(8)
        recorded.muted(8)

        assert self.guest(recorded, livekit).permission == self.SPEAKS

    def test_come_back_with_the_token_that_livekit_refreshed_while_they_were_held_back(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        recorded.comes("guest", 7, permission=self.SPEAKS)
        recorded.muted(7)
        held = self.guest(recorded, livekit)
        recorded.goes("guest", 7.5)
        recorded.is_over(8)
        recorded.muted(8)

        recorded.comes("guest", 9, permission=held.permission, attributes=held.attributes)
        recorded.muted(9)

        free = self.guest(recorded, livekit)
        assert (free.permission, free.attributes) == (self.SPEAKS, {})

    def test_with_another_token_have_what_that_says(self, recorded: Recorded, livekit: FakeLiveKit) -> None:
        recorded.comes("guest", 7, permission=self.SPEAKS)
        recorded.muted(7)
        recorded.goes("guest", 7.2)
        recorded.comes("guest", 7.4, permission=self.LISTENS)
        recorded.muted(7.4)

        recorded.is_over(8)
        recorded.muted(8)

        assert self.guest(recorded, livekit).permission == self.LISTENS

    def test_are_left_alone_where_nothing_was_taken_from_them(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        recorded.is_over(8)
        livekit.calls.clear()
        recorded.comes("guest", 9, permission=self.WATCHES_UNSEEN)
        recorded.muted(9)

        assert "guest" not in {identity for _, identity in livekit.asked("set_rights")}


def test_a_track_of_somebody_who_is_held_back_is_taken_away_each_time(
    recorded: Recorded, livekit: FakeLiveKit
) -> None:
    recorded.muted(6)
    room, jonas = recorded.scene.room, recorded.person("jonas").identity
    for number in (7, 7.1):
        livekit.rights.clear()
        consent.somebody_published(room, jonas, at=minute(number))
        assert recorded.muted(number) == {"jonas"}


def test_a_track_of_somebody_who_agreed_is_nobodys_business(recorded: Recorded, livekit: FakeLiveKit) -> None:
    recorded.muted(6)
    livekit.calls.clear()

    consent.somebody_published(recorded.scene.room, recorded.person("nadia").identity, at=minute(7))
    recorded.muted(7)

    assert livekit.asked("set_rights") == []


def test_reconcile_makes_sure_once_a_minute(recorded: Recorded, livekit: FakeLiveKit) -> None:
    recorded.muted(6)
    livekit.rights.clear()
    livekit.calls.clear()
    room = recorded.scene.room
    inside = {recorded.person(name).identity for name in ("nadia", "jonas", "mara")}

    for number in (7, 7.2, 7.4):
        consent.hold_back_again(room, inside, at=minute(number))
    assert recorded.muted(7.4) == {"jonas", "mara"}
    assert len(livekit.asked("set_rights")) == 2

    consent.hold_back_again(room, inside, at=minute(8))
    recorded.muted(8)
    assert len(livekit.asked("set_rights")) == 4


def test_viewers_are_as_they_were(recorded: Recorded, livekit: FakeLiveKit) -> None:
    recorded.scene.room.participants.filter(user_ref="priya").delete()
    recorded.person("priya")
    recorded.scene.room.participants.filter(user_ref="priya").update(role=Role.VIEWER)
    identity = recorded.scene.room.participants.get(user_ref="priya").identity
    livekit.enters(recorded.scene.room.name, identity)
    consent.somebody_came(recorded.scene.room, identity, sid="PA_viewer", at=minute(7))

    recorded.muted(7)

    assert (recorded.scene.room.name, identity) not in livekit.rights


def test_who_is_held_back_is_seen_so_in_the_room(recorded: Recorded) -> None:
    before = recorded.scene.room.revision
    recorded.says("mara", True, 7)

    assert recorded.scene.room.revision > before, "pages that follow the room look again"
    assert recorded.as_seen_by("jonas", 7)["held_back"]
    assert not recorded.as_seen_by("mara", 7)["held_back"]


class TestAtTheDoor:
    def test_who_declined_gets_a_token_that_publishes_nothing(self, recorded: Recorded) -> None:
        recorded.says("priya", False, 7)

        priya = recorded.asks_for_a_token("priya", 7.1)

        rights = consent.rights_of(recorded.scene.room, priya)
        assert (rights.can_publish, rights.can_publish_sources) == (False, ())
        assert (rights.can_subscribe, rights.can_publish_data, rights.can_moderate) == (True, True, True)

    def test_who_agreed_gets_what_their_role_has(self, recorded: Recorded) -> None:
        recorded.says("priya", True, 7)

        priya = recorded.asks_for_a_token("priya", 7.1)

        assert consent.rights_of(recorded.scene.room, priya).can_publish_sources == EVERYTHING
        assert recorded.held_back() == {"jonas", "mara"}

    def test_a_row_that_is_held_back_for_nothing_is_mended(self, workshop: Recorded) -> None:
        workshop.scene.room.participants.filter(user_ref="jonas").update(held_back_at=minute(1))

        assert workshop.asks_for_a_token("jonas", 2).held_back_at is None
        assert workshop.held_back() == set()

    @pytest.mark.parametrize(
        ("name", "when", "asked"),
        [
            ("jonas", 5, True),  # asked, and has not answered
            ("nadia", 5, False),  # has answered by starting
            ("priya", 5, True),  # has never been here
        ],
    )
    def test_who_has_not_answered_is_asked_first(
        self, workshop: Recorded, name: str, when: float, asked: bool
    ) -> None:
        workshop.presses("nadia", when)
        person = workshop.scene.room.participants.filter(user_ref=name).first()

        assert consent.must_answer(workshop.scene.room, person, Role.PARTICIPANT) is asked
        assert not consent.must_answer(workshop.scene.room, person, Role.VIEWER)

    def test_nobody_is_asked_where_nothing_runs_or_it_is_just_ending(self, recorded: Recorded) -> None:
        assert consent.must_answer(recorded.scene.room, None, Role.PARTICIPANT)

        recorded.stops(8)
        assert not consent.must_answer(recorded.scene.room, None, Role.PARTICIPANT)

        recorded.is_over(8.1)
        assert not consent.must_answer(recorded.scene.room, None, Role.PARTICIPANT)


class TestTheHostSaysNoMeanwhile:
    """What runs is stopped, and until it is over nobody comes into it unasked."""

    def test_the_door_still_asks_while_it_runs(self, recorded: Recorded) -> None:
        room = recorded.scene.room
        room.recording_enabled = False
        room.save()

        assert consent.must_answer(room, None, Role.PARTICIPANT)
        assert not consent.must_answer(room, None, Role.VIEWER)

    def test_whoever_has_not_agreed_gets_no_token_to_publish(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.waits_until(5 + AWAITED)
        workshop.scene.room.participants.update(held_back_at=None)
        Room.objects.update(recording_enabled=False)

        assert workshop.asks_for_a_token("jonas", 7).held_back_at is not None

    def test_where_nothing_runs_nobody_is_asked(self, workshop: Recorded) -> None:
        Room.objects.update(recording_enabled=False)

        assert not consent.must_answer(workshop.scene.room, None, Role.PARTICIPANT)
        assert workshop.asks_for_a_token("jonas", 7).held_back_at is None

    def test_what_is_asked_is_given_up(self, workshop: Recorded) -> None:
        workshop.presses("nadia", 5)
        workshop.scene.changes(recording=False)

        workshop.scene.sync(5.1)

        assert (workshop.recording.status, workshop.recording.ended_by) == ("failed", "cancelled")


class TestTheLastWordIsTheRightOne:
    def test_a_change_while_livekit_is_told_is_told_as_well(
        self, recorded: Recorded, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody agrees between the look at their row and LiveKit's answer."""
        tell = livekit.set_rights
        agreed = list[bool]()

        def agree_meanwhile(name: str, identity: str, **rights: object) -> None:
            tell(name, identity, **rights)  # type: ignore[arg-type]
            if not agreed and identity == recorded.person("mara").identity:
                agreed.append(True)
                recorded.says("mara", True, 7)
                livekit.in_transactions.clear()

        monkeypatch.setattr("rooms.livekit.set_rights", agree_meanwhile)
        Effect.objects.filter(kind="set_rights").exclude(key__contains=":began:").delete()

        effects.run_due(at=minute(6))

        assert recorded.muted(7) == {"jonas"}

    def test_what_never_comes_to_rest_is_tried_again(
        self, recorded: Recorded, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mara = recorded.scene.room.participants.filter(user_ref="mara")

        def change_each_time(name: str, identity: str, **rights: object) -> None:
            held = mara.get().held_back_at is None
            mara.update(held_back_at=minute(7) if held else None)

        monkeypatch.setattr("rooms.livekit.set_rights", change_each_time)
        effect = Effect.objects.filter(kind="set_rights", payload__participant_id=str(mara.get().pk)).first()
        assert effect is not None

        with pytest.raises(Conflict):
            holding_back._set_rights(effect)

    def test_somebody_who_is_out_costs_nothing(self, recorded: Recorded, livekit: FakeLiveKit) -> None:
        recorded.muted(6)
        recorded.goes("mara", 7)
        recorded.says("mara", True, 7.1)
        recorded.muted(7.1)

        assert not Effect.objects.filter(kind="set_rights", done_at__isnull=True).exists()

    def test_whom_livekit_does_not_find_yet_it_is_told_of_again(
        self, recorded: Recorded, livekit: FakeLiveKit
    ) -> None:
        """With Redis it may say that somebody joined before it knows them itself."""
        recorded.muted(6)
        name, jonas = recorded.scene.room.name, recorded.person("jonas").identity
        recorded.goes("jonas", 7)
        recorded.comes("jonas", 7.1)
        late = livekit.rooms[name].people.pop(jonas)
        assert recorded.muted(7.1) == {"mara"}

        livekit.rooms[name].people[jonas] = late

        assert recorded.muted(7.2) == {"jonas", "mara"}
