"""What a product that records has beside the rest: a Redis, a recorder, a folder, and what Django is told of them."""

import os
from collections.abc import Mapping
from pathlib import Path

from dev.child import Child
from dev.failure import Problem
from dev.livekit import LiveKitServer
from dev.recorder import Recorder
from dev.redis import RedisServer

YES, NO = ("1", "yes", "true", "on"), ("", "0", "no", "false", "off")


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person said RECORDING=1. Raises Problem for what is neither yes nor no."""
    asked = environment.get("RECORDING", "").strip().lower()
    if asked not in YES + NO:
        raise Problem(f"RECORDING={asked} is neither yes nor no.", "Say make run RECORDING=1, or make run.")
    return asked in YES


def wishes(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the person set for the recorder itself, such as RECORDER_MAX_JOBS."""
    return {name: value for name, value in environment.items() if name.startswith("RECORDER_")}


def warning(environment: Mapping[str, str] = os.environ) -> str:
    """For people: what is not as safe as it could be, and how it would be; empty where nothing is."""
    if os.geteuid() != 0 or environment.get("RECORDER_SANDBOX", "").strip().lower() == "off":
        return ""
    return (
        "You are root: the Chromium that records runs without its sandbox. It keeps it where another user runs "
        "make run (in a clone that is theirs)."
    )


def page_url(web_url: str) -> str:
    """The recording page of a product, as its recorder reaches it."""
    return f"{web_url}/record/"


def told_to_django(web_url: str, directory: Path, health_url: str = "") -> dict[str, str]:
    """The settings with which Django records.

    Args:
        health_url: where the recorder says how it is; empty: Django does not ask.
    """
    return {
        "RECORDER_PAGE_URL": page_url(web_url),
        "ROOMS_RECORDINGS_ROOT": str(directory / "recordings"),
        "ROOMS_RECORDER_HEALTH_URL": health_url,
        # Receivers of tests, and of whoever tries, are on this machine.
        "ROOMS_STREAM_PRIVATE_ADDRESSES": "1",
    }


class Recording:
    """Redis and the recorder of one stack.

    Args:
        directory: of the stack.
        livekit: its server, which has not been started yet.
        web_url: of its pages, without a slash at its end.
        extra: more of the recorder's environment.
    """

    def __init__(
        self,
        *,
        directory: Path,
        livekit: LiveKitServer,
        web_url: str,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.redis = RedisServer(directory=directory)
        self.recorder = Recorder(
            directory=directory, livekit=livekit, page_url=page_url(web_url), extra=extra
        )
        self._livekit = livekit
        self.environment = told_to_django(web_url, directory, self.recorder.health_url)

    @property
    def children(self) -> list[Child]:
        return [self.redis.child, self.recorder.child]

    def start_redis(self) -> None:
        """Before LiveKit starts: it is told where its Redis is."""
        self.redis.start()
        self._livekit.redis = self.redis.url

    def start_recorder(self) -> None:
        """Start the recorder (again), once LiveKit runs."""
        self.recorder.start(self.redis.url)
