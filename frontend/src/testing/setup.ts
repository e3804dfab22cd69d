import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { giveDialogs } from "./dialog";
import { giveStreams } from "./streams";
import { defineMatchMedia, giveWindow } from "./window";

configure({
  // Machines that build and test at once are slow: waiting longer costs nothing where all is well.
  asyncUtilTimeout: 10_000,
  // Whether something is hidden by style cannot be told here (styles are not loaded), and asking costs most of the time.
  defaultHidden: true,
  getElementError: (message) =>
    Object.assign(new Error(message ?? ""), { name: "TestingLibraryElementError" }),
});

giveStreams();
giveDialogs();
defineMatchMedia();
// axe looks for icons made of letters by painting them; nothing is painted here.
HTMLCanvasElement.prototype.getContext = () => null;
// Nothing has a place here that could be scrolled to.
Element.prototype.scrollIntoView = () => {};

afterEach(() => {
  cleanup();
  giveWindow();
});
