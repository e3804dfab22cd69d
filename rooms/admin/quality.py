"""How good connections were in the last thirty days: by day, and in percentiles. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, FloatField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from rooms.admin.columns import NONE
from rooms.models import Medium, Visit
from rooms.quality import level_words

DAYS = 30
SHOWN = ("good", "fair", "weak")
PERCENTILES = (50, 90, 99)
#: Metric of a summary, what people call it, and with how many decimals and which unit it is written.
METRICS = (("rtt_ms", _("Round trip"), 0, "ms"), ("loss_percent", _("Packets lost"), 1, "%"))


@dataclass(frozen=True)
class Share:
    """Attributes:
    percent: of the measured visits of that day.
    begins: where its part of the bar begins, in percent.
    """

    level: str
    words: str
    number: int
    percent: float
    begins: float


@dataclass(frozen=True)
class Day:
    day: date
    measured: int
    unmeasured: int
    shares: tuple[Share, ...]


def get_distribution(*, at: datetime) -> dict[str, Any]:
    """What the page shows; phones, which measure nothing, are left out."""
    first = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(
        days=DAYS - 1
    )
    visits = Visit.objects.filter(joined_at__gte=first).exclude(medium=Medium.PHONE)
    return {
        "days": _days(visits),
        "percentiles": [
            (words, [_written(value, decimals, unit) for value in _percentiles(visits, metric)])
            for metric, words, decimals, unit in METRICS
        ],
        "heads": PERCENTILES,
        "levels": [(level, level_words(level)) for level in SHOWN],
        "number_of_days": DAYS,
    }


def _days(visits: QuerySet[Visit]) -> list[Day]:
    counted = (
        visits.annotate(day=TruncDate("joined_at"), level=KT("quality__level"))
        .order_by()
        .values_list("day", "level")
        .annotate(number=Count("pk"))
    )
    by_day: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, level, number in counted:
        # Without a level there is no key at all, or a null: SQLite spells that one out.
        by_day[day][level if level in SHOWN else ""] += number
    return [_day(day, by_day[day]) for day in sorted(by_day, reverse=True)]


def _day(day: date, numbers: dict[str, int]) -> Day:
    measured = sum(numbers.get(level, 0) for level in SHOWN)
    return Day(day, measured, numbers.get("", 0), tuple(_shares(numbers, measured)))


def _shares(numbers: dict[str, int], measured: int) -> Iterable[Share]:
    begins = 0.0
    for level in SHOWN:
        number = numbers.get(level, 0)
        percent = 100 * number / measured if measured else 0.0
        yield Share(level, level_words(level), number, percent, begins)
        begins += percent


def _percentiles(visits: QuerySet[Visit], metric: str) -> list[float | None]:
    """By the nearest rank; None where nothing was measured."""
    measured = (
        visits.annotate(text=KT(f"quality__{metric}"))
        .filter(text__isnull=False)
        .exclude(text="null")
        .annotate(value=Cast("text", FloatField()))
        .order_by("value")
        .values_list("value", flat=True)
    )
    number = measured.count()
    if not number:
        return [None for _percent in PERCENTILES]
    ranks = [max(0, -(-percent * number // 100) - 1) for percent in PERCENTILES]
    return [measured[rank] for rank in ranks]


def _written(value: float | None, decimals: int, unit: str) -> str:
    """`4.8 %`, in German `4,8 %`; number and unit stay on one line."""
    return NONE if value is None else f"{number_format(value, decimals)}\u00a0{unit}"
