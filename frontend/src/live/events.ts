/** One event of a stream, as HTML's "server-sent events" defines it. */
export interface ServerEvent {
  name: string;
  data: string;
  /** Empty where the event carries none. */
  id: string;
}

/** Takes the text of a stream piece by piece, however it was cut on its way, and hands over each whole event. */
export function eventReader(onEvent: (event: ServerEvent) => void): (text: string) => void {
  let waiting = "";
  return (text) => {
    waiting += text;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = readEvent(block);
      if (event.data !== "") onEvent(event);
    }
  };
}

function readEvent(block: string): ServerEvent {
  const event: ServerEvent = { name: "", data: "", id: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).replace(/^ /, "");
    // A line that begins with the colon is a comment: the server's heartbeat.
    if (line.startsWith("event:")) event.name = value;
    else if (line.startsWith("data:")) event.data = value;
    else if (line.startsWith("id:")) event.id = value;
  }
  return event;
}
