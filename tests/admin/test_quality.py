"""How good connections were: shares by day, and percentiles."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from rooms.models import Medium, Room, RoomParticipant, Visit
from rooms.quality.merging import summarise
from rooms.quality.shapes import Sample
from rooms.quality.storage import to_json
from tests.admin.conftest import PutInside

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = reverse("admin:rooms_visit_quality")
WEAK, FAIR, GOOD = 80, 30, 0


@pytest.fixture
def person(room: Room, client_user: User, put_inside: PutInside) -> RoomParticipant:
    """Jonas, whose one visit so far is more than a month old and counts for nothing here."""
    person = put_inside(room, client_user, since=timezone.now() - timedelta(days=31))
    Visit.objects.update(quality=to_json(summarise([Sample(0, 5, "good", {"rtt_ms": 9_999})])))
    return person


def visits(person: RoomParticipant, *, at: datetime, loss: int | None, number: int, rtt: int = 0) -> None:
    measured = (
        {} if loss is None else to_json(summarise([Sample(0, 5, "good", {"sent_loss": loss, "rtt_ms": rtt})]))
    )
    already = Visit.objects.count()
    Visit.objects.bulk_create(
        Visit(
            room=person.room,
            participant=person,
            livekit_sid=f"PA_measured_{already + n}",
            joined_at=at,
            joined_known_by="webhook",
            quality=measured,
        )
        for n in range(number)
    )


def test_each_day_has_its_shares(operator: Client, person: RoomParticipant) -> None:
    today = timezone.now()
    yesterday = today - timedelta(days=1)
    visits(person, at=today, loss=GOOD, number=6)
    visits(person, at=today, loss=FAIR, number=3)
    visits(person, at=today, loss=WEAK, number=1)
    visits(person, at=today, loss=None, number=2)
    visits(person, at=yesterday, loss=None, number=1)

    page = operator.get(PAGE)

    newest, older = page.context["days"]
    assert (newest.day, newest.measured, newest.unmeasured) == (timezone.localdate(today), 10, 2)
    assert [(share.level, round(share.percent)) for share in newest.shares] == [
        ("good", 60),
        ("fair", 30),
        ("weak", 10),
    ]
    assert (older.measured, older.unmeasured) == (0, 1)
    assert "60&nbsp;% (6)" in page.content.decode()


def test_percentiles_by_the_nearest_rank(operator: Client, person: RoomParticipant) -> None:
    for rtt in range(1, 101):
        visits(person, at=timezone.now(), loss=rtt, number=1, rtt=rtt)
    # Measured, but never this; and one that holds nothing at all.
    Visit.objects.create(
        room=person.room,
        participant=person,
        livekit_sid="PA_silent",
        joined_at=timezone.now(),
        joined_known_by="webhook",
        quality=to_json(summarise([Sample(0, 5)])),
    )
    visits(person, at=timezone.now(), loss=None, number=1)

    (_, trips), (_, losses) = operator.get(PAGE).context["percentiles"]

    assert trips == ["50\u00a0ms", "90\u00a0ms", "99\u00a0ms"]
    assert losses == ["5.0\u00a0%", "9.0\u00a0%", "9.9\u00a0%"]


def test_in_german_a_comma_parts_the_decimals(operator: Client, person: RoomParticipant) -> None:
    visits(person, at=timezone.now(), loss=48, number=1, rtt=1200)

    page = operator.get(PAGE, headers={"Accept-Language": "de"})

    assert page.context["percentiles"][0][1][0] == "1200\u00a0ms"
    assert page.context["percentiles"][1][1][0] == "4,8\u00a0%"


def test_without_visits_the_page_says_so(operator: Client, db: None) -> None:
    page = operator.get(PAGE)
    assert "Nobody was in a call." in page.content.decode()
    assert page.context["percentiles"][0][1] == ["–", "–", "–"]


def test_phones_measure_nothing_and_are_left_out(operator: Client, person: RoomParticipant) -> None:
    visits(person, at=timezone.now(), loss=None, number=3)
    Visit.objects.update(medium=Medium.PHONE)
    assert operator.get(PAGE).context["days"] == []


def test_the_number_of_queries_does_not_grow_with_the_visits(
    operator: Client, person: RoomParticipant
) -> None:
    counts = []
    for number in (1, 200):
        visits(person, at=timezone.now(), loss=FAIR, number=number)
        with CaptureQueriesContext(connection) as found:
            operator.get(PAGE)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_list_of_visits_leads_there_and_has_the_word(operator: Client, person: RoomParticipant) -> None:
    visits(person, at=timezone.now(), loss=WEAK, number=1)
    page = operator.get(reverse("admin:rooms_visit_changelist")).content.decode()
    assert PAGE in page
    assert "Weak" in page


def test_who_may_not_see_visits_may_not_see_it(client: Client, client_user: User) -> None:
    client_user.is_staff = True
    client_user.save()
    client.force_login(client_user)
    assert client.get(PAGE).status_code == 403
