import { EngineEvent, type Room, RoomEvent } from "livekit-client";

/** What our server says into a call is on topics of this kind; whatever else is sent is not ours. */
const OURS = "rooms.";

/**
 * Hears what our server says into the call, and nobody else.
 *
 * LiveKit's `DataReceived` cannot tell: its participant is undefined for the server, for somebody whom this page does not
 * know yet and for anyone hidden, and the identity is empty for the hidden as for the server. The packet can: LiveKit's
 * server writes the connection's SID into every packet of a participant, hidden or not, over whatever the sender put there
 * (`onReceivedDataMessage` in its `participant.go`), and none into its own. So only a packet without any sender is believed.
 */
export function hearServer(room: Room, heard: (topic: string, text: string) => void): void {
  // The connection's engine is certain by then, and no channel for data is open yet.
  room.on(RoomEvent.SignalConnected, () => {
    room.engine.on(EngineEvent.DataPacketReceived, (packet) => {
      if (packet.value.case !== "user") return;
      const { topic, payload, participantSid, participantIdentity } = packet.value.value;
      const senders = [
        packet.participantSid,
        packet.participantIdentity,
        participantSid,
        participantIdentity,
      ];
      if (senders.some((sender) => sender !== "") || !topic?.startsWith(OURS)) return;
      heard(topic, new TextDecoder().decode(payload));
    });
  });
}
