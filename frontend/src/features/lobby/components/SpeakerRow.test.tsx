import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readChoices, rememberChoices } from "../../../livekit/choices";
import { violations } from "../../../testing/axe";
import { atComputer } from "../../../testing/browser";
import { type FakeDevice, SPEAKER } from "../../../testing/media";
import { renderPage } from "../../../testing/render";
import { usePreview } from "../usePreview";
import { DeviceList } from "./DeviceList";

const desk = atComputer();
const HEADPHONES: FakeDevice = { deviceId: "out-2", kind: "audiooutput", label: "AirPods Pro" };

/** Where the sound went, and how it ends. */
const sound = { sink: null as string | null, ends: () => {}, gone: false };

type Sinkable = { setSinkId?: (id: string) => Promise<void> };

beforeEach(() => {
  Object.assign(sound, { sink: null, gone: false });
  (HTMLMediaElement.prototype as Sinkable).setSinkId = async (id) => {
    sound.sink = id;
  };
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(async function (this: HTMLMediaElement) {
    if (sound.gone) throw new DOMException("gone", "NotFoundError");
    sound.ends = () => this.dispatchEvent(new Event("ended"));
  });
  Object.assign(URL, { createObjectURL: () => "blob:chime", revokeObjectURL: () => undefined });
});

afterEach(() => {
  delete (HTMLMediaElement.prototype as Sinkable).setSinkId;
});

function Viewer() {
  const [preview, snapshot] = usePreview({ wanted: true, listOnly: true });
  return (
    <main>
      <DeviceList
        preview={preview}
        snapshot={snapshot}
        level={{ bars: 0, verdict: "listening" }}
        watchesOnly
      />
    </main>
  );
}

async function atTheRow() {
  desk.computer.devices.push(HEADPHONES);
  await renderPage(<Viewer />);
  return userEvent.setup();
}

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const speaker = () => screen.findByRole<HTMLSelectElement>("combobox", { name: "Speaker" });
const chosen = async () => (await speaker()).selectedOptions[0]?.text;

describe("the speaker", () => {
  it("is the system's first one until another is chosen, and is remembered then", async () => {
    const user = await atTheRow();
    expect(await chosen()).toBe("MacBook Pro Speakers");
    await user.selectOptions(await speaker(), HEADPHONES.label);
    expect(await chosen()).toBe("AirPods Pro");
    expect(readChoices().speakerId).toBe(HEADPHONES.deviceId);
  });

  it("of the last time is chosen again", async () => {
    rememberChoices({ speakerId: HEADPHONES.deviceId });
    await atTheRow();
    expect(await chosen()).toBe("AirPods Pro");
  });

  it("of the last time that is not there today is replaced by one that is", async () => {
    rememberChoices({ speakerId: "at-home" });
    await atTheRow();
    expect(await chosen()).toBe("MacBook Pro Speakers");
  });
});

describe("the test sound", () => {
  it("comes out of the chosen speaker, and says how long it plays", async () => {
    const user = await atTheRow();
    await speaker();
    await user.click(await button("Play a sound"));
    expect(await button("Playing …")).toBeTruthy();
    expect(sound.sink).toBe(SPEAKER.deviceId);
    sound.ends();
    expect(await button("Play a sound")).toBeTruthy();
  });

  it("is not played over itself", async () => {
    const user = await atTheRow();
    await user.click(await button("Play a sound"));
    await user.click(await button("Playing …"));
    expect(HTMLMediaElement.prototype.play).toHaveBeenCalledTimes(1);
    sound.ends();
  });

  it("that cannot be played there says what to do, until another speaker is chosen", async () => {
    sound.gone = true;
    const user = await atTheRow();
    await user.click(await button("Play a sound"));
    expect(
      await screen.findByText("The sound could not be played there. Choose another speaker."),
    ).toBeTruthy();
    expect(await violations()).toEqual([]);
    await user.selectOptions(await speaker(), HEADPHONES.label);
    await waitFor(() => expect(screen.queryByText(/could not be played/)).toBeNull());
  });
});

it("a browser without a choice says where the sound comes out, and still plays", async () => {
  delete (HTMLMediaElement.prototype as Sinkable).setSinkId;
  const user = await atTheRow();
  expect(await screen.findByText("Sound comes out where your device is set to")).toBeTruthy();
  await user.click(await button("Play a sound"));
  expect(await button("Playing …")).toBeTruthy();
  sound.ends();
  expect(await button("Play a sound")).toBeTruthy();
});
