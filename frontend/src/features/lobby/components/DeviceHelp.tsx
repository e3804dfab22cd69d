import { MicOff, SlidersHorizontal, VideoOff } from "lucide-react";
import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import { Notice } from "../../../ui/Notice";
import type { LevelSnapshot } from "../media/levelMeter";
import { type BrowserFamily, browserFamily, systemFamily } from "../model/browser";
import type { DeviceFailure, DeviceKind, DeviceState } from "../model/device";
import type { Devices } from "../model/entering";

/** One notice for each thing that is wrong, with what to do. A notice goes by itself when the trouble is over. */
export function DeviceHelp({ devices, level }: { devices: Devices; level: LevelSnapshot }) {
  const { t } = useTranslation("lobby");
  const { camera, microphone } = devices;
  return (
    <>
      {camera.status === "failed" && <FailureHelp kind="camera" why={camera.why} other={microphone} />}
      {microphone.status === "failed" && (
        <FailureHelp kind="microphone" why={microphone.why} other={camera} />
      )}
      {microphone.status === "ready" && level.verdict === "silent" && (
        <Notice kind="warning" role="status" title={t("silent.title")}>
          <p>{t("silent.words")}</p>
        </Notice>
      )}
    </>
  );
}

interface FailureProps {
  kind: DeviceKind;
  why: DeviceFailure;
  other: DeviceState;
}

function FailureHelp({ kind, why, other }: FailureProps) {
  const { t } = useTranslation("lobby");
  const Icon = kind === "camera" ? VideoOff : MicOff;
  const { userAgent, maxTouchPoints } = navigator;
  return (
    <Notice
      kind="warning"
      role="alert"
      icon={<Icon className="icon" aria-hidden="true" />}
      title={t(`help.${kind}.${why}.title`)}
    >
      <p>
        {why === "denied" && other.status === "ready"
          ? t(`help.${kind}.denied.works`)
          : t(`help.${kind}.${why}.words`)}
      </p>
      {why === "denied" && <BrowserHelp kind={kind} family={browserFamily(userAgent, maxTouchPoints)} />}
      {why === "system" && <p>{t(`help.${kind}.settings.${systemFamily(userAgent, maxTouchPoints)}`)}</p>}
    </Notice>
  );
}

function BrowserHelp({ kind, family }: { kind: DeviceKind; family: BrowserFamily }) {
  const { t } = useTranslation("lobby");
  if (family !== "chromium") return <p>{t(`help.${kind}.browser.${family}`)}</p>;
  const parts = { sign: <AddressBarSign />, b: <b /> };
  return (
    <ol className="help-steps">
      <li>
        <Trans t={t} i18nKey={`help.${kind}.steps.one`} components={parts} />
      </li>
      <li>
        <Trans t={t} i18nKey={`help.${kind}.steps.two`} components={parts} />
      </li>
    </ol>
  );
}

/** The sign itself for eyes, its name for ears. */
function AddressBarSign({ children }: { children?: ReactNode }) {
  return (
    <kbd>
      <SlidersHorizontal className="icon" aria-hidden="true" />
      <span className="hidden-visually">{children}</span>
    </kbd>
  );
}
