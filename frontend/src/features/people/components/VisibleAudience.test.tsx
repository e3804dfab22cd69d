import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import type { Person } from "../../../livekit/room";
import { aPerson } from "../../../livekit/roomFake";
import { renderPage } from "../../../testing/render";
import { People } from "./People";

const drawn = vi.hoisted(() => [] as string[]);

// Each row that is drawn draws a face.
vi.mock("../../../ui/Avatar", () => ({
  Avatar: ({ name }: { name: string }) => {
    drawn.push(name);
    return null;
  },
}));

beforeEach(() => {
  drawn.length = 0;
});

const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host" });
const crowd = (size: number) =>
  Array.from({ length: size }, (_, index) =>
    aPerson({ id: `p-${index}`, name: `Viewer ${index + 1}`, role: "viewer", camera: null, micOn: false }),
  );

/** A webinar as its practitioner sees it, with whatever else has changed in the call. */
const webinar = (people: readonly Person[]) => (
  <People
    roomId="r-1"
    people={people}
    audience={{ count: people.length - 1, hidden: false }}
    moderation={{ removed: [], remove: async () => null, readmit: async () => null }}
  />
);
const search = () => screen.queryByRole("searchbox", { name: "Search by name" });

it("draws the first fifty of those who watch, and the rest by search", async () => {
  await renderPage(webinar([elena, ...crowd(400)]));
  expect(drawn).toHaveLength(51);
  expect(screen.getByText("350 more people are found by search.")).toBeTruthy();
  await userEvent.type(search() as HTMLElement, "Viewer 399");
  expect(screen.getByText("Viewer 399")).toBeTruthy();
  expect(screen.queryByText(/found by search/)).toBeNull();
});

it("draws anew only who has changed", async () => {
  const audience = crowd(40);
  const { rerender } = await renderPage(webinar([elena, ...audience]));
  drawn.length = 0;
  rerender(webinar([{ ...elena, micOn: false }, ...audience]));
  expect(drawn).toEqual(["Elena Marchetti"]);
});

it("has a search as soon as a look is not enough, and leaves it to whoever writes in it", async () => {
  const { rerender } = await renderPage(webinar([elena, ...crowd(8)]));
  expect(search()).toBeNull();
  rerender(webinar([elena, ...crowd(9)]));
  await userEvent.type(search() as HTMLElement, "Viewer 3");
  rerender(webinar([elena, ...crowd(8)]));
  expect(document.activeElement).toBe(search());
  expect(screen.queryByText("Viewer 4")).toBeNull();
});
