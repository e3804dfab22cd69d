"""Recordings of a workshop of Jonas Weber and Mara Lindgren, and a site whose pages are built."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from estuary.bookings.models import Session
from rooms.models import Room
from tests.calls import room_of
from tests.conftest import MakeSession
from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.recordings.places import Place, folder
from tests.recordings.recorded import MakeRecording, maker_in

__all__ = ["booking", "folder", "jonas", "livekit", "nadia", "now", "room"]

MANIFEST = {
    "src/recordings/page.ts": {
        "file": "assets/recordings-4f5a6b7c.js",
        "isEntry": True,
        "imports": ["_client.js"],
    },
    "_client.js": {"file": "assets/client-1a2b3c4d.js"},
}


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "manifest.json").write_text(json.dumps(MANIFEST))


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def workshop(make_session: MakeSession) -> Session:
    """Of Jonas Weber and Mara Lindgren, with Dr. Rahman."""
    return make_session("workshop")


@pytest.fixture
def circle(workshop: Session, livekit: FakeLiveKit) -> Room:
    return room_of(workshop)
