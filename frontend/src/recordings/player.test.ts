import { beforeEach, describe, expect, it } from "vitest";
import type { LinkAnswer } from "./link";
import { Player, type PlayerParts } from "./player";

const WORDS = { offline: "No connection.", unplayable: "It cannot be played.", gone: "It is gone." };
const MINUTE = 60_000;

/** A player as browsers have one, that does as it is told. jsdom's plays nothing. */
function makeVideo() {
  const video = document.createElement("video");
  // In a browser its controls can be focused.
  video.tabIndex = 0;
  const did: string[] = [];
  let at = 0;
  let isPaused = true;
  let error: MediaError | null = null;
  Object.defineProperties(video, {
    currentTime: {
      get: () => at,
      set: (to: number) => {
        at = to;
        video.dispatchEvent(new Event("seeking"));
      },
    },
    paused: { get: () => isPaused },
    duration: { value: 600 },
    error: { get: () => error },
  });
  video.play = async () => {
    did.push("play");
    isPaused = false;
    video.dispatchEvent(new Event("play"));
  };
  video.pause = () => {
    did.push("pause");
    isPaused = true;
  };
  video.load = () => void did.push("load");
  return {
    video,
    did,
    /** The file of a link begins to arrive. */
    loads: () => {
      error = null;
      at = 0;
      video.dispatchEvent(new Event("loadedmetadata"));
    },
    breaks: () => {
      error = { code: 2 } as MediaError;
      isPaused = false;
      video.dispatchEvent(new Event("error"));
    },
    reaches: (to: number) => {
      at = to;
      video.dispatchEvent(new Event("timeupdate"));
    },
  };
}

let desk: ReturnType<typeof makeVideo>;
let parts: PlayerParts;
let player: Player;
let answers: LinkAnswer[];
let asked: number;
let now: number;

const link = (name: string, lasts = 15 * MINUTE): LinkAnswer => ({
  kind: "link",
  url: `http://localhost/${name}`,
  lastsMs: lasts,
});

