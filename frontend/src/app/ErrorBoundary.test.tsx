import { render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { startI18n } from "../i18n/i18n";
import { violations } from "../testing/axe";
import { ErrorBoundary, errorCode } from "./ErrorBoundary";

function Broken(): never {
  throw Object.assign(new Error("out of tiles"), { code: "tiles_exhausted" });
}

describe("a fault while drawing", () => {
  // React reports what a boundary catches; here it is expected.
  beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));

  it("gives words, a way out and a code, never an empty page", async () => {
    render(
      <I18nextProvider i18n={await startI18n("en")}>
        <ErrorBoundary>
          <Broken />
        </ErrorBoundary>
      </I18nextProvider>,
    );
    expect(screen.getByRole("heading", { name: "This page has a fault" })).toBeTruthy();
    expect(screen.getByText(/tell us this code: tiles_exhausted\./)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Load again" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

describe("the code for support", () => {
  it("is the error's own where it has one", () => {
    expect(errorCode({ code: "not_allowed" })).toBe("not_allowed");
  });

  it("is the same for the same fault, and differs for another", () => {
    const fault = new TypeError("x is undefined");
    expect(errorCode(fault)).toBe(errorCode(fault));
    expect(errorCode(fault)).toMatch(/^TypeError-[0-9a-f]{8}$/);
    expect(errorCode(fault)).not.toBe(errorCode(new TypeError("y is undefined")));
  });

  it("is there even for something that is no error", () => {
    expect([errorCode("thrown"), errorCode(null), errorCode({ code: 7 })]).toEqual([
      "unknown",
      "unknown",
      "unknown",
    ]);
  });
});
