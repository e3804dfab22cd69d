import { act, render, screen, waitFor } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startI18n } from "../../i18n/i18n";
import {
  JONAS,
  MARA,
  NADIA,
  type RecordingDesk,
  recordingDesk,
  rosterOf,
  seen,
} from "../../testing/recording";
import { giveStage } from "../../testing/stage";
import type { Parameters } from "../model/parameters";
import { Recording } from "./Recording";

let desk: RecordingDesk;

beforeEach(() => giveStage(1280, 720));
afterEach(() => {
  act(() => desk.room.goesDown("deleted"));
  vi.unstubAllGlobals();
});

const picture = (id: string) => ({ id, attach: () => () => undefined });
const sound = (id: string) => ({ id, attach: () => () => undefined });

async function record(parameters: Partial<Parameters> = {}, language: "en" | "de" = "en") {
  desk = recordingDesk(parameters);
  desk.answer(rosterOf(NADIA, JONAS, { ...MARA, in_recording: false }));
  const i18n = await startI18n(language);
  const page = render(
    <I18nextProvider i18n={i18n}>
      <Recording recorder={desk.recorder} />
    </I18nextProvider>,
  );
  await act(async () => desk.recorder.start());
  return page;
}

const enter = (...people: ReturnType<typeof seen>[]) => act(() => desk.room.enter(...people));
const names = () => [...document.querySelectorAll(".plate-name")].map(({ textContent }) => textContent);

/** Frames are decoded by browsers only. */
const giveFrames = (readyState: number) =>
  vi.spyOn(HTMLMediaElement.prototype, "readyState", "get").mockReturnValue(readyState);

describe("while nobody can be seen", () => {
  it("there is the session's title, and what it waits for", async () => {
    await record();
    expect(screen.getByRole("heading").textContent).toBe("Breathwork for beginners");
    expect(screen.getByText("Waiting for people to join")).toBeTruthy();
  });

  it("in German, too", async () => {
    await record({}, "de");
    expect(screen.getByText("Noch ist niemand da")).toBeTruthy();
  });

  it("it does not say that it waits for somebody who is there and held back", async () => {
    await record();
    enter(seen("m"));
    expect(screen.getByText("Nobody is in the recording at the moment")).toBeTruthy();
    expect(document.body.textContent).not.toContain("Mara");
  });

  it("goes when somebody comes, and comes again when they are gone", async () => {
    await record();
    enter(seen("n"));
    expect(screen.queryByRole("heading")).toBeNull();
    enter();
    expect(screen.getByRole("heading")).toBeTruthy();
  });
});

describe("people", () => {
  it("stand there with their names, and with initials where there is no camera", async () => {
    await record();
    enter(seen("n", { camera: picture("c") }), seen("j"));
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
    expect(document.querySelectorAll("video")).toHaveLength(1);
    expect(screen.getByText("JW")).toBeTruthy();
  });

  it("who are not on the roster, or are held back, are neither seen nor named", async () => {
    await record();
    enter(seen("n"), seen("eve", { camera: picture("e") }), seen("m", { camera: picture("m") }));
    expect(names()).toEqual(["Dr. Nadia Rahman"]);
    expect(document.querySelectorAll("video")).toHaveLength(0);
  });

  it("are heard, all alike", async () => {
    await record();
    act(() => desk.room.becomes({ sounds: [sound("s1"), sound("s2")] }));
    const heard = [...document.querySelectorAll("audio")];
    expect(heard.map(({ volume, muted }) => [volume, muted])).toEqual([
      [1, false],
      [1, false],
    ]);
  });

  it("whoever is muted has the mark of it", async () => {
    await record();
    enter(seen("n", { micOn: false }), seen("j"));
    expect(document.querySelectorAll(".plate .off")).toHaveLength(1);
  });

  it("carry no identity of LiveKit's", async () => {
    await record();
    enter(seen("n"), seen("j"));
    const ids = [...document.querySelectorAll("[data-person]")].map((one) => one.getAttribute("data-person"));
    expect(ids).toEqual(["p1", "p2"]);
  });
});

describe("the layout", () => {
  it("has whoever speaks large", async () => {
    await record();
    enter(seen("n"), seen("j"));
    enter(seen("n"), seen("j", { speaking: true }));
    await waitFor(() => expect(names()[0]).toBe("Jonas Weber"));
  });

  it("is another as soon as the server asks for it", async () => {
    await record();
    enter(seen("n"), seen("j"));
    const sizes = () => [...document.querySelectorAll<HTMLElement>(".place")].map(({ style }) => style.width);
    expect(new Set(sizes()).size).toBe(2);
    act(() => desk.room.becomes({ metadata: '{"layout":"grid"}' }));
    expect(new Set(sizes()).size).toBe(1);
  });

  it("has a shared screen first, uncropped, and the people beside it", async () => {
    await record({ layout: "grid" });
    enter(seen("n"), seen("j", { screen: picture("s") }));
    const [first] = document.querySelectorAll(".place");
    expect(first?.querySelector("video")?.className).toBe("picture whole");
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
  });

  it("of one speaker shows one person, and tells the call that the other is not seen", async () => {
    await record({ layout: "single-speaker" });
    enter(seen("n", { camera: picture("cn") }), seen("j", { camera: picture("cj") }));
    expect(names()).toEqual(["Dr. Nadia Rahman"]);
    expect([...desk.room.wishes]).toEqual([
      ["cn", "large"],
      ["cj", "unseen"],
    ]);
  });
});

describe("the picture", () => {
  it("holds nothing that can be pressed, and nothing that is only for people in the call", async () => {
    await record();
    enter(seen("n"), seen("j", { speaking: true }));
    expect(document.querySelectorAll("button, a, input, [tabindex='0'], .mark")).toHaveLength(0);
  });
});

describe("the beginning", () => {
  it("is told when nobody is there, as soon as the card is on the screen", async () => {
    await record();
    await waitFor(() => expect(desk.said).toEqual(["START_RECORDING"]));
  });

  it("waits for the first frame of who is there", async () => {
    const frames = giveFrames(0);
    await record();
    enter(seen("n", { camera: picture("c") }));
    await waitFor(() => expect(frames.mock.calls.length).toBeGreaterThan(3));
    expect(desk.said).toEqual([]);
    frames.mockReturnValue(4);
    await waitFor(() => expect(desk.said).toEqual(["START_RECORDING"]));
  });

  it("does not wait for ever for a picture that does not come", async () => {
    giveFrames(0);
    await record();
    enter(seen("n", { camera: picture("c") }));
    await waitFor(() => expect(desk.said).toEqual(["START_RECORDING"]), { timeout: 10_000 });
  });
});
