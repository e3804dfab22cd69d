"""Egresses: read alike from a webhook and from an answer, and each error of LiveKit's in a kind of its own."""

import logging
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from livekit import api
from livekit.protocol.egress import EgressInfo

from rooms import livekit
from rooms.exceptions import (
    EgressOver,
    EgressRefused,
    LiveKitNotFound,
    LiveKitUnavailable,
    NoRecorder,
    NoRedis,
)
from rooms.livekit import (
    EgressReport,
    FileTarget,
    S3Target,
    UnreadableEgress,
    connection,
    rank_of,
    read_egress,
)
from tests.fakes.egress import as_webhook, nanoseconds

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

#: As LiveKit 1.13.5 sends it, with what does not matter left out.
WEBHOOK: dict[str, Any] = {
    "egressId": "EG_1",
    "roomId": "RM_1",
    "roomName": "group-1",
    "status": "EGRESS_COMPLETE",
    "startedAt": str(nanoseconds(NOON)),
    "endedAt": str(nanoseconds(NOON) + 61 * 10**9),
    "updatedAt": str(nanoseconds(NOON) + 61 * 10**9),
    "details": "End reason: StopEgress API",
    "sourceType": "EGRESS_SOURCE_TYPE_WEB",
    "somethingOfANewerServer": {"a": 1},
    "roomComposite": {
        "roomName": "group-1",
        "layout": "speaker",
        "customBaseUrl": "https://site.example/record/",
        "fileOutputs": [{"filepath": "recordings/1/a.mp4", "disableManifest": True}],
    },
    "fileResults": [
        {
            "filename": "recordings/1/a.mp4",
            "startedAt": str(nanoseconds(NOON) + 10**9),
            "endedAt": str(nanoseconds(NOON) + 60 * 10**9),
            "duration": str(59 * 10**9),
            "size": "12345",
            "location": "/out/recordings/1/a.mp4",
        }
    ],
}


class TestReading:
    def test_a_webhook(self) -> None:
        report = read_egress(WEBHOOK)

        assert (report.egress_id, report.room_name, report.status) == ("EG_1", "group-1", "COMPLETE")
        assert report.path == "recordings/1/a.mp4"
        assert report.started_at == NOON
        assert report.details == "End reason: StopEgress API"
        assert report.is_over
        assert report.file is not None
        assert (report.file.size, report.file.duration_seconds) == (12345, 59)
        assert report.file.started_at is not None
        assert (report.file.started_at - NOON).total_seconds() == 1

    def test_one_that_begins_leaves_out_what_is_zero(self) -> None:
        report = read_egress({"egressId": "EG_1", "roomName": "group-1"})

        assert report == EgressReport("EG_1", "group-1", "STARTING")
        assert not report.is_over

    def test_an_answer_is_read_alike(self) -> None:
        info = EgressInfo(
            egress_id="EG_1",
            room_name="group-1",
            status=api.EgressStatus.EGRESS_ACTIVE,
            updated_at=nanoseconds(NOON),
            started_at=nanoseconds(NOON),
            room_composite=api.RoomCompositeEgressRequest(
                room_name="group-1", file=api.EncodedFileOutput(filepath="recordings/1/a.mp4")
            ),
        )

        report = EgressReport.read(info)

        assert read_egress(as_webhook(report)) == report

    def test_streams_are_told_with_their_redacted_addresses(self) -> None:
        report = read_egress(
            {
                "egressId": "EG_1",
                "streamResults": [
                    {"url": "rtmp://live.example/app/{abc...xyz}", "status": "FAILED", "error": "refused"}
                ],
            }
        )

        [stream] = report.streams
        assert (stream.url, stream.status, stream.error) == (
            "rtmp://live.example/app/{abc...xyz}",
            "FAILED",
            "refused",
        )

    def test_of_a_web_page_or_a_track_there_is_no_file_of_ours(self) -> None:
        assert read_egress({"egressId": "EG_1", "web": {"url": "https://else.where"}}).path == ""

    @pytest.mark.parametrize(
        "nonsense", [{}, {"egressId": ""}, {"egressId": "EG_1", "updatedAt": "soon"}, {"egressId": 1}]
    )
    def test_nonsense_is_said_to_be(self, nonsense: dict[str, Any]) -> None:
        with pytest.raises(UnreadableEgress):
            read_egress(nonsense)

    def test_what_is_further_ranks_higher(self) -> None:
        ranks = [rank_of(status) for status in ("", "STARTING", "ACTIVE", "ENDING", "COMPLETE")]

        assert ranks == sorted(set(ranks))
        assert rank_of("FAILED") == rank_of("ABORTED") == rank_of("LIMIT_REACHED") == rank_of("COMPLETE")


