import { describe, expect, it } from "vitest";
import { watched } from "../testing/live";
import { earsOf } from "./tab";

/** Nadia's page with two bookings on it, and what it is told. */
function page() {
  const told: string[] = [];
  const ears = earsOf({
    address: "/api/v1/live/",
    user: "3",
    watches: ["booking:12", "booking:13"],
    onRoom: ({ watch }) => told.push(watch),
    onDenied: ({ watch }) => told.push(`not ${watch}`),
    onOver: () => told.push("over"),
  });
  return { told, ears };
}
const news = (watch: string) => ({ rooms: [watched({ watch })], denied: [] });
const denied = (watch: string) => ({
  rooms: [],
  denied: [{ watch, code: "not_a_participant" as const, detail: "" }],
});

describe("a page", () => {
  it("hears of its own", () => {
    const { told, ears } = page();
    ears.news(news("booking:12"));
    ears.news(news("booking:99"));
    ears.news(denied("booking:99"));
    ears.over(["booking:99", "booking:98"]);
    expect(told).toEqual(["booking:12"]);
  });

  it("is over with the last that it may watch, however each of them went, and once", () => {
    const { told, ears } = page();
    ears.news(denied("booking:12"));
    ears.over(["booking:1", "booking:13"]);
    ears.over(["booking:12", "booking:13"]);
    expect(told).toEqual(["not booking:12", "over"]);
  });

  it("goes on where one of them may be watched again", () => {
    const { told, ears } = page();
    ears.over(["booking:12"]);
    ears.news(news("booking:12"));
    ears.over(["booking:13"]);
    expect(told).toEqual(["booking:12"]);
    ears.over(["booking:12"]);
    expect(told.at(-1)).toBe("over");
  });
});
