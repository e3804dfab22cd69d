"""What a recording costs, and how true it is, by size, number of people and number of sessions at once.

The whole product runs with its recorder. Each session has one who speaks (720p, flashes and beeps on beats) and
others in small tiles; they show films that are encoded already, so nearly all work is LiveKit's and the recorder's:

    .venv/bin/python -m benchmarks.recorded [people=1,2,4,9,16] [size=1280x720] [sessions=1] [seconds=40]

Needs Go and what `make run RECORDING=1` installs. Prints a row of Markdown for each number of people;
docs/recorder.md has its figures from here.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.recorded import films
from benchmarks.recorded.processor_time import used_by_all, used_by_programs
from benchmarks.serving.servers import UNTHROTTLED
from benchmarks.viewers.audience import Audience, build
from dev.stack import Stack
from tests.e2e.desk import Desk
from tests.live.caller import Line, wait_until
from tests.recording.in_step import in_step
from tests.recording.movie import Movie
from tests.recording.site import Meeting, Site

PATIENCE_SECONDS = 120.0
#: Between two looks at what was asked for: more of them would be work that is measured.
PAUSE_SECONDS = 0.1
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
            Line() as line,
        ):
            print(
                f"{asked['size']}, {seconds} s each\n\n| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}",
                flush=True,
            )
            measured = Measured(Site(stack, line, Path(folder), desk), program, shown)
            for people in map(int, asked["people"].split(",")):
                _tell(f"{sessions} session(s) of {people}")
                print(measured.row(sessions, people, seconds), flush=True)
    return 0


class Measured:
    def __init__(self, site: Site, program: Path, shown: tuple[films.Film, films.Film]) -> None:
        self.site, self.program, self.shown = site, program, shown

    def row(self, sessions: int, people: int, seconds: int) -> str:
        """Fill the rooms, record, and say in Markdown what came of it."""
        earlier = len(self.site.recorded())
        with Audience(self.program, seconds=1, log=self.site.folder / "people.log") as house:
            meetings = [self._fill(house, people) for _ in range(sessions)]
            with ThreadPoolExecutor(sessions) as pool:
                starts = list(pool.map(self._start, meetings))
                sleep(WARM_SECONDS)
                used, busy = self._use(seconds)
                done = list(pool.map(lambda meeting, start: self._stop(meeting, *start), meetings, starts))
            house.close_doors()
            house.hear("left", within=PATIENCE_SECONDS)
        cells = (
            f"{sessions} x {people}",
            " / ".join(f"{100 * used[name] / seconds:.0f}" for name in PROGRAMS),
            f"{busy:.0%}",
            _each(_of_the_worker(said) for said in self.site.recorded()[earlier:]),
            _each(_of_the_media(one.movie) for one in done),
            _each(_apart(one.movie) for one in done),
            _each(f"{one.active_after:.1f}" for one in done),
            _each(f"{one.ready_after:.1f}" for one in done),
            _each(f"{one.said['size_bytes'] / 1e6:.1f}" for one in done),
            _each("yes" if one.said["complete"] else str(one.said["error"]) for one in done),
        )
        return f"| {' | '.join(cells)} |"

    def _fill(self, house: Audience, people: int) -> Meeting:
        """A session of its own practitioner, with so many inside."""
        meeting = self.site.meeting(others=max(people - 3, 0))
        for number, email in enumerate([meeting.host, *meeting.clients][:people]):
            ticket, film = meeting.ticket(email), self.shown[min(number, 1)]
            house.admit(ticket["url"], ticket["token"], film=film.picture, sound=film.sound)
        wait_until(
            lambda: meeting.room()["participant_count"] == people,
            what=f"all {people} are inside",
            within=PATIENCE_SECONDS,
            every=PAUSE_SECONDS,
        )
        return meeting

    def _start(self, meeting: Meeting) -> tuple[str, float]:
        began = monotonic()
        which = meeting.start_recording()
        meeting.wait_for(which, "active", within=PATIENCE_SECONDS, every=PAUSE_SECONDS)
        return which, monotonic() - began

    def _stop(self, meeting: Meeting, which: str, active_after: float) -> Recorded:
        began = monotonic()
        meeting.stop_recording()
        said = meeting.wait_for(which, "ready", within=PATIENCE_SECONDS, every=PAUSE_SECONDS)
        return Recorded(active_after, monotonic() - began, said, meeting.movie_of(said))

    def _use(self, seconds: int) -> tuple[dict[str, float], float]:
        """Processor seconds of each program meanwhile, and the share of the machine that was busy."""
        worker = self.site.stack.recorder.child
        before, whole, began = used_by_programs(worker), used_by_all(), monotonic()
        sleep(seconds)
        after, took = used_by_programs(worker), monotonic() - began
        return {name: after[name] - before[name] for name in PROGRAMS}, (used_by_all() - whole) / took / (
            os.cpu_count() or 1
        )


def _of_the_media(movie: Movie) -> str:
    return f"{movie.picture.seconds:.1f} / {movie.sound.seconds:.1f}; {movie.picture.packets}"


def _of_the_worker(said: dict[str, Any]) -> str:
    """How long it was, pictures that were late and dropped, what it says is short."""
    return f"{said['wall'] / 1e9:.1f}; {said['duplicated']} / {said['dropped']} {said['short']}".strip()


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
