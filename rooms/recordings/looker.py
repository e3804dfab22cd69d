"""A program of its own that says what is in a file: `rooms.recordings.probing` starts it and reads for it.

Whatever a file does to the decoder, it does to this process: which has no network, no secrets, no database, little
memory and little time, and gets the bytes that it asks for through its pipes. It imports nothing of this app.

It writes lines of JSON: `{"read": [offset, length]}`, which is answered by so many bytes at most, their number in eight
bytes before them; in the end `{"found": {…}}`, once.
"""

import io
import json
import struct
import sys
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

MEGABYTE = 1024 * 1024
MEMORY_BYTES = 1024 * MEGABYTE
PROCESSOR_SECONDS = 40

#: Asked for at once, and so many of them are kept: an index at the end of a file is read in one go.
BLOCK = MEGABYTE
BLOCKS_KEPT = 24

#: Nothing else is even tried: some formats are lists of other files and addresses.
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,ogg,matroska,webm"

#: A picture that stands longer counts as one second: behind it there is none.
LONGEST_PICTURE = 1.0
#: Shorter holes are no holes, but rounding.
SHORTEST_HOLE = 2.0
HOLES_TOLD = 5
#: So many packets may be needed until the first of them can be decoded.
TRIES_TO_DECODE = 100
SOUNDS_DECODED = 5


class Remote(io.RawIOBase):
    """The file, as whoever started us reads it."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, length: int = -1) -> bytes:
        if length < 0:
            length = self._size - self._at
        number, start = divmod(self._at, BLOCK)
        found = self._block(number)[start : start + length] if self._at < self._size else b""
        self._at += len(found)
        return found

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            self._blocks[number] = _ask_for(number * BLOCK, BLOCK)
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]


def _ask_for(offset: int, length: int) -> bytes:
    _say({"read": [offset, length]})
    (count,) = struct.unpack(">q", sys.stdin.buffer.read(8))
    found = sys.stdin.buffer.read(count)
    if len(found) != count:
        raise OSError("whoever started us is gone")
    return found


def _say(words: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Arguments: the size of the file in bytes, seconds for looking through it, the folder of PyAV."""
    size, seconds, packages = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    sys.path.append(packages)
    import av

    _limit_ourselves()
    _say({"found": look(av, Remote(size), size=size, until=monotonic() + seconds)})


def _limit_ourselves() -> None:
    import resource  # not on every system that rooms runs on; there nothing is recorded

    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def look(av: Any, file: Any, *, size: int, until: float) -> dict[str, object]:
    """What `probing.Found` says, as JSON."""
    options = {"format_whitelist": FORMATS}
    try:
        with av.open(file, options=options, buffer_size=BLOCK // 4) as container:
            return _look_into(av, container, size=size, until=until)
    except (av.error.FFmpegError, OSError, MemoryError, ValueError) as error:
        return {"playable": False, "said": type(error).__name__}


def _look_into(av: Any, container: Any, *, size: int, until: float) -> dict[str, object]:
    # The first of each kind: what a player plays.
    streams = [found[0] for found in (container.streams.video, container.streams.audio) if found]
    for stream in streams:
        stream.thread_type, stream.codec_context.thread_count = "NONE", 1
    decoded = {stream.type: _first_frame(av, container, stream) for stream in streams}
    counted, all_counted = _packets(container, streams, size=size, until=until)
    found: dict[str, object] = {"playable": any(decoded.values()), "all_counted": all_counted}
    lasts = max((spans[-1][1] for spans in counted.values() if spans), default=0.0)
    for stream in streams:
        frame, spans = decoded[stream.type], counted.get(stream.index, [])
        if frame is None:
            spans = []
        kind = "picture" if stream.type == "video" else "sound"
        found[f"{kind}_seconds"] = _seconds_of(stream, frame, spans)
        found[f"{kind}_holes"] = list(_holes(spans, lasts))[:HOLES_TOLD]
    if lasts or container.duration:
        found["duration_seconds"] = lasts or container.duration / av.time_base
    return found


def _first_frame(av: Any, container: Any, stream: Any) -> Any:
    """Of sound the longest of the first: what comes before the beginning is cut off the very first."""
    container.seek(0)
    longest = None
    for number, packet in enumerate(container.demux(stream)):
        try:
            for frame in packet.decode():
                if stream.type == "video":
                    return frame
                if longest is None or frame.samples > longest.samples:
                    longest = frame
        except av.error.FFmpegError:
            pass  # it may begin in the middle of something
        if number >= (SOUNDS_DECODED if longest is not None else TRIES_TO_DECODE):
            break
    return longest


#: From when until when each packet is heard or seen, in seconds.
Spans = list[tuple[float, float]]


def _packets(container: Any, streams: list[Any], *, size: int, until: float) -> tuple[dict[int, Spans], bool]:
    """Every packet that is really in the file, by stream; and whether there was time for all of them."""
    if all(stream.frames for stream in streams) and _covers(streams, size):
        # The index of an MP4 names each packet: a gigabyte need not be read to count them.
        return {stream.index: _spans(stream, _in_index(stream, size)) for stream in streams}, True
    found: dict[int, list[float]] = {stream.index: [] for stream in streams}
    in_time = True
    container.seek(0)
    for packet in container.demux(streams):
        if packet.size and packet.pts is not None:
            found[packet.stream_index].append(float(packet.pts * packet.time_base))
        if monotonic() > until:
            in_time = False
            break
    return {stream.index: _spans(stream, found[stream.index]) for stream in streams}, in_time


def _covers(streams: list[Any], size: int) -> bool:
    """Of a file in fragments the index names the first of them only, and most bytes are in none of its entries."""
    named: int = sum(entry.size for stream in streams for entry in stream.index_entries)
    return 2 * named > size


def _in_index(stream: Any, size: int) -> Iterator[float]:
    """Of a file that was cut off the index names more than there is."""
    base = float(stream.time_base)
    return (entry.timestamp * base for entry in stream.index_entries if entry.pos + entry.size <= size)


def _spans(stream: Any, begins: Iterable[float]) -> Spans:
    ordered = sorted(begins)
    if stream.type == "audio":
        lasts = _samples(stream) / stream.rate if stream.rate else 0.0
        return [(begin, begin + lasts) for begin in ordered]
    usual = 1 / float(stream.average_rate) if stream.average_rate else 0.0
    ends = [*ordered[1:], (ordered[-1] + usual if ordered else 0.0)]
    return [(begin, min(end, begin + LONGEST_PICTURE)) for begin, end in zip(ordered, ends, strict=True)]


def _samples(stream: Any) -> int:
    """In each packet. Opus does not say so before it is decoded; 20 ms are what is usual."""
    return int(stream.codec_context.frame_size or stream.rate // 50)


def _seconds_of(stream: Any, frame: Any, spans: Spans) -> float:
    """How much there is: of sound its packets times their length, whatever the times on them say."""
    if stream.type == "audio" and frame is not None and frame.sample_rate:
        return len(spans) * float(frame.samples) / float(frame.sample_rate)
    return sum(end - begin for begin, end in spans)


def _holes(spans: Spans, lasts: float) -> Iterator[tuple[float, float]]:
    before = 0.0
    for begin, end in spans:
        if begin - before > SHORTEST_HOLE:
            yield round(before, 1), round(begin, 1)
        before = max(before, end)
    if lasts - before > SHORTEST_HOLE:
        yield round(before, 1), round(lasts, 1)


if __name__ == "__main__":
    main()
