from rooms.models.beat import Beat
from rooms.models.choices import (
    OPEN,
    EndReason,
    EventSource,
    KnownBy,
    Medium,
    Outcome,
    ParticipantKind,
    RecordingPolicy,
    Role,
    RoomType,
    Status,
    SubjectKind,
    WaitingRoom,
)
from rooms.models.effect import Effect
from rooms.models.event import WebhookEvent, given_up
from rooms.models.message import ChatMessage
from rooms.models.objection import Objection
from rooms.models.outcome_override import OutcomeOverride
from rooms.models.participant import RoomParticipant
from rooms.models.room import Room
from rooms.models.statement_version import StatementVersion, VersionReason
from rooms.models.tally import Tally
from rooms.models.template import RoomTemplate
from rooms.models.transition import RoomTransition
from rooms.models.visit import Visit, has_open_visit

__all__ = [
    "OPEN",
    "Beat",
    "ChatMessage",
    "Effect",
    "EndReason",
    "EventSource",
    "KnownBy",
    "Medium",
    "Objection",
    "Outcome",
    "OutcomeOverride",
    "ParticipantKind",
    "RecordingPolicy",
    "Role",
    "Room",
    "RoomParticipant",
    "RoomTemplate",
    "RoomTransition",
    "RoomType",
    "StatementVersion",
    "Status",
    "SubjectKind",
    "Tally",
    "VersionReason",
    "Visit",
    "WaitingRoom",
    "WebhookEvent",
    "given_up",
    "has_open_visit",
]
