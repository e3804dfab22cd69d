import { HttpResponse, http } from "msw";
import type { NewStreamTarget, RoomInfo, StreamingState, StreamTarget } from "../api/shapes";
import { NOW } from "./call";
import { recordableRoom } from "./recordingServer";
import { type Refusal, ROOM_URL, type startServer } from "./server";

export const offAir = (changes: Partial<StreamingState> = {}): StreamingState => ({
  active: false,
  since: null,
  targets: 0,
  available: false,
  ...changes,
});

export const onAir = (changes: Partial<StreamingState> = {}): StreamingState =>
  offAir({ active: true, since: NOW, targets: 1, ...changes });

/** A room in which nobody is asked before a recording, so that it may be streamed. */
export function streamableRoom(streaming = offAir(), room: Partial<RoomInfo> = {}): RoomInfo {
  return recordableRoom({ consent: "inform" }, { room_type: "group", streaming, ...room });
}

export const aTarget = (changes: Partial<StreamTarget> = {}): StreamTarget => ({
  id: "t-youtube",
  name: "YouTube",
  url: "rtmps://a.rtmps.youtube.com/live2",
  status: "idle",
  error: null,
  started_at: null,
  ended_at: null,
  ...changes,
});

/** Our server, as far as live streams go: what it answers now, and what it was asked to do. */
export class StreamingServer {
  room: RoomInfo = streamableRoom();
  targets: StreamTarget[] = [];
  /** What the next change is answered; by default it is taken. */
  refusal: Refusal | null = null;
  /** What the list is answered; by default the targets. */
  listRefusal: Refusal | null = null;
  readonly asked: string[] = [];
  readonly added: NewStreamTarget[] = [];

  constructor(server: ReturnType<typeof startServer>) {
    const { get, post, delete: remove } = http;
    const refuse = ({ status, ...body }: Refusal) =>
      HttpResponse.json({ detail: "The server’s words", ...body }, { status });
    const move = (what: string, status: StreamTarget["status"]) =>
      post<{ id: string }>(`*/api/v1/rooms/:uuid/stream/:id/${what}/`, ({ params: { id } }) => {
        this.asked.push(`${what} ${id}`);
        if (this.refusal !== null) return refuse(this.refusal);
        this.becomes(id, { status });
        return HttpResponse.json(this.targets.find((target) => target.id === id) ?? {}, { status: 202 });
      });
    server.use(
      get(ROOM_URL, () => HttpResponse.json(this.room)),
      get("*/api/v1/rooms/:uuid/stream/", () => {
        this.asked.push("list");
        if (this.listRefusal !== null) return refuse(this.listRefusal);
        return HttpResponse.json({ next: null, previous: null, results: this.targets });
      }),
      post("*/api/v1/rooms/:uuid/stream/", async ({ request }) => {
        const target = (await request.json()) as NewStreamTarget;
        this.added.push(target);
        if (this.refusal !== null) return refuse(this.refusal);
        const made = aTarget({ id: `t-${target.name.toLowerCase()}`, name: target.name, url: target.url });
        this.targets = [...this.targets, made];
        return HttpResponse.json(made, { status: 201 });
      }),
      remove<{ id: string }>("*/api/v1/rooms/:uuid/stream/:id/", ({ params: { id } }) => {
        this.asked.push(`remove ${id}`);
        if (this.refusal !== null) return refuse(this.refusal);
        this.targets = this.targets.filter((target) => target.id !== id);
        return new HttpResponse(null, { status: 204 });
      }),
      move("start", "starting"),
      move("stop", "ending"),
    );
  }

  becomes(id: string, changes: Partial<StreamTarget>): void {
    this.targets = this.targets.map((target) => (target.id === id ? { ...target, ...changes } : target));
  }
}
