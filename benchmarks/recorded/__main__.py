"""What a recording costs, and how true it is, by size, number of people and number of sessions at once.

The whole product runs with its recorder. Each session has one who speaks (720p, flashes and beeps on beats) and
others in small tiles; they show films that are encoded already, so nearly all work is LiveKit's and the recorder's:

    .venv/bin/python -m benchmarks.recorded [people=1,2,4,9,16] [size=1280x720] [sessions=1] [seconds=40]

Needs Go and what `make run RECORDING=1` installs. Prints a row of Markdown for each number of people;
docs/recorder.md has its figures from here.
"""

import json
import os
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urljoin

from benchmarks.recorded import films
from benchmarks.recorded.processor_time import used_by_all, used_by_programs
from benchmarks.serving.servers import UNTHROTTLED
from benchmarks.viewers.audience import Audience, build
from dev.stack import Stack
from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.desk import Desk
from tests.recording.in_step import in_step
from tests.recording.movie import Movie

PATIENCE_SECONDS = 120.0
#: They come, and the recording starts, before it is measured.
OUTSIDE_SECONDS = 40
#: The page has found its layout, and Chromium compiled its scripts.
WARM_SECONDS = 5.0
PROGRAMS = ("Chromium", "ffmpeg", "Xvfb", "PulseAudio", "worker")
HEAD = (
    "sessions x people",
    f"{' / '.join(PROGRAMS)}, % of a core",
    "whole machine",
    "recorded, s; pictures late / dropped",
    "picture / sound, s; pictures",
    "beep after flash, ms: median (from … to)",
    "start → active, s",
    "stop → ready, s",
    "MB",
    "complete",
)


@dataclass
class Recorded:
    """One recording, as the API and its file have it; times in seconds."""

    active_after: float
    ready_after: float
    said: dict[str, Any]
    movie: Movie


def main(words: Sequence[str]) -> int:
    asked = {"people": "1,2,4,9,16", "size": "1280x720", "sessions": "1", "seconds": "40"}
    asked |= dict(word.split("=", 1) for word in words)
    sessions, seconds = int(asked["sessions"]), int(asked["seconds"])
    program = build()
    _tell("encoding what they show")
    with tempfile.TemporaryDirectory() as folder:
        extra = UNTHROTTLED | {
            "ROOMS_RECORDING_SIZE": asked["size"],
            "ROOMS_THROTTLE_RECORDING": "1000/min",
        }
        places = {"RECORDER_MAX_JOBS": str(sessions)}
        shown = films.speaker(seconds + OUTSIDE_SECONDS), films.listener(seconds + OUTSIDE_SECONDS)
        _tell("starting the product")
        with (
            Stack(directory=Path(folder), extra=extra, recording=True, recorder_extra=places) as stack,
            Desk(stack, log=Path(folder) / "desk.log") as desk,
        ):
            print(
                f"{asked['size']}, {seconds} s each\n\n| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}",
                flush=True,
            )
            for people in map(int, asked["people"].split(",")):
                _tell(f"{sessions} session(s) of {people}")
                measured = Measured(stack, desk, Path(folder), program, shown)
                print(measured.row(sessions, people, seconds), flush=True)
    return 0


