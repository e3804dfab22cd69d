"""What comes after somebody was forgotten says nothing wrong of them, and does not bring their name back."""

from typing import Any

import pytest

from rooms import effects, lifecycle, signals
from rooms.models import Effect, EndReason
from rooms.privacy import find, forget
from tests.fakes.host import JONAS, MARA, MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute
from tests.lifecycle.closing_the_books import finalise
from tests.privacy.everything import places_of


def forgets(who: str, number: float) -> None:
    forget(find(who, None), at=minute(number))


@pytest.fixture
def workshop(make_scene: MakeScene, host: MemoryHost) -> Scene:
    """Jonas came, Mara's coming was lost; the host was told so, and the statement is final."""
    scene = make_scene("session")
    scene.plays([("nadia", 0, 60), ("jonas", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    effects.run_due(at=minute(67))
    assert [told.people for told in host.told] == [{"jonas": True, "mara": False}]
    return scene


class TestLaterEvidence:
    def told(self, host: MemoryHost, number: float) -> list[dict[str, bool]]:
        effects.run_due(at=minute(number))
        effects.run_due(at=minute(number + 1))  # the host is told of what was taken in
        return [dict(told.people) for told in host.told[1:]]

    def test_says_of_the_forgotten_neither_that_they_came_nor_that_they_did_not(
        self, workshop: Scene, host: MemoryHost
    ) -> None:
        forgets(JONAS.ref, 68)
        workshop.comes("mara", 5, told=70)
        assert self.told(host, 71) == [{"mara": True}]

    def test_that_changes_nobodys_coming_tells_the_host_nothing(
        self, workshop: Scene, host: MemoryHost
    ) -> None:
        forgets(JONAS.ref, 68)
        workshop.comes("guest_1", 5, told=70)
        assert self.told(host, 71) == []

    def test_of_others_where_nobody_was_forgotten_is_told_as_ever(
        self, workshop: Scene, host: MemoryHost
    ) -> None:
        workshop.comes("mara", 5, told=70)
        assert self.told(host, 71) == [{"jonas": True, "mara": True}]

    def test_who_was_forgotten_and_never_came_leaves_no_doubt_about_the_others(
        self, workshop: Scene, host: MemoryHost
    ) -> None:
        with lifecycle.locked_room(pk=workshop.room.pk):
            workshop.person("mara")
        forgets(MARA.ref, 68)
        with lifecycle.locked_room(pk=workshop.room.pk) as room:
            lifecycle.override_outcome(
                room, "no_show_client", reason="x", by=None, by_name="Sam Patel", at=minute(70)
            )
        assert self.told(host, 71) == [{"jonas": True, "mara": False}]


def test_a_signal_under_way_is_not_written_back_with_the_name(workshop: Scene) -> None:
    """One receiver takes long, another fails: who has had it is noted, after Jonas was forgotten."""

    def slow(**facts: Any) -> None:
        forgets(JONAS.ref, 68)

    def failing(**facts: Any) -> None:
        raise OSError("no mail server")

    effects.queue(
        "signal",
        "participant_left:again",
        room=workshop.room,
        payload={
            "name": "participant_left",
            "event_id": "1",
            "facts": {"user_ref": JONAS.ref, "name": JONAS.name, "reason": ""},
        },
        due_at=minute(68),
    )
    signals.participant_left.connect(slow)
    signals.participant_left.connect(failing)
    try:
        effects.run_due(at=minute(68))
    finally:
        signals.participant_left.disconnect(slow)
        signals.participant_left.disconnect(failing)

    waiting = Effect.objects.get(key="signal:participant_left:again")
    assert [name.rpartition(".")[2] for name in waiting.payload["received"]] == ["slow"]
    assert waiting.payload["facts"]["name"].startswith("Forgotten ")
    assert places_of(JONAS.name) == set()
