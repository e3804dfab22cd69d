import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { StreamingState, StreamTarget } from "../../api/shapes";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, hostGrant, jonas, nadia, scene, show } from "../../testing/call";
import { viewerGrant } from "../../testing/people";
import { startServer } from "../../testing/server";
import { aTarget, offAir, onAir, StreamingServer, streamableRoom } from "../../testing/streamingServer";

const server = startServer();
atCall();
let desk: StreamingServer;
beforeEach(() => {
  desk = new StreamingServer(server);
});

const FACEBOOK = aTarget({ id: "t-facebook", name: "Facebook", url: "rtmps://live-api-s.facebook.com/rtmp" });

async function jonasIn(streaming: StreamingState, language?: "de") {
  desk.room = streamableRoom(streaming);
  await enter({ grant: grantOf({}, desk.room), language });
}

/** Nadia leads, and her site can stream. */
async function nadiaIn(streaming = offAir({ available: true }), language?: "de") {
  const { me } = streamableRoom();
  desk.room = streamableRoom(streaming, { me: { ...me, role: "host" } });
  const people = [
    { ...nadia, isSelf: true },
    { ...jonas, isSelf: false },
  ];
  await enter({ people, grant: hostGrant(desk.room), language });
}

/** Nadia looks at her targets. */
async function opened(...targets: StreamTarget[]) {
  desk.targets = targets;
  await nadiaIn();
  await userEvent.click(screen.getByRole("button", { name: "More" }));
  await userEvent.click(screen.getByRole("menuitem", { name: /^Live stream/ }));
  return screen.findByRole("dialog", { name: "Live stream" });
}

async function hear(streaming: StreamingState): Promise<void> {
  const { available: _, ...said } = streaming;
  await act(async () => scene.room.say("rooms.streaming", said));
}

const top = () => screen.getByRole("banner").textContent;
const rowOf = (name: string) => screen.findByRole("listitem", { name });
const pressIn = async (row: HTMLElement, name: string) =>
  userEvent.click(within(row).getByRole("button", { name }));

describe("the badge", () => {
  it("comes and goes with the server’s word, is said in words and spoken", async () => {
    await jonasIn(offAir());
    expect(top()).not.toContain("Live");
    await hear(onAir());
    expect(top()).toContain("Live");
    const began = "This session is on air now: it is seen and heard live elsewhere, too.";
    expect(screen.getByText(began, { selector: ".notice p" })).toBeTruthy();
    expect(await screen.findByText(began, { selector: "[role=status]" })).toBeTruthy();
    expect(await violations()).toEqual([]);
    await hear(offAir());
    expect(top()).not.toContain("Live");
    expect(await screen.findByText("The live stream is over.", { selector: "[role=status]" })).toBeTruthy();
  });

  it("is there from the first moment where it is on air already, and is no news then", async () => {
    await jonasIn(onAir());
    expect(top()).toContain("LiveThis session is streamed live");
    expect(document.querySelector(".notice")).toBeNull();
  });

  it("is there for those who only watch", async () => {
    desk.room = streamableRoom(onAir(), { room_type: "webinar" });
    await enter({ grant: viewerGrant(desk.room) });
    expect(top()).toContain("Live");
    expect(screen.queryByRole("menuitem", { name: /^Live stream/ })).toBeNull();
  });

  it("is asked for again when a broken line is mended", async () => {
    await jonasIn(offAir());
    desk.room = streamableRoom(onAir());
    await show({ link: "restarting" });
    await show({ link: "up" });
    await waitFor(() => expect(top()).toContain("Live"));
  });

  it("does not believe what participants say", async () => {
    await jonasIn(offAir());
    await show({ people: [nadia, { ...jonas, name: "Jonas" }] });
    await act(async () => scene.room.say("rooms.chat", onAir()));
    expect(top()).not.toContain("Live");
  });

  it("has news that can be closed", async () => {
    await jonasIn(offAir());
    await hear(onAir());
    await userEvent.click(screen.getByRole("button", { name: "Close this notice" }));
    expect(document.querySelector(".notice")).toBeNull();
    expect(top()).toContain("Live");
  });

  it("speaks German to those who do", async () => {
    await jonasIn(onAir(), "de");
    expect(top()).toContain("Diese Sitzung wird live übertragen");
  });
});

