"""One writer per table, and one function that moves `Room.status`; read from the source, and seen while it runs."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from django.apps import apps
from django.db import connection

import rooms
from rooms import beats, chat, effects, inbox, lifecycle, signals, tallies
from rooms.models import EndReason, Role
from rooms.reconcile import reconcile
from rooms.syncing import sync_between
from rooms.worker import tick
from tests.fakes.host import JONAS
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, minute

SOURCE = Path(rooms.__file__).parent

#: Table → the only module (or package) of rooms that writes it. Templates are an operator's, in the admin.
OWNERS = {
    "Room": "lifecycle",
    "RoomTransition": "lifecycle",
    "RoomParticipant": "attendance",
    "Visit": "attendance",
    "Effect": "effects",
    "Beat": "beats",
    "Tally": "tallies",
    "WebhookEvent": "inbox",
    "ChatMessage": "chat",
    "StatementVersion": "lifecycle",
    "OutcomeOverride": "lifecycle",
    "Objection": "lifecycle",
    "RoomTemplate": "admin",
}
#: Of recordings and streams; what is seen while a room lives (below) is without them.
RECORDING_OWNERS = {
    "RoomRecording": "recordings",
    "RecordingAccess": "recordings",
    "RecordingConsent": "recordings",
    "RecordingDeletion": "recordings",
    "RecordingView": "recordings",
    "ConsentText": "recordings",
    "RoomStream": "streaming",
    "StreamTarget": "streaming",
}
#: Names by which a row leads to others.
RELATED = {
    "participants": "RoomParticipant",
    "visits": "Visit",
    "transitions": "RoomTransition",
    "effects": "Effect",
    "messages": "ChatMessage",
    "statement_versions": "StatementVersion",
    "outcome_overrides": "OutcomeOverride",
    "objections": "Objection",
    "recordings": "RoomRecording",
    "access": "RecordingAccess",
    "consents": "RecordingConsent",
    "deletions": "RecordingDeletion",
    "views": "RecordingView",
    "streams": "RoomStream",
    "stream_targets": "StreamTarget",
}
WRITES = {
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module of rooms by the name of its owner (the part after `rooms.`), without migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE)
        if inside.parts[0] != "migrations":
            yield inside.with_suffix("").as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def owner_of(module: str) -> str:
    return module.split("/")[0]


# --- Read from the source
def test_status_is_assigned_in_one_function() -> None:
    found = [
        (module, function.name)
        for module, tree in modules()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if _assigns_status(node)
    ]
    assert found == [
        ("lifecycle/status", "transition"),
        ("recordings/status", "move"),
        ("streaming/status", "move_target"),
        ("streaming/status", "move_stream"),
    ]


def _assigns_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(part, ast.Attribute) and part.attr == "status" and isinstance(part.ctx, ast.Store)
            for target in targets
            for part in ast.walk(target)
        )
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "setattr":
            return len(node.args) > 1 and getattr(node.args[1], "value", "") == "status"
        return name in WRITES and any(keyword.arg == "status" for keyword in node.keywords)
    return False


def test_the_test_above_sees_every_way_to_assign() -> None:
    ways = [
        "room.status = 'ended'",
        "a.outcome, room.status = '', 'ended'",
        "setattr(room, 'status', 'ended')",
        "Room.objects.filter(pk=1).update(status='ended')",
    ]
    for way in ways:
        assert any(_assigns_status(node) for node in ast.walk(ast.parse(way))), way
    for other in ["Room.objects.filter(status='ended')", "room.status == 'ended'", "Response(status=200)"]:
        assert not any(_assigns_status(node) for node in ast.walk(ast.parse(other))), other


def test_each_table_is_written_by_its_owner_alone() -> None:
    found = {
        (table, owner_of(module))
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (table := _written_table(node))
    }
    assert found <= set((OWNERS | RECORDING_OWNERS).items())
    assert {table for table, _ in found} >= {
        "Room",
        "RoomTransition",
        "RoomParticipant",
        "Effect",
        "ChatMessage",
    }


def _written_table(call: ast.Call) -> str | None:
    """`Visit.objects.filter(…).update(…)` and `room.visits.update(…)` write visits."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return None
    link: ast.AST = call.func.value
    while True:
        if isinstance(link, ast.Call):
            link = link.func
        elif isinstance(link, ast.Attribute):
            if link.attr in RELATED:
                return RELATED[link.attr]
            if link.attr == "objects" and isinstance(link.value, ast.Name):
                return link.value.id
            link = link.value
        else:
            return None


