"""Is a recorder there, and the page that it records?"""

from http import HTTPStatus

import pytest
from pytest_django import Settings

from rooms.doctor import recorder, recording_page
from rooms.models import Room, RoomTemplate
from tests.doctor.answering import Answering
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.recording import can_record

__all__ = ["can_record"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """What the recorder says of itself."""
    said: dict[str, str | None] = {"": "ok"}
    monkeypatch.setattr(recorder, "recorder_health", lambda: said[""])
    return said


class TestTheRecorder:
    def test_of_a_site_that_does_not_record_is_not_looked_for(self, livekit: FakeLiveKit) -> None:
        assert recorder.look().state == "skipped"
        assert livekit.calls == []

    def test_all_is_well(
        self, can_record: Settings, livekit: FakeLiveKit, health: dict[str, str | None]
    ) -> None:
        assert recorder.look().state == "well"

    @pytest.mark.parametrize("says", ["the template", "the host", "nobody"])
    def test_where_people_may_stream_livekits_log_is_a_matter_for_its_operator(
        self,
        room: Room,
        can_record: Settings,
        livekit: FakeLiveKit,
        health: dict[str, str | None],
        says: str,
    ) -> None:
        RoomTemplate.objects.update(streaming=False)
        RoomTemplate.objects.filter(room_type="webinar").update(streaming=says == "the template")
        Room.objects.update(streaming_enabled=says == "the host")

        found = recorder.look()

        assert found.state == "well"
        assert ("component_levels" in found.next_step) is (says != "nobody")

    def test_livekit_without_redis(
        self, can_record: Settings, livekit: FakeLiveKit, health: dict[str, str | None]
    ) -> None:
        livekit.has_redis = False

        found = recorder.look()

        assert found.state == "wrong"
        assert "Redis" in found.says
        assert "redis:" in found.next_step

    def test_a_livekit_that_does_not_answer(
        self, can_record: Settings, livekit: FakeLiveKit, health: dict[str, str | None]
    ) -> None:
        livekit.is_down = True

        assert "the fake is down" in recorder.look().says

    def test_a_recorder_that_is_ill(
        self, can_record: Settings, livekit: FakeLiveKit, health: dict[str, str | None]
    ) -> None:
        health[""] = "not ready (status 503)"

        found = recorder.look()

        assert found.state == "wrong"
        assert "not ready" in found.says

    def test_one_that_nobody_can_ask(
        self, can_record: Settings, livekit: FakeLiveKit, health: dict[str, str | None]
    ) -> None:
        health[""] = None

        found = recorder.look()

        assert found.state == "skipped"
        assert "RECORDER_HEALTH_URL" in found.next_step

    def test_egresses_that_we_did_not_start(
        self, room: Room, can_record: Settings, livekit: FakeLiveKit, health: dict[str, str | None]
    ) -> None:
        livekit.makes(room.name, "by-hand.mp4", at=livekit.now())
        livekit.makes("somebody-elses-room", "theirs.mp4", at=livekit.now())

        found = recorder.look()

        assert found.state == "wrong"
        assert "1 egresses" in found.says
        assert room.name in found.says


class TestThePage:
    def point_to(self, settings: Settings, url: str) -> None:
        settings.ROOMS = {**settings.ROOMS, "RECORDING_STORAGE": "recordings", "RECORDER_PAGE_URL": url}

    def test_of_a_site_that_does_not_record_is_not_asked_for(self) -> None:
        assert recording_page.look().state == "skipped"

    def test_it_answers(self, somebody: Answering, settings: Settings) -> None:
        somebody.status = HTTPStatus.OK
        self.point_to(settings, f"{somebody.url}/record/")

        assert recording_page.look().state == "well"

    def test_it_is_not_there(self, somebody: Answering, settings: Settings) -> None:
        somebody.status = HTTPStatus.BAD_REQUEST
        self.point_to(settings, f"{somebody.url}/record/")

        found = recording_page.look()

        assert "400" in found.says
        assert "ALLOWED_HOSTS" in found.next_step

    def test_it_leads_elsewhere(self, somebody: Answering, settings: Settings) -> None:
        somebody.status, somebody.location = HTTPStatus.MOVED_PERMANENTLY, "https://elsewhere.example/"
        self.point_to(settings, f"{somebody.url}/record")

        assert "https://elsewhere.example/" in recording_page.look().says

    def test_nobody_answers(self, settings: Settings) -> None:
        self.point_to(settings, "http://127.0.0.1:9/record/")

        assert recording_page.look().state == "wrong"
