"""The storm that is sent is the one whose end is known."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from benchmarks.serving.events import Due, Teller, as_sent, storm
from rooms.inbox.events import parse
from rooms.webhooks.verify import BadSignature, verify

BEGAN = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def planned() -> list[Due]:
    teller = Teller("broadcast-4f1e2d3c4b5a", BEGAN)
    return storm(teller, [f"{number}-viewer" for number in range(10)], began_at=BEGAN, seconds=60)


def test_everybody_has_three_events(planned: list[Due]) -> None:
    told = Counter(due.event["participant"]["identity"] for due in planned if "participant" in due.event)
    assert set(told.values()) == {3}
    assert len(told) == 10


def test_half_of_them_are_inside_at_the_end(planned: list[Due]) -> None:
    inside: set[str] = set()
    for due in planned:
        if due.event["event"] == "participant_joined":
            inside.add(due.event["participant"]["sid"])
        elif due.event["event"] == "participant_left":
            inside.remove(due.event["participant"]["sid"])
    assert inside == {f"PA_{number:05}_2" for number in range(0, 10, 2)}


def test_all_come_within_the_minute_and_in_their_order(planned: list[Due]) -> None:
    comes = [due.at for due in planned if due.event["event"] == "participant_joined"]
    assert max(comes) <= 60 + 3
    assert all(one.at <= other.at for one, other in pairwise(planned))


def test_no_event_is_another_s(planned: list[Due]) -> None:
    assert len({due.event["id"] for due in planned}) == len(planned)


def test_the_product_reads_each_of_them(planned: list[Due]) -> None:
    for due in planned:
        read = parse(due.event)
        assert read.room_name == "broadcast-4f1e2d3c4b5a"
        assert read.name == "room_started" or read.connection is not None


def test_it_is_signed_as_livekit_signs(planned: list[Due]) -> None:
    from rooms.conf import conf

    key, secret = conf.livekit_credentials
    raw, headers = as_sent(planned[0].event, key=key, secret=secret)
    assert verify(raw, headers["Authorization"]) is not None
    with pytest.raises(BadSignature):
        verify(raw + b" ", headers["Authorization"])
