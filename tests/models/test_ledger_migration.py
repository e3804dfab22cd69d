"""Rows of before the ledger knew how precisely it knows."""

from importlib import import_module

import pytest
from django.apps import apps

from rooms.models import KnownBy, Visit, WebhookEvent
from tests.fakes.scene import Scene, minute

migrate = import_module("rooms.migrations.0004_ledger").say_how_precisely


@pytest.mark.parametrize(
    ("known_by", "reason", "seconds"),
    [
        (KnownBy.WEBHOOK, "CLIENT_INITIATED", 0.5),
        (KnownBy.WEBHOOK, "CONNECTION_TIMEOUT", 20),
        (KnownBy.RECONCILE, "", 15),
        (KnownBy.ROOM_END, "", 15),
        (KnownBy.ESTIMATE, "", 60),
    ],
)
def test_a_visit_that_ended_says_how_well_that_is_known(
    known_by: KnownBy, reason: str, seconds: float, scene: Scene
) -> None:
    scene.comes("jonas", 1)
    Visit.objects.update(left_at=minute(9), left_known_by=known_by, leave_reason=reason, left_precision=0)

    migrate(apps, None)

    visit = Visit.objects.get()
    assert (visit.left_precision, visit.joined_precision) == (seconds, 0)
    assert visit.recorded_at == minute(1)


def test_an_open_visit_says_nothing_of_its_end(scene: Scene) -> None:
    scene.comes("jonas", 1)
    migrate(apps, None)
    assert Visit.objects.get().left_precision == 0


@pytest.mark.django_db
def test_an_event_says_which_connection_it_is_about() -> None:
    for number, payload in enumerate([{"participant": {"sid": "PA_one"}}, {"participant": {}}, {"room": {}}]):
        WebhookEvent.objects.create(
            event_id=f"EV_{number}", event="any", created_at=minute(0), payload=payload
        )

    migrate(apps, None)

    found = WebhookEvent.objects.order_by("event_id").values_list("participant_sid", "source")
    assert list(found) == [("PA_one", "livekit"), ("", "livekit"), ("", "livekit")]
