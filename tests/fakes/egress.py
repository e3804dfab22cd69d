"""LiveKit's egresses in memory, and the recorder behind them; part of `tests.fakes.livekit.FakeLiveKit`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from rooms.exceptions import EgressOver, LiveKitNotFound, NoRecorder, NoRedis, RoomsError
from rooms.livekit import EgressFile, EgressReport, FileTarget

_numbers = count(1)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def nanoseconds(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1_000


@dataclass(frozen=True)
class Started:
    """What was asked for."""

    room_name: str
    page_url: str
    file: FileTarget | None
    audio_only: bool
    size: tuple[int, int]


class FakeEgresses:
    """Attributes:
    has_redis: without it LiveKit knows of no egress.
    free_recorders: how many more it can start.
    refusal: what starting ends in instead.
    loses_answer: an egress is made, and whoever asked hears this error instead.
    dead: egresses whose recorder died; LiveKit goes on calling them what it did.
    started: what was asked for.
    """

    def __init__(self) -> None:
        self.has_redis = True
        self.free_recorders = 100
        self.refusal: RoomsError | None = None
        self.loses_answer: RoomsError | None = None
        self.dead: set[str] = set()
        self.egresses: dict[str, EgressReport] = {}
        self.started: list[Started] = []

    # --- What happens at the recorder
    def reports(self, egress_id: str, status: str, *, at: datetime, **facts: Any) -> EgressReport:
        """The recorder tells LiveKit how it is; a webhook with the same is for the test to deliver, or not."""
        before = self.egresses[egress_id]
        if status == "ACTIVE":
            facts.setdefault("started_at", at)
        if status in ("COMPLETE", "FAILED", "ABORTED", "LIMIT_REACHED"):
            facts.setdefault("ended_at", at)
        report = replace(before, status=status, updated_ns=nanoseconds(at), **facts)
        self.egresses[egress_id] = report
        return report

    def file_of(self, egress_id: str, *, at: datetime) -> EgressFile:
        """What it says of a file that ends now."""
        report = self.egresses[egress_id]
        seconds = (at - report.started_at).total_seconds() if report.started_at else 0.0
        return EgressFile(report.path, report.path, 1_000, report.started_at, at, seconds)

    def makes(self, room_name: str, path: str, *, at: datetime) -> EgressReport:
        """There is an egress, whoever asked for it."""
        egress_id = f"EG_{next(_numbers):08}"
        self.egresses[egress_id] = EgressReport(
            egress_id, room_name, "STARTING", updated_ns=nanoseconds(at), path=path
        )
        return self.egresses[egress_id]

    # --- rooms.livekit
    def start_egress(
        self,
        room_name: str,
        *,
        page_url: str,
        file: FileTarget | None = None,
        stream_urls: Collection[str] = (),
        audio_only: bool = False,
        size: tuple[int, int] = (1280, 720),
        layout: str = "speaker",
        timeout: float | None = None,
    ) -> EgressReport:
        self._note("start_egress", room_name)
        if room_name not in self._room_names():
            raise LiveKitNotFound
        if self.refusal is not None:
            raise self.refusal
        if self.free_recorders <= 0 or not self.has_redis:
            raise NoRecorder(reason="start_egress: 503 unavailable no response from servers")
        self.free_recorders -= 1
        self.started.append(Started(room_name, page_url, file, audio_only, size))
        report = self.makes(room_name, file.path if file is not None else "", at=self.now())
        if self.loses_answer is not None:
            raise self.loses_answer
        return report

    def stop_egress(self, egress_id: str, *, timeout: float | None = None) -> EgressReport:
        self._note("stop_egress", "", egress_id)
        report = self._egress(egress_id)
        if report.is_over:
            raise EgressOver
        if egress_id in self.dead:
            raise NoRecorder(reason="stop_egress: 408 deadline_exceeded")
        if report.status == "STARTING":
            return self.reports(
                egress_id,
                "ABORTED",
                at=self.now(),
                error="Stop called before pipeline could start",
                error_code=412,
            )
        if report.status == "ACTIVE":
            return self.reports(egress_id, "ENDING", at=self.now())
        return report

    def list_egresses(
        self,
        *,
        room_name: str = "",
        egress_id: str = "",
        only_active: bool = False,
        timeout: float | None = None,
    ) -> list[EgressReport]:
        self._note("list_egresses", room_name, egress_id)
        if not self.has_redis:
            raise NoRedis(reason="list_egresses: 500 internal egress not connected (redis required)")
        return [
            report
            for report in self.egresses.values()
            if (not room_name or report.room_name == room_name)
            and (not egress_id or report.egress_id == egress_id)
            and not (only_active and report.is_over)
        ]

    # --- For FakeLiveKit
    def now(self) -> datetime:
        raise NotImplementedError

    def _note(self, function: str, room: str = "", identity: str = "") -> None:
        raise NotImplementedError

    def _room_names(self) -> Collection[str]:
        raise NotImplementedError

    def _egress(self, egress_id: str) -> EgressReport:
        if egress_id not in self.egresses:
            raise LiveKitNotFound
        return self.egresses[egress_id]


def as_webhook(report: EgressReport) -> Mapping[str, Any]:
    """The `egressInfo` of a webhook: protobuf's JSON, which leaves out what is zero."""
    told: dict[str, Any] = {
        "egressId": report.egress_id,
        "roomName": report.room_name,
        "updatedAt": str(report.updated_ns),
        "roomComposite": {"roomName": report.room_name, "fileOutputs": [{"filepath": report.path}]},
    }
    if report.status != "STARTING":
        told["status"] = f"EGRESS_{report.status}"
    for key, moment in (("startedAt", report.started_at), ("endedAt", report.ended_at)):
        if moment is not None:
            told[key] = str(nanoseconds(moment))
    told |= {
        key: value
        for key, value in (
            ("error", report.error),
            ("errorCode", report.error_code),
            ("details", report.details),
        )
        if value
    }
    file = report.file
    if file is not None:
        told["fileResults"] = [
            {
                "filename": file.filename,
                "location": file.location,
                "size": str(file.size),
                "duration": str(int(file.duration_seconds * 10**9)),
                **({"startedAt": str(nanoseconds(file.started_at))} if file.started_at else {}),
                **({"endedAt": str(nanoseconds(file.ended_at))} if file.ended_at else {}),
            }
        ]
    return told
