"""The way from SQLite to PostgreSQL that docs/operate.md describes, as it stands there.

On SQLite the second database is another file; on PostgreSQL it is another database of the same server.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

import pytest
from django.contrib.auth.models import Permission

from dev.postgresql import PostgreSQLServer
from estuary.accounts.models import User
from rooms.models import RoomTemplate
from tests.api.calling import Caller
from tests.conftest import PASSWORD, MakeBooking
from tests.database import environment_of_tests, is_postgresql

ROOT = Path(__file__).resolve().parents[2]

LOOK = """
import json
from estuary.accounts.models import User
from rooms.models import RoomParticipant, RoomTemplate
later = User.objects.create_user("later@example.org", "Later", "x")
print("FOUND" + json.dumps({
    "people": {str(one.pk): one.email for one in User.objects.exclude(pk=later.pk)},
    "inside": {one.user_ref: one.user.email for one in RoomParticipant.objects.all()},
    "templates": sorted(RoomTemplate.objects.values_list("pk", "name", "max_participants")),
    "rights": list(User.objects.get(name="Ruth Keller").user_permissions.values_list("codename", flat=True)),
}))
"""


@pytest.fixture
def other_database(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    if not is_postgresql():
        return {"DATABASE_PATH": str(tmp_path / "other.sqlite3")}
    server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
    return {"DATABASE_URL": server.create_database(f"moved_{token_hex(4)}")}


def recipe() -> list[str]:
    """The commands, without setting the environment: that we do ourselves."""
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    block = re.search(r"(?:^    .+\n)+", text.split("To move an Estuary from SQLite", 1)[1], re.MULTILINE)
    assert block is not None
    lines = [line.strip() for line in block[0].splitlines()]
    return [line for line in lines if not line.startswith("export ")]


def run(command: str, folder: Path, database: Mapping[str, str]) -> str:
    manage = f"{sys.executable} {ROOT / 'manage.py'}"
    done = subprocess.run(
        command.replace("manage.py", manage),
        shell=True,
        cwd=folder,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "estuary.settings", "DEBUG": "1"} | dict(database),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


# Six processes: every time where it matters, between two files with the long ones.
if not is_postgresql():
    pytestmark = pytest.mark.long


@pytest.mark.django_db(transaction=True)
def test_everybody_keeps_their_own_records(
    make_booking: MakeBooking,
    staff: User,
    tmp_path: Path,
    other_database: dict[str, str],
    livekit: object,
) -> None:
    User.objects.create_user("gone@example.org", "Gone", PASSWORD)
    late = User.objects.create_user("late@example.org", "Late", PASSWORD)
    User.objects.get(name="Gone").delete()  # whoever counts anew gives Late the key of somebody else
    assert Caller(late).join(make_booking(client=late)).status == 200
    staff.user_permissions.set([Permission.objects.get(codename="change_booking")])
    RoomTemplate.objects.filter(room_type="individual").update(name="Quiet", max_participants=3)

    first, *others = recipe()
    run(first, tmp_path, environment_of_tests())
    for command in others:
        run(command, tmp_path, other_database)
    (tmp_path / "look.py").write_text(LOOK)
    found = json.loads(run("manage.py shell < look.py", tmp_path, other_database).split("FOUND")[1])

    assert found["people"] == {str(one.pk): one.email for one in User.objects.all()}
    assert found["inside"] == {str(late.pk): "late@example.org"}
    templates = RoomTemplate.objects.values_list("pk", "name", "max_participants")
    assert found["templates"] == [list(one) for one in sorted(templates)]
    assert found["rights"] == ["change_booking"]
