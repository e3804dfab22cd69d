import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

configure({
  // Machines that build and test at once are slow: waiting longer costs nothing where all is well.
  asyncUtilTimeout: 10_000,
  // Whether something is hidden by style cannot be told here (styles are not loaded), and asking costs most of the time.
  defaultHidden: true,
  getElementError: (message) =>
    Object.assign(new Error(message ?? ""), { name: "TestingLibraryElementError" }),
});

// jsdom has no CSS object, and React Aria writes selectors with it; ids here need no escaping.
globalThis.CSS ??= { escape: (name: string) => name } as typeof CSS;
// axe looks for icons made of letters by painting them; nothing is painted here.
HTMLCanvasElement.prototype.getContext = () => null;

afterEach(() => cleanup());