beforeEach(() => {
  desk = makeVideo();
  now = 1_000_000;
  asked = 0;
  answers = [link("one"), link("two"), link("three"), link("four"), link("five")];
  document.body.innerHTML = `
    <div data-player><button id="begin" hidden></button><div id="tools" hidden>
      <button id="back"></button><button id="forward"></button>
      <select id="speed"><option>0.75</option><option selected>1</option><option>1.5</option><option>2</option></select>
    </div><p id="trouble" hidden></p></div>`;
  const root = document.querySelector("[data-player]") as HTMLElement;
  root.append(desk.video);
  const part = (id: string) => document.getElementById(id);
  parts = {
    root,
    video: desk.video,
    begin: part("begin") as HTMLButtonElement,
    tools: part("tools") as HTMLElement,
    back: part("back") as HTMLButtonElement,
    forward: part("forward") as HTMLButtonElement,
    speed: part("speed") as HTMLSelectElement,
    trouble: part("trouble") as HTMLElement,
  };
  player = new Player(
    parts,
    async () => {
      asked += 1;
      return answers.shift() as LinkAnswer;
    },
    WORDS,
    () => now,
  );
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

async function begin(): Promise<void> {
  parts.begin.click();
  await settle();
  desk.loads();
}

const press = (key: string, target: HTMLElement = parts.root, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};

describe("before Play", () => {
  it("nothing is asked for: each link that is given is written down", () => {
    expect(asked).toBe(0);
    expect(parts.begin.hidden).toBe(false);
    expect(parts.tools.hidden).toBe(true);
  });

  it("keys do nothing", () => {
    expect(press("j").defaultPrevented).toBe(false);
  });
});

describe("Play", () => {
  it("asks for a link and plays it with the browser's own controls", async () => {
    await begin();
    expect(desk.video.src).toBe("http://localhost/one");
    expect(desk.video.controls).toBe(true);
    expect(desk.did).toEqual(["play"]);
    expect([parts.begin.hidden, parts.tools.hidden]).toEqual([true, false]);
    expect(document.activeElement).toBe(desk.video);
    expect(player.isInUse).toBe(true);
  });

  it("says why where the server refuses, and can be pressed again", async () => {
    answers = [{ kind: "refused", detail: "It is not ready yet.", gone: false }, link("one")];
    parts.begin.click();
    await settle();
    expect(parts.trouble.textContent).toBe("It is not ready yet.");
    expect([parts.trouble.hidden, parts.begin.hidden, parts.begin.disabled]).toEqual([false, false, false]);
    await begin();
    expect(parts.trouble.hidden).toBe(true);
    expect(desk.did).toEqual(["play"]);
  });

  it("says so where nobody answers", async () => {
    answers = [{ kind: "offline" }];
    parts.begin.click();
    await settle();
    expect(parts.trouble.textContent).toBe(WORDS.offline);
  });

  it("twice at once asks once", async () => {
    parts.begin.click();
    parts.begin.click();
    await settle();
    expect(asked).toBe(1);
  });
});

describe("a link that runs out", () => {
  it("while it is played on is no matter", async () => {
    await begin();
    now += 20 * MINUTE;
    desk.reaches(1_200);
    expect(asked).toBe(1);
  });

  it("is renewed when the player can get no more, at the same place, and it plays on", async () => {
    await begin();
    desk.reaches(300);
    now += 20 * MINUTE;
    desk.breaks();
    await settle();
    expect(desk.video.src).toBe("http://localhost/two");
    desk.loads();
    expect(desk.video.currentTime).toBe(300);
    expect(desk.did).toEqual(["play", "play"]);
    expect(parts.trouble.hidden).toBe(true);
  });

  it("is renewed for a jump, which then lands where it was meant to", async () => {
    await begin();
    desk.reaches(300);
    now += 20 * MINUTE;
    desk.video.currentTime = 500;
    await settle();
    desk.loads();
    expect(asked).toBe(2);
    expect(desk.video.currentTime).toBe(500);
  });

  it("is renewed when somebody comes back from a long pause", async () => {
    await begin();
    desk.reaches(300);
    desk.video.pause();
    now += 20 * MINUTE;
    await desk.video.play();
    await settle();
    desk.loads();
    expect(asked).toBe(2);
    expect(desk.video.currentTime).toBe(300);
  });

  it("that is given for an instant only makes no circle of renewals", async () => {
    answers = [link("one", 0), link("two", 0), link("three", 0), link("four", 0)];
    await begin();
    desk.reaches(300);
    desk.breaks();
    await settle();
    desk.loads();
    await settle();
    expect(asked).toBe(2);
    expect(desk.video.currentTime).toBe(300);
  });

  it("keeps the speed", async () => {
    await begin();
    parts.speed.value = "1.5";
    parts.speed.dispatchEvent(new Event("change"));
    expect(desk.video.playbackRate).toBe(1.5);
    expect(desk.video.defaultPlaybackRate).toBe(1.5);
  });

  it("is not renewed for ever: what cannot be played is said", async () => {
    await begin();
    desk.reaches(300);
    for (const _ of [1, 2, 3, 4]) {
      desk.breaks();
      await settle();
      desk.loads();
      desk.reaches(300);
    }
    expect(asked).toBe(4);
    expect(parts.trouble.textContent).toBe(WORDS.unplayable);
  });

  it("is renewed as often as needed while it goes on in between", async () => {
    await begin();
    for (const second of [100, 200, 300, 400]) {
      desk.reaches(second);
      desk.breaks();
      await settle();
      desk.loads();
    }
    expect(asked).toBe(5);
    expect(parts.trouble.hidden).toBe(true);
  });

  it("that is dead at once counts as a try, too", async () => {
    await begin();
    desk.breaks();
    for (const _ of [1, 2, 3, 4, 5]) {
      await settle();
      desk.breaks();
    }
    await settle();
    expect(asked).toBe(4);
    expect(parts.trouble.textContent).toBe(WORDS.unplayable);
  });

  it("of a recording that was deleted meanwhile says that, once there is no more of it", async () => {
    await begin();
    desk.reaches(300);
    answers = [{ kind: "refused", detail: "There is no such recording.", gone: true }];
    desk.breaks();
    await settle();
    expect([parts.trouble.textContent, parts.trouble.hidden]).toEqual([WORDS.gone, false]);
  });
});

describe("the tools", () => {
  it("go ten seconds back and on, not beyond an end", async () => {
    await begin();
    desk.reaches(300);
    parts.back.click();
    expect(desk.video.currentTime).toBe(290);
    parts.forward.click();
    expect(desk.video.currentTime).toBe(300);
    desk.reaches(4);
    parts.back.click();
    expect(desk.video.currentTime).toBe(0);
    desk.reaches(595);
    parts.forward.click();
    expect(desk.video.currentTime).toBe(600);
  });

  it("are on keys: J and L jump, K plays and pauses, < and > change the speed", async () => {
    await begin();
    desk.reaches(300);
    press("j");
    expect(desk.video.currentTime).toBe(290);
    press("L");
    expect(desk.video.currentTime).toBe(300);
    press("k");
    press("k");
    expect(desk.did).toEqual(["play", "pause", "play"]);
    press(">");
    expect(desk.video.playbackRate).toBe(1.5);
    press("<");
    press("<");
    press("<");
    expect([desk.video.playbackRate, parts.speed.value]).toEqual([0.75, "0.75"]);
  });

  it("leave the browser its own keys, and the list of speeds its letters", async () => {
    await begin();
    desk.reaches(300);
    expect(press("l", parts.root, { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(press("j", parts.speed).defaultPrevented).toBe(false);
    expect(press("ArrowLeft").defaultPrevented).toBe(false);
    expect(desk.video.currentTime).toBe(300);
  });
});
