"""Several people, or one person twice, at the same moment."""

from functools import partial
from uuid import uuid4

import pytest

from rooms.models import ChatMessage
from tests.chat.saying import lines, says
from tests.fakes.scene import Scene
from tests.joining.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_line_has_a_number_of_its_own(workshop: Scene) -> None:
    said = at_once(*(partial(says, workshop, name, name) for name in ("nadia", "jonas", "mara", "priya")))

    assert all(isinstance(message, ChatMessage) for message in said), said
    assert [number for number, _, _ in lines(workshop)] == [1, 2, 3, 4]
    assert {text for _, _, text in lines(workshop)} == {"nadia", "jonas", "mara", "priya"}


def test_a_retry_that_overtakes_its_first_try_says_it_once(workshop: Scene) -> None:
    said = at_once(*[partial(says, workshop, "jonas", "Hello", key=uuid4())] * 4)

    assert lines(workshop) == [(1, "jonas", "Hello")]
    assert len({message.pk for message in said if isinstance(message, ChatMessage)}) == 1
    assert len(said) == 4
