import pytest

from rooms.quality.grading import level_of, level_of_sample
from rooms.quality.shapes import Sample, Summary


@pytest.mark.parametrize(
    ("level", "grade", "measures"),
    [
        ("good", "good", {"rtt_ms": 249, "jitter_ms": 49, "sent_loss": 19, "received_loss": 19}),
        ("good", "unknown", {}),
        ("fair", "good", {"sent_loss": 20}),
        ("fair", "good", {"received_loss": 49}),
        ("fair", "good", {"rtt_ms": 250}),
        ("fair", "good", {"jitter_ms": 50}),
        ("weak", "good", {"sent_loss": 50}),
        ("weak", "good", {"received_loss": 50}),
        ("weak", "good", {"rtt_ms": 500}),
        ("weak", "weak", {}),
        ("lost", "lost", {"rtt_ms": 10}),
    ],
)
def test_the_worse_of_livekits_word_and_the_numbers_counts(
    level: str, grade: str, measures: dict[str, int]
) -> None:
    assert level_of_sample(Sample(0, 5, grade, measures)) == level  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "seconds"),
    [
        (None, {}),
        ("good", {"good": 981, "weak": 19}),
        ("fair", {"good": 980, "weak": 20}),
        ("fair", {"good": 800, "fair": 200}),
        ("good", {"good": 801, "fair": 199}),
        ("fair", {"good": 901, "weak": 99}),
        ("weak", {"good": 900, "weak": 50, "lost": 50}),
        ("weak", {"lost": 5}),
    ],
)
def test_a_connection_is_as_good_as_a_tenth_of_its_time(level: str | None, seconds: dict[str, int]) -> None:
    assert level_of(Summary(seconds=seconds)) == level
