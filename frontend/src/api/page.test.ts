import { describe, expect, it } from "vitest";
import { BOOKING_PAGE } from "../testing/people";
import { loginHref, readPage } from "./page";

function documentWith(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

describe("the page's block", () => {
  it("is read as the server wrote it, markup in a name included", () => {
    const page = { ...BOOKING_PAGE, user: { name: "<b>Jonas</b> & Co" } };
    const escaped = JSON.stringify(page).replaceAll("<", "\\u003C").replaceAll("&", "\\u0026");
    const doc = documentWith(`<script type="application/json" id="rooms-page">${escaped}</script>`);
    expect(readPage(doc)).toEqual(page);
  });

  it("is missed loudly", () => {
    expect(() => readPage(documentWith("<p>nothing</p>"))).toThrow("#rooms-page");
  });
});

describe("the way to the log-in", () => {
  it("leads back to the lobby", () => {
    expect(loginHref(BOOKING_PAGE)).toBe("/login/?next=%2Froom%2Fbooking%2F12%2Flobby");
  });

  it("keeps what the host's address carries already", () => {
    expect(loginHref({ ...BOOKING_PAGE, login_url: "/sso?realm=x" }, "/a?b=c")).toBe(
      "/sso?realm=x&next=%2Fa%3Fb%3Dc",
    );
  });
});
