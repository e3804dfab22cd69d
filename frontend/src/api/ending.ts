/** How the call stopped, as the page saw it. The page after it asks the server for the whole truth. */
export interface CallEnding {
  how:
    | "left" // pressed Leave
    | "ended" // pressed "End for everyone"
    | "closed" // LiveKit: ROOM_DELETED, the room was ended by somebody or something else
    | "removed" // LiveKit: PARTICIPANT_REMOVED
    | "duplicate" // LiveKit: DUPLICATE_IDENTITY, the same person came in elsewhere
    | "lost" // the connection is gone and did not come back
    | "refused"; // a fresh token was refused; `code` says why
  /** Code of the API when a token was refused. */
  code?: string;
  /** Milliseconds since 1970, by the local clock. */
  joinedAt: number | null;
  endedAt: number;
}
