"""The lock that somebody else holds in a test is given back also when that test fails."""

import pytest

from tests.database import held_by_somebody_else
from tests.site import MakeBooking

pytestmark = pytest.mark.django_db(transaction=True)


def test_after_a_failure_everybody_may_write_again(make_booking: MakeBooking) -> None:
    with pytest.raises(ZeroDivisionError) as failure, held_by_somebody_else():
        _ = 1 / 0
    assert make_booking().pk, failure  # which keeps what was open then from being forgotten
