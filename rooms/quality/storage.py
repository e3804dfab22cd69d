"""A summary as JSON and back. What people and statistics read is worked out once, when it is stored."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from rooms.partly_known import most_known
from rooms.quality.grading import level_of
from rooms.quality.merging import worst_of
from rooms.quality.shapes import LEVELS, METRICS, Received, Summary, Trouble

#: Under this key lies what the next batch is added to; nobody else needs it.
STATE = "state"


def to_json(summary: Summary, received: Received | None = None) -> dict[str, Any]:
    """What a row of the ledger holds, below 2 KiB.

    Args:
        received: the batches that are in it, of one connection.
    """
    state: dict[str, Any] = {
        "sums": [list(summary.sums.get(metric, (0, 0))) for metric in METRICS],
        "width": summary.width,
        "trouble": [list(astuple(stretch)) for stretch in summary.trouble],
        "moments": [list(moment) for moment in summary.moments],
    }
    if received is not None:
        state["batches"] = [received.highest, f"{received.mask:x}"]
    return {**_shown(summary), STATE: state}


def from_json(stored: Mapping[str, Any]) -> tuple[Summary, Received]:
    """What `to_json` stored; empty where nothing was."""
    state = stored.get(STATE)
    if state is None:
        return Summary(), Received()
    highest, mask = state.get("batches", (0, "0"))
    summary = Summary(
        seconds={level: n for level, n in stored["levels"].items() if n},
        sums={
            metric: (pair[0], pair[1]) for metric, pair in zip(METRICS, state["sums"], strict=True) if pair[1]
        },
        began=_stamp(stored["from"]),
        until=_stamp(stored["until"]),
        width=state["width"],
        trouble=tuple(Trouble(*stretch) for stretch in state["trouble"]),
        events=dict(stored["events"]),
        moments=tuple((at, kind) for at, kind in state["moments"]),
    )
    return summary, Received(highest, int(mask, 16))


def shown(stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a statement shows of a stored summary; None where nothing was measured."""
    if not stored.get("level"):
        return None
    return {key: value for key, value in stored.items() if key not in {STATE, "waiting"}}


def _shown(summary: Summary) -> dict[str, Any]:
    def whole(metric: str) -> int | None:
        mean = summary.mean(metric)
        return None if mean is None else round(mean)

    def percent(metric: str) -> float | None:
        mean = summary.mean(metric)
        return None if mean is None else round(mean / 10, 1)

    sent, received = percent("sent_loss"), percent("received_loss")
    worst = worst_of(summary)
    return {
        "level": level_of(summary),
        "seconds": summary.measured_seconds,
        "levels": {level: summary.seconds.get(level, 0) for level in LEVELS},
        "rtt_ms": whole("rtt_ms"),
        "jitter_ms": whole("jitter_ms"),
        "loss_percent": most_known(sent, received),
        "sent_loss_percent": sent,
        "received_loss_percent": received,
        "sent_kbps": whole("sent_kbps"),
        "received_kbps": whole("received_kbps"),
        "worst": None
        if worst is None
        else {
            "from": _moment(worst.began),
            "until": _moment(worst.until),
            "seconds": worst.seconds,
            "loss_percent": worst.loss_percent,
            "rtt_ms": worst.rtt_ms,
        },
        "events": dict(summary.events),
        "from": _moment(summary.began),
        "until": _moment(summary.until),
    }


def _moment(stamp: int | None) -> str | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC).isoformat().replace("+00:00", "Z")


def _stamp(moment: str | None) -> int | None:
    return None if moment is None else int(datetime.fromisoformat(moment).timestamp())
