import { ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import { type DeviceGroup, DeviceMenu } from "./DeviceMenu";

export interface SplitControlProps {
  /** What is chosen beside the button, in words. */
  choose: string;
  groups: readonly DeviceGroup[];
  /** The button itself. */
  children: ReactNode;
}

/** A button and, beside it, the choice of device: two buttons, one shape. */
export function SplitControl({ choose, groups, children }: SplitControlProps) {
  return (
    <div className="split">
      {children}
      <DeviceMenu
        label={choose}
        groups={groups}
        trigger={
          <button type="button" className="choose" aria-label={choose}>
            <ChevronUp className="icon-s" aria-hidden="true" />
          </button>
        }
      />
    </div>
  );
}