@pytest.fixture
def livekit_says(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """Each call ends in this error of LiveKit's."""
    settings.ROOMS = {
        **settings.ROOMS,
        "LIVEKIT_HOST": "http://127.0.0.1:1",
        "LIVEKIT_API_KEY": "key",
        "LIVEKIT_API_SECRET": "s" * 32,
    }

    def say(code: str, message: str, status: int) -> None:
        async def fail(*_: object, **__: object) -> None:
            raise api.ServerError(code, f"twirp error unknown: {message}", status=status)

        for name in ("start_room_composite_egress", "stop_egress", "list_egress", "update_stream"):
            monkeypatch.setattr(f"livekit.api.egress_service.EgressService.{name}", fail)

    yield say
    connection.close()


class TestErrors:
    @pytest.mark.parametrize(
        ("code", "message", "status", "kind"),
        [
            ("unavailable", "no response from servers", 503, NoRecorder),
            ("resource_exhausted", "no capacity", 429, NoRecorder),
            # A recorder has the order: it may record.
            ("deadline_exceeded", "request timed out", 408, LiveKitUnavailable),
            ("not_found", "requested room does not exist", 404, LiveKitNotFound),
            ("invalid_argument", "bad url", 400, EgressRefused),
            ("failed_precondition", "no file can stay at this recorder", 412, EgressRefused),
            ("unauthenticated", "invalid API key", 401, EgressRefused),
            ("internal", "egress not connected (redis required)", 500, NoRedis),
            ("internal", "something else", 500, LiveKitUnavailable),
        ],
    )
    def test_of_starting(
        self, livekit_says: Any, code: str, message: str, status: int, kind: type[Exception]
    ) -> None:
        livekit_says(code, message, status)

        with pytest.raises(kind) as raised:
            livekit.start_egress("group-1", page_url="https://x.example/record/", file=FileTarget("a.mp4"))

        assert type(raised.value) is kind

    @pytest.mark.parametrize(
        ("code", "status", "kind"),
        [
            ("failed_precondition", 412, EgressOver),
            ("deadline_exceeded", 408, NoRecorder),
            ("not_found", 404, LiveKitNotFound),
        ],
    )
    def test_of_stopping(self, livekit_says: Any, code: str, status: int, kind: type[Exception]) -> None:
        livekit_says(code, "egress with status EGRESS_COMPLETE cannot be stopped", status)

        with pytest.raises(kind):
            livekit.stop_egress("EG_1")

    def test_an_unknown_egress_is_an_empty_list(self, livekit_says: Any) -> None:
        livekit_says("not_found", "egress does not exist", 404)

        assert livekit.list_egresses(egress_id="EG_1") == []

    def test_no_stream_key_is_in_an_error_or_the_log(
        self, livekit_says: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        address = "rtmp://live.example/app/very-secret-key"
        livekit_says("invalid_argument", f"cannot parse {address}", 400)

        with caplog.at_level(logging.DEBUG), pytest.raises(EgressRefused) as raised:
            livekit.update_stream("EG_1", add=[address])

        assert "very-secret-key" not in f"{raised.value} {caplog.text}"


def test_a_broken_connection_does_not_start_twice(monkeypatch: pytest.MonkeyPatch, livekit_says: Any) -> None:

    asked = []

    async def drop(*_: object, **__: object) -> None:
        asked.append(1)
        raise aiohttp.ServerDisconnectedError

    monkeypatch.setattr("livekit.api.egress_service.EgressService.start_room_composite_egress", drop)
    monkeypatch.setattr("livekit.api.egress_service.EgressService.list_egress", drop)

    with pytest.raises(LiveKitUnavailable):
        livekit.start_egress("group-1", page_url="https://x.example/record/", file=FileTarget("a.mp4"))
    assert len(asked) == 1

    with pytest.raises(LiveKitUnavailable):
        livekit.list_egresses()
    assert len(asked) == 3, "what only reads is asked once more"


class TestWhatIsAsked:
    @pytest.fixture
    def request_of(self, monkeypatch: pytest.MonkeyPatch, livekit_says: Any) -> Any:
        heard: list[api.RoomCompositeEgressRequest] = []

        async def start(_: object, request: api.RoomCompositeEgressRequest) -> EgressInfo:
            heard.append(request)
            return EgressInfo(egress_id="EG_1")

        monkeypatch.setattr("livekit.api.egress_service.EgressService.start_room_composite_egress", start)

        def ask(**facts: Any) -> api.RoomCompositeEgressRequest:
            livekit.start_egress("group-1", page_url="https://x.example/record/", **facts)
            return heard[-1]

        return ask

    def test_a_file_on_the_recorders_disk(self, request_of: Any) -> None:
        request = request_of(file=FileTarget("recordings/1/a.mp4"))

        [output] = request.file_outputs
        assert output.filepath == "recordings/1/a.mp4"
        assert output.file_type == api.EncodedFileType.MP4
        assert output.disable_manifest
        assert output.WhichOneof("output") is None
        assert request.custom_base_url == "https://x.example/record/"
        assert request.preset == api.EncodingOptionsPreset.H264_720P_30

    def test_a_file_in_a_bucket(self, request_of: Any) -> None:
        target = S3Target("films", "AKIA", "secret", endpoint="https://s3.example", path_style=True)

        [output] = request_of(file=FileTarget("a.mp4", target)).file_outputs

        assert (output.s3.bucket, output.s3.access_key, output.s3.secret) == ("films", "AKIA", "secret")
        assert output.s3.endpoint == "https://s3.example"
        assert output.s3.force_path_style
        assert "secret" not in repr(target)

    def test_sound_only(self, request_of: Any) -> None:
        request = request_of(file=FileTarget("a.ogg"), audio_only=True)

        assert request.audio_only
        assert request.file_outputs[0].file_type == api.EncodedFileType.OGG

    def test_another_size(self, request_of: Any) -> None:
        request = request_of(file=FileTarget("a.mp4"), size=(960, 540))

        assert (request.advanced.width, request.advanced.height) == (960, 540)

    def test_streams(self, request_of: Any) -> None:
        request = request_of(stream_urls=["rtmp://live.example/app/key"])

        assert list(request.stream_outputs[0].urls) == ["rtmp://live.example/app/key"]
        assert not request.file_outputs
