"""Reports enter the ledger: at the connection and at the person, each batch once, and nobody else's."""

from typing import Any

import pytest

from rooms.exceptions import Refused
from rooms.models import EndReason, Role, RoomParticipant, Visit
from rooms.quality import Report, Sample, reasons_for, record_quality
from rooms.statement.ledger import get_statement
from tests.fakes.scene import Scene, minute
from tests.quality.measuring import measured


def report(
    scene: Scene, who: str, sid: str, batch: int, samples: list[Sample], *, at: float = 30
) -> dict[str, Any]:
    """Report, and answer what the ledger holds of that connection then."""
    person = scene.person(who)
    record_quality(scene.room, person.user_ref, Report(sid, batch, tuple(samples)), at=minute(at))
    visit = Visit.objects.filter(livekit_sid=sid).first()
    stored: dict[str, Any] = visit.quality if visit is not None else {}
    return stored


def quality_of(scene: Scene, who: str) -> dict[str, Any]:
    stored: dict[str, Any] = RoomParticipant.objects.get(pk=scene.person(who).pk).quality
    return stored


def test_a_connection_and_its_person_have_the_summary(scene: Scene) -> None:
    jonas = scene.comes("jonas", 0)
    stored = report(scene, "jonas", jonas.sid, 1, measured(0, 1, rtt_ms=40))
    assert (stored["level"], stored["seconds"], stored["rtt_ms"]) == ("good", 60, 40)
    assert quality_of(scene, "jonas")["rtt_ms"] == 40


def test_batches_add_up_in_any_order(scene: Scene) -> None:
    jonas = scene.comes("jonas", 0)
    first, second, third = (measured(n, n + 1, rtt_ms=10 * (n + 1)) for n in range(3))
    for batch, samples in ((2, second), (3, third), (1, first)):
        stored = report(scene, "jonas", jonas.sid, batch, samples)
    assert (stored["seconds"], stored["rtt_ms"]) == (180, 20)


def test_the_same_batch_twice_counts_once(scene: Scene) -> None:
    jonas = scene.comes("jonas", 0)
    once = report(scene, "jonas", jonas.sid, 1, measured(0, 1))
    assert report(scene, "jonas", jonas.sid, 1, measured(0, 1)) == once
    assert quality_of(scene, "jonas")["seconds"] == 60


def test_each_connection_counts_its_own_batches(scene: Scene) -> None:
    first, second = scene.comes("jonas", 0), scene.comes("jonas", 1)
    report(scene, "jonas", first.sid, 1, measured(0, 1))
    assert report(scene, "jonas", second.sid, 1, measured(1, 2))["seconds"] == 60
    assert quality_of(scene, "jonas")["seconds"] == 120


def test_a_report_before_the_webhook_waits_for_the_visit(scene: Scene) -> None:
    scene.person("jonas")
    scene.comes("jonas", 0)
    late = scene.connection("jonas", minute(5), sid="PA_late")
    report(scene, "jonas", late.sid, 1, measured(5, 6))
    assert quality_of(scene, "jonas")["seconds"] == 60

    scene.comes("jonas", 5, told=7, sid=late.sid)

    assert Visit.objects.get(livekit_sid=late.sid).quality["seconds"] == 60
    assert "waiting" not in quality_of(scene, "jonas")
    # What was counted while it waited is not counted again.
    assert report(scene, "jonas", late.sid, 1, measured(5, 6))["seconds"] == 60
    assert report(scene, "jonas", late.sid, 2, measured(6, 7))["seconds"] == 120
    assert quality_of(scene, "jonas")["seconds"] == 120


def test_no_more_than_two_connections_wait(scene: Scene) -> None:
    scene.comes("jonas", 0)
    for number in range(4):
        report(scene, "jonas", f"PA_made_up_{number}", 1, measured(0, 1))
    assert [sid for sid, _ in quality_of(scene, "jonas")["waiting"]] == ["PA_made_up_2", "PA_made_up_3"]


def test_nobody_reports_on_another_ones_connection(scene: Scene) -> None:
    scene.comes("jonas", 0)
    nadia = scene.comes("nadia", 0)
    with pytest.raises(Refused, match="not_allowed"):
        report(scene, "jonas", nadia.sid, 1, measured(0, 1))
    assert Visit.objects.get(livekit_sid=nadia.sid).quality == {}
    assert quality_of(scene, "jonas") == {}


def test_nor_on_one_that_they_named_before_it_was_entered(scene: Scene) -> None:
    """In the call everybody sees everybody's SID before LiveKit has told us of it."""
    scene.comes("jonas", 0)
    nadia = scene.connection("nadia", minute(5), sid="PA_nadia")
    report(scene, "jonas", nadia.sid, 1, measured(5, 6, sent_loss=90))
    scene.comes("nadia", 5, told=7, sid=nadia.sid)

    with pytest.raises(Refused, match="not_allowed"):
        report(scene, "jonas", nadia.sid, 2, measured(6, 7, sent_loss=90))

    assert Visit.objects.get(livekit_sid=nadia.sid).quality == {}
    assert report(scene, "nadia", nadia.sid, 1, measured(5, 6))["level"] == "good"


def test_who_was_never_inside_has_nothing_to_report(scene: Scene) -> None:
    scene.person("jonas")
    with pytest.raises(Refused, match="not_allowed"):
        report(scene, "jonas", "PA_none", 1, measured(0, 1))
    with pytest.raises(Refused, match="not_a_participant"):
        record_quality(scene.room, "nobody", Report("PA_none", 1), at=minute(0))


@pytest.mark.parametrize(("minutes", "is_late"), [(9, False), (11, True)])
def test_a_good_bye_after_the_end_still_counts(minutes: float, is_late: bool, scene: Scene) -> None:
    jonas = scene.comes("jonas", 0)
    scene.ends(EndReason.HOST, 20)
    if is_late:
        with pytest.raises(Refused, match="room_ended"):
            report(scene, "jonas", jonas.sid, 1, measured(19, 20), at=20 + minutes)
    else:
        assert report(scene, "jonas", jonas.sid, 1, measured(19, 20), at=20 + minutes)["seconds"] == 60


def bad_call(scene: Scene, who: str) -> None:
    """What this person sends is lost from minute 12 on; they come back by phone."""
    connection, nadia = scene.comes(who, 0), scene.comes("nadia", 0)
    report(scene, "nadia", nadia.sid, 1, measured(0, 30))
    report(scene, who, connection.sid, 1, [*measured(0, 12), *measured(12, 20, sent_loss=70)])
    scene.goes(who, 20)
    scene.comes(who, 22, kind="SIP")


def test_the_statement_says_why_it_was_bad(scene: Scene) -> None:
    bad_call(scene, "jonas")
    statement = get_statement(scene.room, at=minute(40))

    (reason,) = reasons_for(statement, user_ref=scene.person("nadia").user_ref)

    assert (reason["code"], reason["participant_id"]) == ("sending", str(scene.person("jonas").pk))
    assert reason["ending"] == {"code": "phone", "at": minute(22)}
    assert reason["title"] == "Jonas Weber: their network, not yours"
    assert reasons_for(statement)[0]["title"] == "Jonas Weber: their network"


def test_whoever_only_watches_makes_no_call_bad(scene: Scene) -> None:
    bad_call(scene, "jonas")
    RoomParticipant.objects.filter(pk=scene.person("jonas").pk).update(role=Role.VIEWER)
    assert reasons_for(get_statement(scene.room, at=minute(40))) == []