describe("whoever leads", () => {
  it("finds the live stream in More, with how it stands", async () => {
    await nadiaIn(onAir({ available: true, targets: 2 }));
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(screen.getByRole("menuitem", { name: /^Live stream ?On air at 2 targets\.$/ })).toBeTruthy();
  });

  it("does not find it where nothing can be streamed", async () => {
    await nadiaIn(offAir());
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(screen.queryByRole("menuitem", { name: /^Live stream/ })).toBeNull();
  });

  it("sees of each target how it stands, in words", async () => {
    const error = { code: "refused", detail: "The server did not take the stream. Check address and key." };
    const dialog = await opened(
      aTarget({ id: "1", name: "One" }),
      aTarget({ id: "2", name: "Two", status: "starting" }),
      aTarget({ id: "3", name: "Three", status: "live", started_at: "2026-11-24T13:05:00Z" }),
      aTarget({ id: "4", name: "Four", status: "ending" }),
      aTarget({ id: "5", name: "Five", status: "failed", error }),
    );
    expect((await rowOf("One")).textContent).toContain("Not on air");
    expect((await rowOf("Two")).textContent).toContain("Starting…");
    expect((await rowOf("Three")).textContent).toMatch(/On air since \d\d:05/);
    expect((await rowOf("Four")).textContent).toContain("Ending…");
    expect((await rowOf("Five")).textContent).toContain(`Failed${error.detail}`);
    const removable = within(dialog).getAllByRole("button", { name: /^Remove/ });
    expect(removable.map((button) => button.getAttribute("aria-label"))).toEqual([
      "Remove… One",
      "Remove… Five",
    ]);
    expect(await violations()).toEqual([]);
  });

  it("starts one and stops it, and believes the server alone", async () => {
    await opened(aTarget(), FACEBOOK);
    const row = await rowOf("YouTube");
    await pressIn(row, "Start streaming to YouTube");
    await waitFor(() => expect(row.textContent).toContain("Starting…"));
    expect(top()).not.toContain("Live");
    desk.becomes("t-youtube", { status: "live", started_at: "2026-11-24T13:24:00Z" });
    await hear(onAir());
    await waitFor(() => expect(row.textContent).toContain("On air since"));
    expect(screen.getByText("YouTube: On air.", { selector: "dialog [role=status]" })).toBeTruthy();
    await pressIn(row, "Stop streaming to YouTube");
    await waitFor(() => expect(row.textContent).toContain("Ending…"));
    expect(desk.asked.filter((what) => what !== "list")).toEqual(["start t-youtube", "stop t-youtube"]);
    expect((await rowOf("Facebook")).textContent).toContain("Not on air");
  });

  it("reads in the server’s words why it was not started", async () => {
    await opened(aTarget());
    desk.refusal = { status: 409, code: "room_empty", detail: "Nobody is in the room yet. Go in first." };
    await pressIn(await rowOf("YouTube"), "Start streaming to YouTube");
    const alert = await within(await rowOf("YouTube")).findByRole("alert");
    expect(alert.textContent).toBe("It was not startedNobody is in the room yet. Go in first.");
  });

  it("adds one with the server of YouTube, and never sees the key again", async () => {
    const dialog = await opened();
    await userEvent.click(await within(dialog).findByRole("button", { name: "YouTube" }));
    const key = within(dialog).getByLabelText("Stream key");
    expect([key.getAttribute("type"), key.getAttribute("autocomplete")]).toEqual(["password", "off"]);
    const hint = document.getElementById(key.getAttribute("aria-describedby") as string);
    expect(hint?.textContent).toContain("never shown again");
    await userEvent.type(key, "abcd-efgh-ijkl{Enter}");
    const row = await rowOf("YouTube");
    expect(row.textContent).toContain("Not on air");
    expect(desk.added).toEqual([
      { name: "YouTube", url: "rtmps://a.rtmps.youtube.com/live2", key: "abcd-efgh-ijkl" },
    ]);
    expect(screen.getByText("YouTube is in the list. Its key is not shown again.")).toBeTruthy();
    expect(document.activeElement?.textContent).toBe("Targets");
    expect(document.body.innerHTML).not.toContain("abcd-efgh");
    await userEvent.click(within(dialog).getByRole("button", { name: "Add a target…" }));
    expect((within(dialog).getByLabelText("Stream key") as HTMLInputElement).value).toBe("");
    expect(await violations()).toEqual([]);
  });

  it("keeps what was typed where the server does not take it, and reads why", async () => {
    const dialog = await opened();
    const words = "Write the server like rtmp://a.rtmp.youtube.com/live2, without the key.";
    const scrolled = vi.spyOn(Element.prototype, "scrollIntoView");
    desk.refusal = { status: 400, code: "invalid", detail: words };
    await userEvent.type(await within(dialog).findByLabelText("Name"), "Ours");
    await userEvent.type(within(dialog).getByLabelText("Server"), "https://example.org");
    await userEvent.type(within(dialog).getByLabelText("Stream key"), "k");
    await userEvent.click(within(dialog).getByRole("button", { name: "Add" }));
    expect((await within(dialog).findByRole("alert")).textContent).toBe(`Nothing was added${words}`);
    expect((within(dialog).getByLabelText("Server") as HTMLInputElement).value).toBe("https://example.org");
    const shown = scrolled.mock.contexts.at(-1) as Element;
    expect(shown.contains(within(dialog).getByRole("alert"))).toBe(true);
  });

  it("is asked once more before one is removed, for its key goes with it", async () => {
    await opened(aTarget(), FACEBOOK);
    const row = await rowOf("YouTube");
    await pressIn(row, "Remove… YouTube");
    expect(document.activeElement?.textContent).toContain("Its key is deleted here");
    await pressIn(row, "Keep it");
    expect(desk.asked.filter((what) => what !== "list")).toEqual([]);
    await pressIn(row, "Remove… YouTube");
    await pressIn(row, "Remove it");
    await waitFor(() => expect(screen.queryByRole("listitem", { name: "YouTube" })).toBeNull());
    expect(desk.asked).toContain("remove t-youtube");
    expect(document.activeElement?.textContent).toBe("Targets");
    expect(screen.getByText("YouTube is removed, and its key with it.")).toBeTruthy();
  });

  it("reads why the list cannot be had", async () => {
    desk.listRefusal = { status: 403, code: "not_allowed", detail: "Only practitioners can see this." };
    const dialog = await opened();
    expect((await within(dialog).findByRole("alert")).textContent).toContain(
      "Only practitioners can see this.",
    );
    expect(within(dialog).queryByRole("form")).toBeNull();
  });

  it("closes it by key, with the focus back in the call", async () => {
    await opened(aTarget());
    await rowOf("YouTube");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement?.textContent).toContain("More");
  });
});
