"""Prometheus' text format, version 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Sample:
    """One number.

    Attributes:
        value: NaN where it is not known.
        labels: what tells it from the others of its metric.
    """

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Metric:
    """Numbers of one meaning.

    Attributes:
        name: letters, digits and underscores; a counter's ends in `_total`, and the unit stands in it.
        means: one line for people.
        samples: none is allowed, and says that there is nothing of it now.
    """

    name: str
    kind: Literal["gauge", "counter"]
    means: str
    samples: tuple[Sample, ...]


def write(metrics: Iterable[Metric]) -> str:
    """All of it, as Prometheus reads it."""
    lines: list[str] = []
    for metric in metrics:
        lines.append(f"# HELP {metric.name} {_escape(metric.means)}")
        lines.append(f"# TYPE {metric.name} {metric.kind}")
        lines.extend(f"{metric.name}{_labels(one.labels)} {_number(one.value)}" for one in metric.samples)
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    # In a label quotes are escaped, too; in HELP they must not be.
    return _escape(text).replace('"', r"\"")


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) else repr(float(value))
