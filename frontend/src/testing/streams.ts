import * as streams from "node:stream/web";

/** Of what a browser has to stream with, a page of tests lacks some; what catches its requests asks for them all. */
export function giveStreams(): void {
  for (const [name, value] of Object.entries(streams)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { configurable: true, value });
  }
}
