import type { components } from "./schema";

/** Short names for the shapes of the API. They follow the schema; nothing is added here. */
type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type RoomInfo = Schemas["Room"];
export type RoomMe = Schemas["Me"];
export type RoomPerson = Schemas["Person"];
export type JoinGrant = Schemas["Join"];
export type RoomParticipant = Schemas["Participant"];
export type ParticipantPage = Schemas["ParticipantList"];
export type MyStatement = Schemas["MyStatement"];
export type Message = Schemas["Message"];
export type MessagePage = Schemas["MessageList"];
export type QualityReport = Schemas["QualityReport"];
export type QualitySample = Schemas["QualitySample"];
export type QualityEvent = Schemas["QualityEvent"];
export type RecordingRoster = Schemas["RecordingRoster"];

export type RecordingState = Schemas["RecordingState"];
export type RecordingStarted = Schemas["RecordingStarted"];
export type ConsentText = Schemas["ConsentText"];
export type ConsentAnswer = Schemas["ConsentAnswer"];
export type Consent = Schemas["Consent"];

export type StreamingState = Schemas["StreamingState"];
export type StreamTarget = Schemas["StreamTarget"];
export type StreamTargetList = Schemas["StreamTargetList"];
export type NewStreamTarget = Schemas["NewStreamTarget"];
