"""How an operator deletes rooms that need not be kept any more: by the line that docs/operate.md gives."""

import re
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from rooms.models import (
    ChatMessage,
    Effect,
    Objection,
    OutcomeOverride,
    Room,
    RoomParticipant,
    RoomTransition,
    StatementVersion,
    Visit,
)

PAGE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")
[LINE] = re.findall(r'manage\.py shell -c "(from rooms\.models import Room; .+\.delete\(\))"', PAGE)
OF_A_ROOM = (
    RoomParticipant,
    Visit,
    ChatMessage,
    Objection,
    OutcomeOverride,
    RoomTransition,
    StatementVersion,
    Effect,
)


def delete_before(moment: str) -> None:
    call_command("shell", "-c", re.sub(r"'[^']+'", f"'{moment}'", LINE), verbosity=0)


def test_what_was_final_by_then_goes_with_all_that_hangs_on_it(over: Room) -> None:
    assert over.final_at is not None
    assert Visit.objects.filter(room=over).exists()
    assert ChatMessage.objects.filter(room=over).exists()

    delete_before((timezone.now() + timedelta(days=1)).isoformat())

    assert not Room.objects.filter(pk=over.pk).exists()
    assert [table.__name__ for table in OF_A_ROOM if table.objects.filter(room=over.pk).exists()] == []


def test_what_became_final_later_stays(over: Room) -> None:
    delete_before("2025-01-01T00:00Z")
    assert Room.objects.filter(pk=over.pk).exists()


def test_a_room_in_which_somebody_is_stays(inside: Room) -> None:
    delete_before((timezone.now() + timedelta(days=1)).isoformat())
    assert Room.objects.filter(pk=inside.pk).exists()
