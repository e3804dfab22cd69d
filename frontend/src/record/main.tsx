import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { askRoster } from "../api/recordingRoster";
import { startI18n } from "../i18n/i18n";
import { recordedRoom } from "../livekit/recordedRoom";
import "../ui/styles/tokens.css";
import "../ui/styles/base.css";
import { Recording } from "./components/Recording";
import { readParameters } from "./model/parameters";
import { readRecordPage } from "./page";
import { Recorder, type Signal } from "./recorder";

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page holds no #root");
  const page = readRecordPage();
  const i18n = await startI18n(page.language);
  const parameters = readParameters(window.location.search);
  if (parameters === null) {
    root.textContent = i18n.t("record:onlyForRecorders");
    return;
  }
  const recorder = new Recorder(
    parameters,
    recordedRoom(),
    () => askRoster(page.roster, parameters.token),
    signal,
  );
  createRoot(root).render(
    <I18nextProvider i18n={i18n}>
      <Recording recorder={recorder} />
    </I18nextProvider>,
  );
  recorder.start();
}

function signal(word: Signal): void {
  const isOurs = word === "LINE_DOWN" || word === "LINE_UP";
  // biome-ignore lint/suspicious/noConsole: a recorder reads the console; that is LiveKit's convention for templates
  (isOurs ? console.warn : console.log)(word);
}

void start();