class Measured:
    def __init__(
        self, stack: Stack, desk: Desk, folder: Path, program: Path, shown: tuple[films.Film, films.Film]
    ) -> None:
        self.stack, self.desk, self.folder = stack, desk, folder
        self.program, self.shown = program, shown
        self.api = Api(stack.url)

    def row(self, sessions: int, people: int, seconds: int) -> str:
        """Fill the rooms, record, and say in Markdown what came of it."""
        log = self.stack.recorder.directory / "log" / "recorder.log"
        read = log.stat().st_size
        with Audience(self.program, seconds=1, log=self.folder / "people.log") as house:
            rooms = [self._fill(house, people) for _ in range(sessions)]
            with ThreadPoolExecutor(sessions) as pool:
                starts = list(pool.map(lambda room: self._start(*room), rooms))
                sleep(WARM_SECONDS)
                used, busy = self._use(seconds)
                done = list(pool.map(lambda room, start: self._stop(*room, *start), rooms, starts))
            house.close_doors()
            house.hear("left", within=PATIENCE_SECONDS)
        cells = (
            f"{sessions} x {people}",
            " / ".join(f"{100 * used[name] / seconds:.0f}" for name in PROGRAMS),
            f"{busy:.0%}",
            _each(_of_the_worker(log.read_bytes()[read:].decode(errors="replace"))),
            _each(_of_the_media(one.movie) for one in done),
            _each(_apart(one.movie) for one in done),
            _each(f"{one.active_after:.1f}" for one in done),
            _each(f"{one.ready_after:.1f}" for one in done),
            _each(f"{one.said['size_bytes'] / 1e6:.1f}" for one in done),
            _each("yes" if one.said["complete"] else str(one.said["error"]) for one in done),
        )
        return f"| {' | '.join(cells)} |"

    def _fill(self, house: Audience, people: int) -> tuple[Cast, str]:
        """A session of its own practitioner, with so many inside; who leads it, and the room's id."""
        cast, clients = self.desk.new_cast(), self.desk.new_audience(max(people - 1, 1))
        self.desk.let_record(cast, "workshop", "off")
        session = self.desk.plan(cast, "workshop", clients=clients)
        for number, person in enumerate([cast.nadia, *clients][:people]):
            granted = self.api.join(person, session)
            film = self.shown[min(number, 1)]
            house.admit(granted["url"], granted["token"], film=film.picture, sound=film.sound)
        deadline = monotonic() + PATIENCE_SECONDS
        while self.api.room(cast.nadia, session)["participant_count"] < people:
            if monotonic() > deadline:
                raise TimeoutError(f"Not all {people} came in.")
            sleep(0.2)
        return cast, granted["room"]["id"]

    def _start(self, cast: Cast, room: str) -> tuple[str, float]:
        began = monotonic()
        said = self.api.post(cast.nadia, f"/api/v1/rooms/{room}/start_recording/")
        self._wait(cast, room, said["id"], {"active"})
        return said["id"], monotonic() - began

    def _stop(self, cast: Cast, room: str, recording: str, active_after: float) -> Recorded:
        began = monotonic()
        self.api.post(cast.nadia, f"/api/v1/rooms/{room}/stop_recording/")
        said = self._wait(cast, room, recording, {"ready"})
        took = monotonic() - began
        return Recorded(active_after, took, said, Movie(self._fetch(cast, recording)))

    def _fetch(self, cast: Cast, recording: str) -> Path:
        link = self.api.post(cast.nadia, f"/api/v1/recordings/{recording}/link/")["url"]
        target = self.folder / f"{recording}.mp4"
        with urllib.request.urlopen(urljoin(self.stack.url, link), timeout=PATIENCE_SECONDS) as answer:
            target.write_bytes(answer.read())
        return target

    def _wait(self, cast: Cast, room: str, recording: str, wanted: set[str]) -> dict[str, Any]:
        deadline = monotonic() + PATIENCE_SECONDS
        while monotonic() < deadline:
            results = self.api.get(cast.nadia, f"/api/v1/rooms/{room}/recordings/")["results"]
            said: dict[str, Any] = next(one for one in results if one["id"] == recording)
            if said["status"] in wanted:
                return said
            if said["status"] == "failed":
                words = self.stack.recorder.child.last_lines(5)
                raise RuntimeError(f"The recording failed: {said['error']}. The recorder said: {words}")
            sleep(0.1)
        raise TimeoutError(f"It never was {wanted}: {said}")

    def _use(self, seconds: int) -> tuple[dict[str, float], float]:
        """Processor seconds of each program meanwhile, and the share of the machine that was busy."""
        worker = self.stack.recorder.child
        before, whole, began = used_by_programs(worker), used_by_all(), monotonic()
        sleep(seconds)
        after, took = used_by_programs(worker), monotonic() - began
        return {name: after[name] - before[name] for name in PROGRAMS}, (used_by_all() - whole) / took / (
            os.cpu_count() or 1
        )


def _of_the_media(movie: Movie) -> str:
    return f"{movie.picture.seconds:.1f} / {movie.sound.seconds:.1f}; {movie.picture.packets}"


def _of_the_worker(log: str) -> list[str]:
    """Of each recording that ended: how long it was, pictures that were late and dropped, what it says is short."""
    lines = [json.loads(line) for line in log.splitlines() if '"msg":"recorded"' in line]
    return [
        f"{line['wall'] / 1e9:.1f}; {line['duplicated']} / {line['dropped']} {line['short']}".strip()
        for line in lines
    ]


def _apart(movie: Movie) -> str:
    try:
        found = in_step(movie)
    except ValueError as error:
        return str(error)
    return f"{found.median:.0f} ({found.least:.0f} … {found.most:.0f})"


def _each(of_them: Iterable[str]) -> str:
    return "; ".join(of_them)


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
