"""The trail that is given out: who agreed to which text when, of a whole room and of one person."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError

from rooms import lifecycle
from rooms.models import Room, RoomParticipant
from rooms.pseudonyms import Pseudonym, Rewriting, Traces
from rooms.recordings.consent.trail import as_csv, trail_of
from tests.fakes.scene import minute
from tests.privacy.everything import run
from tests.recordings.consent.recorded import AWAITED, Recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(workshop: Recorded) -> Recorded:
    workshop.presses("nadia", 5)
    workshop.says("jonas", False, 5.1)
    workshop.says("jonas", True, 5.2, text_id=workshop.current_text("de").pk)
    workshop.waits_until(5 + AWAITED)
    return workshop


def test_each_answer_is_a_line_with_the_words_it_was_to(recorded: Recorded) -> None:
    lines = list(trail_of(recorded.scene.room))

    assert [(line.name, line.role, line.agreed, line.way, line.language) for line in lines] == [
        ("Dr. Nadia Rahman", "host", True, "started", "en"),
        ("Jonas Weber", "participant", False, "asked", "en"),
        ("Jonas Weber", "participant", True, "changed", "de"),
    ]
    assert {line.recording for line in lines} == {recorded.recording.pk}
    assert lines[1].text.startswith("Contains: Your picture")
    assert lines[2].text.startswith("Enthält: Ihr Bild")


def test_it_stays_when_the_recording_is_deleted(recorded: Recorded) -> None:
    recording = recorded.recording.pk
    recorded.scene.room.recordings.all().delete()

    assert {line.recording for line in trail_of(recorded.scene.room)} == {recording}


@pytest.mark.parametrize("by", ["name", "pk"])
def test_the_command_gives_it_out_as_json(recorded: Recorded, by: str) -> None:
    said, code = run("rooms_consents", str(getattr(recorded.scene.room, by)))

    told = json.loads(said)
    assert (code, told["room"]) == (0, recorded.scene.room.name)
    assert [answer["agreed"] for answer in told["answers"]] == [True, False, True]
    assert told["answers"][1]["given_at"] == "2026-11-24T12:05:06Z"


def test_as_a_table(recorded: Recorded) -> None:
    said, _ = run("rooms_consents", recorded.scene.room.name, "--csv")

    rows = list(csv.DictReader(io.StringIO(said)))
    assert [(row["name"], row["agreed"]) for row in rows] == [
        ("Dr. Nadia Rahman", "true"),
        ("Jonas Weber", "false"),
        ("Jonas Weber", "true"),
    ]
    assert rows[1]["text"].count("\n") == 3, "the words are whole"


def test_no_cell_is_a_formula(recorded: Recorded) -> None:
    RoomParticipant.objects.filter(name="Jonas Weber").update(name="=HYPERLINK(1)")

    assert '"\'=HYPERLINK(1)"' in as_csv(trail_of(recorded.scene.room))


def test_into_a_file_that_only_its_owner_reads(recorded: Recorded, tmp_path: Path) -> None:
    file = tmp_path / "consents.json"

    said, _ = run("rooms_consents", recorded.scene.room.name, "--output", str(file))

    assert said == f"3 answers written to {file}.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="cannot be written"):
        run("rooms_consents", recorded.scene.room.name, "--output", str(file))


@pytest.mark.parametrize("wanted", ["group-000000000000", "00000000-0000-4000-8000-000000000000"])
def test_of_a_room_that_is_none_it_says_so(wanted: str) -> None:
    with pytest.raises(CommandError, match=f"There is no room {wanted}"):
        run("rooms_consents", wanted)


def test_the_words_of_the_host_go_with_a_person_who_is_forgotten(recorded: Recorded) -> None:
    Room.objects.filter(pk=recorded.scene.room.pk).update(consent_words="Ask Dr. Nadia Rahman why.")
    rewriting = Rewriting(Traces("nadia", names=frozenset({"Dr. Nadia Rahman"})), Pseudonym.make())
    with lifecycle.locked_room(pk=recorded.scene.room.pk) as room:
        lifecycle.forget(room, rewriting, user=None, at=minute(90))

    assert "Nadia" not in recorded.scene.room.consent_words
