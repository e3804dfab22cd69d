import { describe, expect, it } from "vitest";
import { type ApiError, networkError } from "../../../api/errors";
import { lines } from "../../../testing/chat";
import { atChat, desk, numbers, open, pass, settle } from "../../../testing/chatDesk";

atChat();

const refused: ApiError = {
  code: "not_allowed",
  category: "refused",
  detail: "You can write while you are in the room.",
  retryAt: null,
  status: 403,
};

describe("what was said before", () => {
  it("is there, the newest first", async () => {
    await open(...lines(1, 5));
    expect(numbers()).toEqual([3, 4, 5]);
    expect(desk.chat.getSnapshot()).toMatchObject({ loaded: true, earlier: "more" });
  });

  it("comes page by page when it is asked for", async () => {
    await open(...lines(1, 5));
    await desk.chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
    expect(desk.chat.getSnapshot().earlier).toBe("none");
    await desk.chat.loadEarlier();
    expect(desk.server.asked).toEqual(["before m-3"]);
  });

  it("can be asked for again when it did not come", async () => {
    await open(...lines(1, 5));
    desk.server.problem = networkError;
    await desk.chat.loadEarlier();
    expect(desk.chat.getSnapshot().earlier).toBe("failed");
    desk.server.problem = null;
    await desk.chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it("is asked for when the line is up: before, what is said next could be missed", async () => {
    desk.room.show({ link: "connecting" });
    await open(...lines(1, 2));
    expect(numbers()).toEqual([]);
    desk.room.show({ link: "up" });
    await settle();
    expect(numbers()).toEqual([1, 2]);
    expect(desk.server.asked).toEqual(["newest"]);
  });

  it("is asked for again and again while the server is silent, and says so", async () => {
    desk.server.problem = networkError;
    await open(...lines(1, 2));
    expect(desk.chat.getSnapshot()).toMatchObject({ loaded: false, problem: networkError });
    desk.server.problem = null;
    await pass(5_000);
    expect(numbers()).toEqual([1, 2]);
    expect(desk.chat.getSnapshot().problem).toBeNull();
  });

  it("is not asked for again where the server has refused it", async () => {
    desk.server.problem = refused;
    await open(...lines(1, 2));
    await pass(60_000);
    expect(desk.server.asked).toEqual([]);
    expect(desk.chat.getSnapshot().problem).toEqual(refused);
  });
});
