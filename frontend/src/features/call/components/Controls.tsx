import { type ReactNode, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useApiClient } from "../../../api/ApiContext";
import type { ApiError } from "../../../api/errors";
import type { RoomPermissions } from "../../../api/roomPermissions";
import { endRoom } from "../../../api/rooms";
import { rememberChoices } from "../../../livekit/choices";
import type { CallRoom, DeviceKind } from "../../../livekit/room";
import { DeviceWatch } from "../../../livekit/roomDevices";
import { useAnnounce } from "../../../ui/LiveRegion";
import { ControlBar, type ControlBarProps } from "../../controls/components/ControlBar";
import type { DeviceGroup } from "../../controls/components/DeviceMenu";
import { DevicesDialog } from "../../controls/components/DevicesDialog";
import { EndDialog } from "../../controls/components/EndDialog";
import type { PanelButton } from "../../controls/components/PanelControl";
import { useFullScreen } from "../../controls/components/useFullScreen";
import { ShareControl } from "../../share/components/ShareControl";
import { canShareScreen } from "../../share/model/canShare";
import { LayoutControl, type LayoutControlProps, LayoutItems } from "../../tiles/components/LayoutControl";
import type { Connector } from "../model/connector";
import type { RecordingPart } from "./useRecordingPart";

export interface ControlsProps {
  room: CallRoom;
  connector: Connector;
  permissions: RoomPermissions;
  panels: readonly PanelButton[];
  /** Those of them, or their parts, that are in More where the bar is narrow. */
  panelsInMore: readonly PanelButton[];
  near?: ControlBarProps["near"];
  /** How people are shown; null where there is nothing to choose. */
  layout: LayoutControlProps | null;
  /** What one hears; only those who watch turn it off here. */
  sound: { on: boolean; toggle: () => void };
  /** How many others are inside. */
  others: number;
  recording: RecordingPart;
  /** The way to the live stream, as an item of More. */
  streaming?: ReactNode;
}

/** Gives the bar what this person may do, in this browser, now. */
export function Controls({
  room,
  connector,
  permissions,
  panels,
  panelsInMore,
  near,
  layout,
  sound,
  others,
  recording,
  streaming,
}: ControlsProps) {
  const call = useSyncExternalStore(room.subscribe, room.getSnapshot);
  const { grant } = useSyncExternalStore(connector.subscribe, connector.getSnapshot);
  const client = useApiClient();
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const fullScreen = useFullScreen();
  const [watch] = useState(() => new DeviceWatch());
  const devices = useSyncExternalStore(watch.subscribe, watch.getSnapshot);
  const [choosing, setChoosing] = useState(false);
  const [ending, setEnding] = useState<{ busy: boolean; error: ApiError | null } | null>(null);

  const microphone = group("microphone", call.microphone.deviceId);
  const camera = group("camera", call.camera.deviceId);
  const speaker = group("speaker", call.speakerDeviceId);
  // Nothing to choose where a page may not choose the speaker.
  const speakers = devices.speaker.length > 0 ? [speaker] : [];
  const groups = [
    ...(permissions.canPublishCamera ? [camera] : []),
    ...(permissions.canPublishMicrophone ? [microphone] : []),
    ...speakers,
  ];

  const watches = !permissions.canPublishMicrophone && !permissions.canPublishCamera;
  const devicesTitle = watches ? t("device.speaker") : t("device.title");

  function group(kind: DeviceGroup["kind"], chosen: string | null): DeviceGroup {
    const remembered = { microphone: "microphoneId", camera: "cameraId", speaker: "speakerId" } as const;
    return {
      kind,
      devices: devices[kind],
      chosen,
      choose: (id) => {
        rememberChoices({ [remembered[kind]]: id });
        void room.chooseDevice(kind, id);
      },
    };
  }

  const { whyOff } = recording;
  /** While a recording holds this person back: the buttons are there, are off, and a press says why. */
  const held = (kind: DeviceKind) =>
    whyOff === undefined
      ? { toggle: () => void toggle(kind) }
      : { on: false, toggle: whyOff, heldBack: t(`control.${kind}.heldBack`) };

  async function toggle(kind: DeviceKind): Promise<void> {
    const on = !room.getSnapshot()[kind].on;
    await (kind === "microphone" ? room.setMicrophone(on) : room.setCamera(on));
    // A name that changes under the focus is not read again. A change that failed is told by its notice.
    if (room.getSnapshot()[kind].on === on) announce(t(`say.${kind}${on ? "On" : "Off"}`));
  }

  async function end(): Promise<void> {
    setEnding({ busy: true, error: null });
    const answer = await endRoom(client, grant.room.id ?? "");
    if (answer.ok || answer.error.code === "room_ended") connector.leave("ended");
    else setEnding({ busy: false, error: answer.error });
  }

  return (
    <>
      <ControlBar
        microphone={
          permissions.canPublishMicrophone
            ? {
                ...call.microphone,
                groups: [microphone, ...speakers],
                ...held("microphone"),
              }
            : undefined
        }
        camera={
          permissions.canPublishCamera
            ? {
                ...call.camera,
                groups: [camera],
                ...held("camera"),
              }
            : undefined
        }
        share={
          permissions.canShareScreen && canShareScreen(navigator.mediaDevices) ? (
            <ShareControl
              sharing={call.sharing}
              start={whyOff ?? (() => void room.setSharing(true))}
              stop={() => void room.setSharing(false)}
            />
          ) : undefined
        }
        record={recording.control}
        sound={watches ? { ...sound, groups: speakers } : undefined}
        layout={layout === null ? undefined : <LayoutControl {...layout} />}
        panels={panels}
        near={near}
        more={{
          panels: panelsInMore,
          devices: groups.length > 0 ? { title: devicesTitle, open: () => setChoosing(true) } : undefined,
          layout: layout === null ? undefined : <LayoutItems {...layout} />,
          recording: recording.item,
          streaming,
          everywhere: recording.everywhere || streaming !== undefined,
        }}
        fullScreen={fullScreen}
        leaving={{
          leave: () => connector.leave(),
          endForAll: permissions.canModerate ? () => setEnding({ busy: false, error: null }) : undefined,
          others,
        }}
      />
      <DevicesDialog
        title={devicesTitle}
        open={choosing}
        onClose={() => setChoosing(false)}
        groups={groups}
      />
      <EndDialog
        open={ending !== null}
        busy={ending?.busy ?? false}
        error={ending?.error ?? null}
        onClose={() => setEnding(null)}
        end={() => void end()}
        others={others}
      />
    </>
  );
}
