import type { Person, Quality } from "../../../livekit/room";
import type { Connection } from "./connection";

/** The one line over the stage. One at a time, the most urgent first; null where there is nothing to say. */
export type Banner =
  | { kind: "service" }
  | { kind: "reconnecting" }
  | { kind: "sound" }
  | { kind: "weak"; cameraOn: boolean }
  | null;

export interface Circumstances {
  connection: Connection;
  canPlaySound: boolean;
  /** The own connection, calmed. */
  weak: boolean;
  cameraOn: boolean;
}

export function bannerFor({ connection, canPlaySound, weak, cameraOn }: Circumstances): Banner {
  switch (connection.kind) {
    case "connecting":
    case "rejoining":
      if (connection.trouble === "service") return { kind: "service" };
      return connection.kind === "rejoining" || connection.attempt > 0 ? { kind: "reconnecting" } : null;
    case "reconnecting":
    case "checking":
      return { kind: "reconnecting" };
    case "inside":
      if (!canPlaySound) return { kind: "sound" };
      return weak ? { kind: "weak", cameraOn } : null;
    default:
      return null;
  }
}

export type LineState = "connecting" | "connected" | "good" | "weak" | "reconnecting" | "lost" | "leaving";

/** The state of the line in one word, for the top line. */
export function lineState(connection: Connection, quality: Quality, weak: boolean): LineState {
  switch (connection.kind) {
    case "connecting":
      return connection.attempt > 0 ? "reconnecting" : "connecting";
    case "inside":
      return weak ? "weak" : quality === "unknown" ? "connected" : "good";
    case "reconnecting":
    case "checking":
    case "rejoining":
      return "reconnecting";
    case "lost":
      return "lost";
    case "leaving":
    case "gone":
      return "leaving";
  }
}

/** Everybody as they are, oneself with the connection that the top line tells: calmed. */
export function withOwnLine(people: readonly Person[], weak: boolean): readonly Person[] {
  return people.map((person) => {
    const quality = weak ? "weak" : person.quality === "unknown" ? "unknown" : "good";
    return !person.isSelf || person.quality === quality ? person : { ...person, quality };
  });
}
