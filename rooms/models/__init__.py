from rooms.models.beat import Beat
from rooms.models.choices import (
    OPEN,
    RECORDING_RUNS,
    STREAM_RUNS,
    ConsentRule,
    ConsentWay,
    DeletionReason,
    EndReason,
    EventSource,
    KnownBy,
    Medium,
    Outcome,
    ParticipantKind,
    RecordingEnd,
    RecordingPolicy,
    RecordingStatus,
    Role,
    RoomType,
    Status,
    StreamStatus,
    SubjectKind,
    ViewKind,
    WaitingRoom,
)
from rooms.models.consent import ConsentText, RecordingConsent
from rooms.models.effect import Effect
from rooms.models.event import WebhookEvent, given_up
from rooms.models.message import ChatMessage
from rooms.models.objection import Objection
from rooms.models.outcome_override import OutcomeOverride
from rooms.models.participant import RoomParticipant
from rooms.models.recording import RecordingAccess, RecordingDeletion, RecordingView, RoomRecording
from rooms.models.room import Room
from rooms.models.statement_version import StatementVersion, VersionReason
from rooms.models.stream import RoomStream, StreamTarget
from rooms.models.tally import Tally
from rooms.models.template import RoomTemplate
from rooms.models.transition import RoomTransition
from rooms.models.visit import Visit, has_open_visit

__all__ = [
    "OPEN",
    "RECORDING_RUNS",
    "STREAM_RUNS",
    "Beat",
    "ChatMessage",
    "ConsentRule",
    "ConsentText",
    "ConsentWay",
    "DeletionReason",
    "Effect",
    "EndReason",
    "EventSource",
    "KnownBy",
    "Medium",
    "Objection",
    "Outcome",
    "OutcomeOverride",
    "ParticipantKind",
    "RecordingAccess",
    "RecordingConsent",
    "RecordingDeletion",
    "RecordingEnd",
    "RecordingPolicy",
    "RecordingStatus",
    "RecordingView",
    "Role",
    "Room",
    "RoomParticipant",
    "RoomRecording",
    "RoomStream",
    "RoomTemplate",
    "RoomTransition",
    "RoomType",
    "StatementVersion",
    "Status",
    "StreamStatus",
    "StreamTarget",
    "SubjectKind",
    "Tally",
    "VersionReason",
    "ViewKind",
    "Visit",
    "WaitingRoom",
    "WebhookEvent",
    "given_up",
    "has_open_visit",
]
