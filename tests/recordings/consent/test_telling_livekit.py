"""Telling LiveKit who is held back: in time, again and again, and the last word is the right one."""

import pytest

from rooms import effects
from rooms.exceptions import Conflict
from rooms.models import Effect
from rooms.recordings import consent
from rooms.recordings.consent import holding_back
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import minute
from tests.recordings.consent.recorded import AWAITED, Recorded

pytestmark = pytest.mark.django_db


def test_livekit_is_told_before_it_is_asked_to_record(recorded: Recorded) -> None:
    kinds = ["set_rights", "start_recording"]
    told = Effect.objects.filter(kind__in=kinds, due_at=minute(5 + AWAITED)).order_by("due_at", "id")
    assert [effect.kind for effect in told] == ["set_rights", "set_rights", "start_recording"]


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
