"""What LiveKit says of an egress, in our words: the same from a webhook, a listing and an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from google.protobuf.json_format import ParseDict, ParseError
from livekit.protocol.egress import EgressInfo, EgressStatus, FileInfo, StreamInfo

STARTING, ACTIVE, ENDING = "STARTING", "ACTIVE", "ENDING"
COMPLETE, FAILED, ABORTED, LIMIT_REACHED = "COMPLETE", "FAILED", "ABORTED", "LIMIT_REACHED"

#: How far along each is; a later one is never followed by an earlier.
_RANKS = {STARTING: 0, ACTIVE: 1, ENDING: 2, COMPLETE: 3, FAILED: 3, ABORTED: 3, LIMIT_REACHED: 3}

#: The last word on an egress.
OVER = frozenset({COMPLETE, FAILED, ABORTED, LIMIT_REACHED})


def rank_of(status: str) -> int:
    """Reports of one egress come in any order; the higher of these is the newer. -1: none yet."""
    return _RANKS.get(status, -1)


class UnreadableEgress(ValueError):
    """Not an egress as we know them."""


@dataclass(frozen=True)
class EgressFile:
    """A file that the recorder says it wrote. Whether it is there, only the storage knows.

    Attributes:
        location: where, in the recorder's words; may be wrong behind a proxy.
        started_at, ended_at: of the recording, by the recorder's clock.
        duration_seconds: as the recorder tells it; the official one tells the time that went by, not the media's.
    """

    filename: str
    location: str
    size: int
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: float


@dataclass(frozen=True)
class EgressStream:
    """One target of a live stream.

    Attributes:
        url: as it was asked for, with the key redacted by LiveKit or the recorder.
        status: ACTIVE, FINISHED or FAILED.
    """

    url: str
    status: str
    started_at: datetime | None
    ended_at: datetime | None
    error: str


@dataclass(frozen=True)
class EgressReport:
    """How an egress was at one moment.

    Attributes:
        status: STARTING, ACTIVE, ENDING, COMPLETE, FAILED, ABORTED or LIMIT_REACHED.
        updated_ns: when, nanoseconds since 1970 by the clock of the recorder; the newest of two is the truth.
        path: the file that was asked for, as it was asked for; empty: none.
        error_code: like a status of HTTP; 0 where there is no error.
        details: why it ended, where that is no error: "End reason: Source closed".
    """

    egress_id: str
    room_name: str
    status: str
    updated_ns: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    path: str = ""
    error: str = ""
    error_code: int = 0
    details: str = ""
    file: EgressFile | None = None
    streams: tuple[EgressStream, ...] = ()

    @classmethod
    def read(cls, info: EgressInfo) -> Self:
        return cls(
            egress_id=info.egress_id,
            room_name=info.room_name,
            status=EgressStatus.Name(info.status).removeprefix("EGRESS_"),
            updated_ns=info.updated_at,
            started_at=_moment(info.started_at),
            ended_at=_moment(info.ended_at),
            path=_path_of(info),
            error=info.error,
            error_code=info.error_code,
            details=info.details,
            file=_file_of(info),
            streams=tuple(_stream(found) for found in info.stream_results),
        )

    @property
    def rank(self) -> int:
        return rank_of(self.status)

    @property
    def is_over(self) -> bool:
        return self.status in OVER


def read_egress(payload: Mapping[str, Any]) -> EgressReport:
    """An egress as webhooks tell it (protobuf's JSON); what a newer server adds is left out.

    Raises:
        UnreadableEgress: it has no id, or parts of the wrong shape.
    """
    try:
        report = EgressReport.read(ParseDict(dict(payload), EgressInfo(), ignore_unknown_fields=True))
    except (ParseError, ValueError, OverflowError, OSError) as error:
        raise UnreadableEgress(type(error).__name__) from error
    if not report.egress_id:
        raise UnreadableEgress("no egressId")
    return report


def _moment(nanoseconds: int) -> datetime | None:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC) if nanoseconds > 0 else None


def _path_of(info: EgressInfo) -> str:
    if info.WhichOneof("request") != "room_composite":
        return ""
    asked = info.room_composite
    return str(asked.file_outputs[0].filepath if asked.file_outputs else asked.file.filepath)


def _file_of(info: EgressInfo) -> EgressFile | None:
    found: FileInfo | None = next(iter(info.file_results), None)
    if found is None and info.WhichOneof("result") == "file":
        found = info.file  # servers before 1.5 told only this
    if found is None or not (found.filename or found.location):
        return None
    return EgressFile(
        filename=found.filename,
        location=found.location,
        size=found.size,
        started_at=_moment(found.started_at),
        ended_at=_moment(found.ended_at),
        duration_seconds=found.duration / 1e9,
    )


def _stream(found: StreamInfo) -> EgressStream:
    return EgressStream(
        url=found.url,
        status=StreamInfo.Status.Name(found.status),
        started_at=_moment(found.started_at),
        ended_at=_moment(found.ended_at),
        error=found.error,
    )
