"""The least and the most of facts of which any may be unknown. Pure."""

from typing import Any, TypeVar

Fact = TypeVar("Fact", bound=Any)


def least_known(*facts: Fact | None) -> Fact | None:
    """The least of those that are known; None where none is."""
    return min((fact for fact in facts if fact is not None), default=None)


def most_known(*facts: Fact | None) -> Fact | None:
    """The most of those that are known; None where none is."""
    return max((fact for fact in facts if fact is not None), default=None)
