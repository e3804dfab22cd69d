from collections.abc import Callable

import pytest

from rooms.effects import running
from rooms.models import ConsentRule
from rooms.recordings import comparing, probing
from tests.fakes.host import host
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, make_scene
from tests.recordings.course.driving import Course
from tests.recordings.places import Place

__all__ = ["host", "make_scene"]


@pytest.fixture(autouse=True)
def _no_time_goes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """But what a test says: how long a pass really takes says more about the machine than about us."""
    monkeypatch.setattr(running, "monotonic", lambda: 0.0)
    monkeypatch.setattr(comparing, "_said", set())


def may_be_recorded(scene: Scene, **changes: object) -> Scene:
    """Nobody is asked, unless a test wants that."""
    room = scene.room
    changes = {"recording_enabled": True, "recording_consent": ConsentRule.OFF, **changes}
    for name, value in changes.items():
        setattr(room, name, value)
    room.save()
    return scene


MakeCourse = Callable[..., Course]


@pytest.fixture
def make_course(
    make_scene: MakeScene, livekit: FakeLiveKit, folder: Place, monkeypatch: pytest.MonkeyPatch
) -> MakeCourse:
    def make(**changes: object) -> Course:
        course = Course(may_be_recorded(make_scene(), **changes), livekit)
        livekit.clock = course.at
        monkeypatch.setattr(probing, "look", course.look)
        return course

    return make


@pytest.fixture
def course(make_course: MakeCourse) -> Course:
    """Nadia and Jonas are inside since a minute."""
    course = make_course()
    course.enters("nadia", "jonas")
    course.now = 60
    return course


@pytest.fixture
def recorded(course: Course) -> Course:
    """It is being recorded for two minutes now."""
    course.records()
    course.passes(120)
    return course
