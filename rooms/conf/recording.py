"""Recording, consent to it, and live streaming."""

from datetime import timedelta
from typing import Literal

from rooms.conf.reading import Defaults, Reader, environment, flag

UPLOADERS = ("request", "recorder")

DEFAULTS: Defaults = {
    "LIVEKIT_DEFAULT_RECORDING_ENABLED": environment("LIVEKIT_DEFAULT_RECORDING_ENABLED", "false"),
    # Recording: a storage of Django's STORAGES, private, that the recorder fills; empty: there is no recording.
    "RECORDING_STORAGE": "",
    # Where the recorder finds our page, as it sees us: https://…/record/
    "RECORDER_PAGE_URL": environment("RECORDER_PAGE_URL"),
    # What the page in the recorder dials, if that is neither LIVEKIT_HOST nor LIVEKIT_PUBLIC_URL.
    "RECORDER_LIVEKIT_URL": "",
    # Where the recorder says how it is; empty: nobody asks.
    "RECORDER_HEALTH_URL": "",
    # A shared disk may have another name where the recorder runs: put before each object key.
    "RECORDER_FILE_PREFIX": "",
    # "request": the recorder is told the keys of an S3 storage with each recording; "recorder": it has its own.
    "RECORDING_UPLOAD": "request",
    "RECORDING_SIZE": "1280x720",
    "RECORDING_DAYS": 90,
    "RECORDING_LINK_SECONDS": 900,
    "RECORDING_DOWNLOAD": True,
    "RECORDING_MAX_SECONDS": 6 * 3600,
    "RECORDING_START_SECONDS": 90,
    "RECORDING_EMPTY_SECONDS": 60,
    "CONSENT_SECONDS": 30,
    # Whether people may stream to addresses of the recorder's own network, as on one's own machine.
    "STREAM_PRIVATE_ADDRESSES": False,
}


class RecordingConf(Reader):
    """Where recordings go, how long things take, how long they are kept."""

    @property
    def default_recording_enabled(self) -> bool:
        return flag(self.value("LIVEKIT_DEFAULT_RECORDING_ENABLED"))

    @property
    def recording_storage(self) -> str:
        """Alias in Django's STORAGES; empty: nothing can be recorded."""
        return str(self.value("RECORDING_STORAGE"))

    @property
    def recorder_page_url(self) -> str:
        """The recording page as the recorder reaches it."""
        return str(self.value("RECORDER_PAGE_URL"))

    @property
    def can_record(self) -> bool:
        """Whether this site is set up to record at all; whether a recorder answers is another question."""
        return bool(self.recording_storage and self.recorder_page_url)

    @property
    def recorder_livekit_url(self) -> str:
        """LiveKit's address for the page in the recorder, as ws(s); by default what browsers dial."""
        return self.url("RECORDER_LIVEKIT_URL", {"http": "ws", "https": "wss"})

    @property
    def recorder_health_url(self) -> str:
        return str(self.value("RECORDER_HEALTH_URL"))

    @property
    def recorder_file_prefix(self) -> str:
        return str(self.value("RECORDER_FILE_PREFIX"))

    @property
    def recording_upload(self) -> Literal["request", "recorder"]:
        return "recorder" if self.value("RECORDING_UPLOAD") == "recorder" else "request"

    @property
    def recording_size(self) -> tuple[int, int]:
        """Width and height of the picture, in pixels."""
        width, _, height = str(self.value("RECORDING_SIZE")).partition("x")
        return int(width), int(height)

    @property
    def recording_days(self) -> int:
        """How many days a recording is kept, where neither room nor template says."""
        return int(self.value("RECORDING_DAYS"))

    @property
    def recording_link(self) -> timedelta:
        """How long a link to a recording works; never above 15 minutes."""
        return timedelta(seconds=min(int(self.value("RECORDING_LINK_SECONDS")), 900))

    @property
    def recording_download(self) -> bool:
        """Whether people may keep a copy of what they may watch."""
        return flag(self.value("RECORDING_DOWNLOAD"))

    @property
    def recording_limit(self) -> timedelta:
        """The longest recording."""
        return timedelta(seconds=float(self.value("RECORDING_MAX_SECONDS")))

    @property
    def recording_start_limit(self) -> timedelta:
        """How long a recording may take to begin."""
        return timedelta(seconds=float(self.value("RECORDING_START_SECONDS")))

    @property
    def recording_empty_limit(self) -> timedelta:
        """How long a room without people is recorded."""
        return timedelta(seconds=float(self.value("RECORDING_EMPTY_SECONDS")))

    @property
    def consent_limit(self) -> timedelta:
        """How long answers are awaited before a recording starts."""
        return timedelta(seconds=float(self.value("CONSENT_SECONDS")))

    @property
    def can_stream(self) -> bool:
        """Whether this site is set up to stream: no key goes to LiveKit before a recorder was seen."""
        return bool(self.recorder_page_url and self.recorder_health_url)

    @property
    def stream_private_addresses(self) -> bool:
        return flag(self.value("STREAM_PRIVATE_ADDRESSES"))