def test_transitions_are_only_ever_appended() -> None:
    found = {
        node.func.attr
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and _written_table(node) == "RoomTransition"
    }
    assert found == {"create"}


# --- Seen while it runs
TABLES = {model._meta.db_table: model.__name__ for model in apps.get_app_config("rooms").get_models()}


def test_while_rooms_live_and_end_each_table_is_written_by_its_owner(
    make_scene: MakeScene, livekit: FakeLiveKit
) -> None:
    written: set[tuple[str, str]] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(maxsplit=4)
        table = {"INSERT": words[2:3], "UPDATE": words[1:2], "DELETE": words[2:3]}.get(words[0], [])
        if words[:2] == ["INSERT", "OR"]:
            table = words[4].split()[:1]
        if table and (name := TABLES.get(table[0].strip('"'))):
            written.add((name, _innermost_module(sys._getframe())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        _live_and_end(make_scene, livekit)
    owners = {(table, owner) for table, owner in written if owner}
    assert owners == {pair for pair in OWNERS.items() if pair[0] != "RoomTemplate"}


def _innermost_module(frame: FrameType | None) -> str:
    """Of rooms; empty where a test wrote by itself."""
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("rooms."):
            return str(name).split(".")[1]
        if name.startswith("tests.") and name != __name__:
            return ""
        frame = frame.f_back
    return ""


def _live_and_end(make_scene: MakeScene, livekit: FakeLiveKit) -> None:
    """Two rooms: everything that this app does with a room, in a quarter of a minute."""
    failing = [True]

    def receiver(**arguments: object) -> None:
        if failing.pop() if failing else False:
            raise OSError

    signals.room_created.connect(receiver)
    try:
        session, booking = make_scene("session"), make_scene()
        schedule = tick(at=minute(-1439))
        effects.run_due(at=minute(-1438))
    finally:
        signals.room_created.disconnect(receiver)
    for scene in (session, booking):
        inside = livekit.enters(scene.room.name, scene.person("jonas").identity, joined_at=minute(0))
        scene.comes("jonas", 0, sid=inside.sid)
        scene.comes("guest_1", 0)
    jonas = chat.Author(JONAS, user=None, role=Role.PARTICIPANT, is_client=True)
    chat.say(session.room, jonas, "Hello, everybody", at=minute(1))
    session.host.booked["session", session.ref] = []
    session.sync(1)
    with lifecycle.locked_room(pk=booking.room.pk) as room:
        lifecycle.remove(room, booking.person("jonas"), at=minute(1))
        lifecycle.readmit(room, booking.person("jonas"))
    reconcile(at=minute(2))
    row = inbox.store(
        {
            "id": "EV_1",
            "event": "room_finished",
            "createdAt": "1795521600",
            "room": {"name": booking.room.name},
        }
    )
    assert row is not None
    inbox.process(row, at=minute(3))
    beats.livekit_is_down(at=minute(3))
    tallies.count(tallies.RECONCILE_REPAIR, "missed_join")
    booking.changes(starts_at=minute(1440), ends_at=minute(1500))
    sync_between(minute(0), minute(3000), at=minute(10))
    session.ends(EndReason.HOST, 20)
    session.changes(state="finished")
    session.sync(21)
    for number in range(21, 26):
        reconcile(at=minute(number))
        tick(schedule, at=minute(number))
    with lifecycle.locked_room(pk=session.room.pk) as room:
        lifecycle.record_objection(
            room, JONAS, user=None, role=Role.PARTICIPANT, text="She was there.", at=minute(26)
        )
        lifecycle.override_outcome(
            room, "completed", reason="She was.", by=None, by_name="Sam Patel", at=minute(27)
        )
