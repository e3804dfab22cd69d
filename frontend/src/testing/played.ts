import { beforeEach, vi } from "vitest";

/** What a page has played in the test that runs, by the speaker it went to. */
export const played: string[] = [];

class FakeAudio extends EventTarget {
  private speaker = "system";
  setSinkId = async (id: string) => {
    this.speaker = id;
  };
  play = async () => {
    played.push(this.speaker);
    queueMicrotask(() => this.dispatchEvent(new Event("ended")));
  };
}

/** Gives each test of the file a browser that plays, and remembers what. */
export function atLoudspeaker(): void {
  beforeEach(() => {
    played.length = 0;
    vi.stubGlobal("Audio", FakeAudio);
    vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:");
    vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  });
}
