"""A recorder on air, in the place of LiveKit's Egress API: what it was asked, and what it reports."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

import rooms.livekit
import rooms.streaming.egress
from rooms.exceptions import EgressOver, EgressRefused, LiveKitNotFound, LiveKitUnavailable
from rooms.livekit import EgressReport, EgressStream
from rooms.streaming.addresses import redact


@dataclass
class Air:
    """Attributes:
    health: what the recorder says where its health is asked.
    fails: raised by the next start; `begins_all_the_same` is whether there is an egress nevertheless.
    started: the addresses of each start, with their keys.
    changes: what each change of targets was to add and to remove, with the keys.
    hangs: whether changes are not answered; nothing is done then.
    refuses: what the addresses begin with that it never takes.
    listed: how often it was asked what runs.
    forgotten: servers that it lists and does not have any more.
    """

    health: str | None = "ok"
    fails: Exception | None = None
    begins_all_the_same: bool = False
    started: list[list[str]] = field(default_factory=list)
    changes: list[tuple[list[str], list[str]]] = field(default_factory=list)
    hangs: bool = False
    refuses: str = "nothing"
    listed: int = 0
    forgotten: tuple[str, ...] = ()
    egresses: dict[str, EgressReport] = field(default_factory=dict)
    clock: int = 1

    def start_egress(
        self, room_name: str, *, stream_urls: Collection[str] = (), **asked: Any
    ) -> EgressReport:
        self.started.append(list(stream_urls))
        report = EgressReport(
            egress_id=f"EG_{len(self.started)}",
            room_name=room_name,
            status="STARTING",
            updated_ns=self._tick(),
            streams=tuple(self._stream(url) for url in stream_urls),
        )
        failing, self.fails = self.fails, None
        if failing is None or self.begins_all_the_same:
            self.egresses[report.egress_id] = report
        if failing is not None:
            raise failing
        return report

    def update_stream(
        self, egress_id: str, *, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> EgressReport:
        """As the recorder does: all that it is asked, or nothing."""
        self.changes.append((list(add), list(remove)))
        if self.hangs:
            raise LiveKitUnavailable(reason="update_stream: no answer within 5 s")
        old = self._found(egress_id)
        here = {s.url for s in old.streams if s.status == "ACTIVE" and not s.url.startswith(self.forgotten)}
        if any(redact(url) not in here for url in remove):
            raise LiveKitNotFound
        if any(redact(url) in here for url in add):
            raise LiveKitUnavailable(reason="update_stream: 409 already_exists")
        if any(url.startswith(self.refuses) for url in add):
            raise EgressRefused(reason="update_stream: 400 invalid_argument")
        gone = {redact(url) for url in remove}
        streams = [replace(s, status="FINISHED") if s.url in gone else s for s in old.streams]
        return self._now(old, streams=(*streams, *(self._stream(url) for url in add)))

    def stop_egress(self, egress_id: str) -> EgressReport:
        return self._now(self._found(egress_id), status="ENDING")

    def list_egresses(
        self, *, room_name: str = "", egress_id: str = "", only_active: bool = False
    ) -> list[EgressReport]:
        self.listed += 1
        here = [
            egress
            for egress in self.egresses.values()
            if (not room_name or egress.room_name == room_name)
            and (not egress_id or egress.egress_id == egress_id)
        ]
        return [egress for egress in here if not (only_active and egress.is_over)]

    # --- What happens on air
    def goes_live(self, egress_id: str) -> EgressReport:
        return self._now(self._found(egress_id), status="ACTIVE")

    def begins_late(self, room_name: str, url: str) -> EgressReport:
        """An egress of an order that nobody heard the answer to."""
        streams = (self._stream(url),)
        report = EgressReport("EG_late", room_name, "ACTIVE", updated_ns=self._tick(), streams=streams)
        self.egresses[report.egress_id] = report
        return report

    def loses(
        self,
        egress_id: str,
        server: str,
        *,
        error: str = "Connection refused",
        at: datetime | None = None,
    ) -> EgressReport:
        """A target's server does not take it any more."""
        old = self._found(egress_id)
        streams = tuple(
            replace(s, status="FAILED", error=error, ended_at=at) if s.url.startswith(server) else s
            for s in old.streams
        )
        return self._now(old, streams=streams)

    def forgets(self, server: str) -> None:
        """A target is gone without a word: its report says "active", and nobody has it."""
        self.forgotten += (server,)

    def ends(self, egress_id: str, status: str = "COMPLETE", *, error: str = "") -> EgressReport:
        old = self._found(egress_id)
        streams = tuple(replace(s, status="FINISHED") if s.status == "ACTIVE" else s for s in old.streams)
        return self._now(old, status=status, error=error, streams=streams)

    def _found(self, egress_id: str) -> EgressReport:
        egress = self.egresses.get(egress_id)
        if egress is None:
            raise LiveKitNotFound
        if egress.is_over:
            raise EgressOver
        return egress

    def _now(self, old: EgressReport, **facts: Any) -> EgressReport:
        self.egresses[old.egress_id] = replace(old, updated_ns=self._tick(), **facts)
        return self.egresses[old.egress_id]

    def _tick(self) -> int:
        self.clock += 1
        return self.clock

    @staticmethod
    def _stream(url: str) -> EgressStream:
        return EgressStream(url=redact(url), status="ACTIVE", started_at=None, ended_at=None, error="")


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Air:
    made = Air()
    for function in ("start_egress", "update_stream", "stop_egress", "list_egresses"):
        monkeypatch.setattr(rooms.livekit, function, getattr(made, function))
    monkeypatch.setattr(rooms.streaming.egress, "recorder_takes_orders", lambda: made.health)
    return made
