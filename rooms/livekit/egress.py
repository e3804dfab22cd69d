"""The part of the gateway that records and streams: LiveKit's Egress API, whichever recorder serves it.

`start_egress` is the one call that is not safe to repeat: whoever heard no answer asks `list_egresses` first.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from livekit import api

from rooms.exceptions import (
    EgressOver,
    EgressRefused,
    LiveKitNotFound,
    LiveKitUnavailable,
    NoRecorder,
    NoRedis,
)
from rooms.livekit.connection import call
from rooms.livekit.egress_answers import EgressReport

#: LiveKit asks recorders for 23 s when none answers; within this its answer has come, or none will.
START_SECONDS = 30.0

#: Where a recorder was chosen and then does not answer, LiveKit asks once more and once more, for 10, 20 and 40 s and
#: with pauses (protocol/rpc/egress_client.go of 1.13.5), whether or not anybody still listens.
START_TRIES_SECONDS = 80.0

#: What cannot be stopped, because its recorder is dead or it has ended, costs LiveKit 3 s to say so.
STOP_SECONDS = 8.0

_PRESETS = {
    (1280, 720): api.EncodingOptionsPreset.H264_720P_30,
    (1920, 1080): api.EncodingOptionsPreset.H264_1080P_30,
}


@dataclass(frozen=True)
class S3Target:
    """A bucket, and the key to it; LiveKit and the recorder show neither key in what they tell.

    Attributes:
        endpoint: "https://host[:port]"; empty: Amazon's.
        path_style: the bucket is part of the path, not of the host's name.
    """

    bucket: str
    access_key: str
    secret: str
    region: str = ""
    endpoint: str = ""
    session_token: str = ""
    path_style: bool = False

    def __repr__(self) -> str:
        return f"S3Target({self.bucket!r}, …)"


@dataclass(frozen=True)
class FileTarget:
    """Where a recording goes.

    Attributes:
        path: the object's key, or the file below the recorder's folder; its ending (.mp4, .ogg) says what it will be.
        s3: None: the recorder's own disk, or the storage that it was configured with.
    """

    path: str
    s3: S3Target | None = None


def start_egress(
    room_name: str,
    *,
    page_url: str,
    file: FileTarget | None = None,
    stream_urls: Collection[str] = (),
    audio_only: bool = False,
    size: tuple[int, int] = (1280, 720),
    layout: str = "speaker",
    timeout: float | None = START_SECONDS,
) -> EgressReport:
    """Let a recorder record or stream a room. Not to be repeated blindly: no answer does not mean no egress.

    Args:
        page_url: our page as the recorder reaches it; it adds layout, address and token.
        stream_urls: RTMP(S) addresses with their keys. LiveKit logs them in clear where no recorder answers: ask first
            whether one is there.
        size: width and height of the picture, in pixels.

    Raises:
        LiveKitNotFound: LiveKit has no such room.
        NoRecorder: none answers, or none is free; said after 23 s.
        EgressRefused: it would be refused again.
        LiveKitUnavailable: no answer; there may be an egress nevertheless.
    """
    request = api.RoomCompositeEgressRequest(
        room_name=room_name, layout=layout, audio_only=audio_only, custom_base_url=page_url
    )
    if file is not None:
        request.file_outputs.append(_file_output(file))
    if stream_urls:
        request.stream_outputs.append(api.StreamOutput(protocol=api.StreamProtocol.RTMP, urls=stream_urls))
    if size in _PRESETS:
        request.preset = _PRESETS[size]
    else:
        request.advanced.CopyFrom(api.EncodingOptions(width=size[0], height=size[1], framerate=30))
    with _errors_of_egress(_KNOWN_NOT_TO_BEGIN, _REFUSALS | {_TOO_LATE}):
        info = call(
            "start_egress",
            lambda lk: lk.egress.start_room_composite_egress(request),
            timeout,
            is_repeatable=False,
            hidden=stream_urls,
        )
    return EgressReport.read(info)


def stop_egress(egress_id: str, *, timeout: float | None = STOP_SECONDS) -> EgressReport:
    """Ask the recorder to end; what it has recorded is finished and kept.

    Raises:
        LiveKitNotFound: LiveKit knows no such egress.
        EgressOver: it has ended already.
        NoRecorder: its recorder does not answer; LiveKit goes on calling it active.
        LiveKitUnavailable: LiveKit does not answer.
    """
    request = api.StopEgressRequest(egress_id=egress_id)
    with _errors_of_egress():
        return EgressReport.read(call("stop_egress", lambda lk: lk.egress.stop_egress(request), timeout))


def list_egresses(
    *, room_name: str = "", egress_id: str = "", only_active: bool = False, timeout: float | None = None
) -> list[EgressReport]:
    """What LiveKit knows: what runs, and for a day what has ended. Of a dead recorder it says ACTIVE for ever.

    Args:
        room_name, egress_id: of this room, or this one, only; an unknown one gives nothing.

    Raises:
        NoRedis: this LiveKit cannot record at all.
        LiveKitUnavailable: LiveKit does not answer.
    """
    found: list[EgressReport] = []
    page = api.ListEgressRequest(room_name=room_name, egress_id=egress_id, active=only_active)
    while True:
        with _errors_of_egress():
            try:
                answer = call("list_egresses", lambda lk: lk.egress.list_egress(page), timeout)
            except LiveKitNotFound:
                return found
        found += [EgressReport.read(info) for info in answer.items]
        if not answer.next_page_token.token:
            return found
        page.page_token.CopyFrom(answer.next_page_token)


def update_stream(
    egress_id: str, *, add: Collection[str] = (), remove: Collection[str] = (), timeout: float | None = None
) -> EgressReport:
    """Begin or end streaming to addresses, with their keys, while the egress runs.

    Raises:
        LiveKitNotFound, EgressOver, NoRecorder, EgressRefused, LiveKitUnavailable: as for the others.
    """
    request = api.UpdateStreamRequest(
        egress_id=egress_id, add_output_urls=list(add), remove_output_urls=list(remove)
    )
    with _errors_of_egress():
        info = call(
            "update_stream",
            lambda lk: lk.egress.update_stream(request),
            timeout,
            is_repeatable=False,
            hidden=[*add, *remove],
        )
    return EgressReport.read(info)


def _file_output(file: FileTarget) -> api.EncodedFileOutput:
    is_ogg = file.path.endswith(".ogg")
    output = api.EncodedFileOutput(
        file_type=api.EncodedFileType.OGG if is_ogg else api.EncodedFileType.MP4,
        filepath=file.path,
        disable_manifest=True,
    )
    if file.s3 is not None:
        output.s3.CopyFrom(
            api.S3Upload(
                access_key=file.s3.access_key,
                secret=file.s3.secret,
                session_token=file.s3.session_token,
                region=file.s3.region,
                endpoint=file.s3.endpoint,
                bucket=file.s3.bucket,
                force_path_style=file.s3.path_style,
            )
        )
    return output


_REFUSALS = frozenset({"invalid_argument", "permission_denied", "unauthenticated", "unimplemented"})
_SILENCE = frozenset({"unavailable", "deadline_exceeded", "resource_exhausted"})
#: What an egress says that has ended. A start has none yet: there a recorder says that it is not able to.
_TOO_LATE = "failed_precondition"
#: Of a start "deadline exceeded" says that a recorder has the order, and nobody knows what it made of it.
_KNOWN_NOT_TO_BEGIN = _SILENCE - {"deadline_exceeded"}


@contextmanager
def _errors_of_egress(
    silence: Collection[str] = _SILENCE, refusals: Collection[str] = _REFUSALS
) -> Iterator[None]:
    """By the code of LiveKit's answer, where there was one.

    Args:
        silence: codes that say that no recorder has heard of it.
        refusals: codes that say that it would be refused again.
    """
    try:
        yield
    except LiveKitUnavailable as error:
        answer = error.__cause__
        if not isinstance(answer, api.ServerError):
            raise
        if "redis required" in answer.message:
            raise NoRedis(reason=error.reason) from answer
        if answer.code in silence:
            raise NoRecorder(reason=error.reason) from answer
        if answer.code in refusals:
            raise EgressRefused(reason=error.reason) from answer
        if answer.code == _TOO_LATE:
            raise EgressOver from answer
        raise
