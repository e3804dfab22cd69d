"""Whether two statements say the same. Only what does not is a new version."""

from dataclasses import replace

from rooms.statement.shapes import PersonTimes, Statement


def says_the_same(one: Statement, other: Statement) -> bool:
    """Same people at the same times by the same evidence, same outcome, same decisions.

    Names, titles and the quality of a connection may change without anybody's bill changing.
    """
    return _account_of(one) == _account_of(other)


def _account_of(statement: Statement) -> tuple[object, ...]:
    return (
        replace(statement.room, title=""),
        statement.outcome,
        statement.ledger_outcome,
        statement.together_seconds,
        statement.took_place,
        statement.overrides,
        [_line_of(person) for person in statement.people],
    )


def _line_of(person: PersonTimes) -> tuple[object, ...]:
    visits = [replace(visit, quality={}) for visit in person.visits]
    return person.person, person.side, person.total_seconds, visits
