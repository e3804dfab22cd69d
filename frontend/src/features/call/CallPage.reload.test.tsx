import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { atCall, enter, grantOf } from "../../testing/call";
import { aLine } from "../../testing/chat";
import { viewerGrant } from "../../testing/people";
import { atSides, button, elena, group, MESSAGES, mara, me, panel, webinar } from "../../testing/sides";

const server = atSides();
atCall();

describe("a reload", () => {
  /** The page is loaded anew: nothing is left but what the tab keeps. */
  async function reload(scene: Parameters<typeof enter>[0]) {
    cleanup();
    await enter(scene);
  }
  const field = () => screen.getByRole("textbox") as HTMLTextAreaElement;
  const inGroup = { grant: grantOf({}, group) };

  it("leaves the chat open with the draft in it, and takes no focus", async () => {
    await enter(inGroup);
    await userEvent.click(button("Chat"));
    await userEvent.keyboard("Half a tho");
    await reload(inGroup);
    expect(panel("Chat")).toBeTruthy();
    expect(field().value).toBe("Half a tho");
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    await userEvent.click(button("Close chat"));
    await reload(inGroup);
    expect(panel("Chat")).toBeNull();
  });

  it("sends what was held back, once", async () => {
    const keys: unknown[] = [];
    let answers = false;
    server.use(
      http.post(MESSAGES, async ({ request }) => {
        const { text, client_key } = (await request.json()) as { text: string; client_key: string };
        keys.push(client_key);
        return answers
          ? HttpResponse.json(aLine(2, { from: "jonas", text }), { status: 201 })
          : HttpResponse.error();
      }),
    );
    await enter(inGroup);
    await userEvent.click(button("Chat"));
    await userEvent.keyboard("Thanks{Enter}");
    await within(screen.getByRole("log")).findByText(/no answer came/);
    answers = true;
    await reload(inGroup);
    await waitFor(() => expect(screen.queryByText(/no answer came|Sending/)).toBeNull());
    expect(screen.getByText("Thanks")).toBeTruthy();
    expect(new Set(keys).size).toBe(1);
  });

  it("gives nothing of it to somebody else in the same tab", async () => {
    await enter(inGroup);
    await userEvent.click(button("Chat"));
    await userEvent.keyboard("Half a tho");
    const other = { grant: grantOf({ participant_id: "p-mara", name: "Mara Lindgren" }, group) };
    await reload(other);
    expect(panel("Chat")).toBeNull();
    await userEvent.click(button(/^Chat/));
    expect(field().value).toBe("");
    expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("Half a tho");
  });

  it("keeps the people in sight where they were looked at, and a sidebar closed that was closed", async () => {
    await enter(inGroup);
    await userEvent.click(button("People, 2"));
    await reload(inGroup);
    expect(panel("People 2")).toBeTruthy();
    const inWebinar = { people: [elena, mara, me], grant: viewerGrant(webinar()) };
    await reload(inWebinar);
    await userEvent.click(button("Close sidebar"));
    await reload(inWebinar);
    expect(panel("Sidebar")).toBeNull();
  });

  it("where nothing may be kept, begins anew, without an error", async () => {
    vi.spyOn(window, "sessionStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    await enter(inGroup);
    await userEvent.click(await screen.findByRole("button", { name: "Chat, 1 new message" }));
    await userEvent.keyboard("Half a tho");
    await reload(inGroup);
    expect(panel("Chat")).toBeNull();
    vi.restoreAllMocks();
  });
});
