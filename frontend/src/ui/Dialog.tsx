import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import "./Dialog.css";

export interface DialogProps {
  title: string;
  open: boolean;
  /** Called for Escape, a press outside and the closing buttons. Absent: only an answer closes it. */
  onClose?: () => void;
  /** Beside the title. */
  sign?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Below the actions: what is good to know, and changes nothing. */
  foot?: ReactNode;
  /** The actions are choices of the same weight: as wide as each other, and in sight without scrolling. */
  choices?: boolean;
  /** "alertdialog" for what cannot be undone. */
  role?: "dialog" | "alertdialog";
}

/** A question in front of the page: focus moves in, stays in, and returns to where it was. */
export function Dialog({ open, ...rest }: DialogProps) {
  // In <body>, so that nothing around it gives it another look.
  return open ? createPortal(<OpenDialog {...rest} />, document.body) : null;
}

/** The browser's own modal dialog: it makes the rest of the page inert and lies above everything. */
function OpenDialog({
  title,
  onClose,
  sign,
  children,
  actions,
  foot,
  choices = false,
  role,
}: Omit<DialogProps, "open">) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  /** Where a press began: one that began inside (marking words) and ends outside does not close. */
  const beganOutside = useRef(false);

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Not onto the first button: a key that is still held down would press it unread.
    heading.current?.focus();
    // Closing gives the focus back; only taking it away would not.
    return () => shown?.close();
  }, []);

  const isOutside = (event: MouseEvent) => event.target === event.currentTarget;

  return (
    <dialog
      ref={dialog}
      className="scrim"
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={role === "alertdialog" && children !== undefined ? `${id}-words` : undefined}
      onMouseDown={(event) => {
        beganOutside.current = isOutside(event);
      }}
      onClick={(event) => {
        event.stopPropagation();
        if (beganOutside.current && isOutside(event)) onClose?.();
      }}
      onKeyDown={(event) => {
        // It is a child of whatever opened it, which has its own use for keys.
        event.stopPropagation();
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose?.();
      }}
      // The gesture "back" of a phone. Whether it is shown is said from outside, as everywhere.
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      // A browser that is told to go back twice closes what may not be closed: a question stays until it is answered.
      onClose={(event) => {
        if (onClose === undefined && event.currentTarget.isConnected) event.currentTarget.showModal();
      }}
    >
      <div className={choices ? "dialog-box with-choices" : "dialog-box"}>
        <div className="dialog">
          <div className={sign === undefined ? "" : "dialog-lead"}>
            {sign !== undefined && <span className="dialog-sign">{sign}</span>}
            <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
              {title}
            </h2>
          </div>
          {children !== undefined && (
            <div className="dialog-words" id={`${id}-words`}>
              {children}
            </div>
          )}
          <DialogEnd actions={actions} foot={foot} choices={choices} />
        </div>
      </div>
    </dialog>
  );
}

function DialogEnd({ actions, foot, choices }: Pick<DialogProps, "actions" | "foot" | "choices">) {
  if (actions === undefined && foot === undefined) return null;
  if (!choices) {
    return (
      <>
        {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        {foot !== undefined && <div className="dialog-foot">{foot}</div>}
      </>
    );
  }
  return (
    <div className="dialog-end">
      {actions !== undefined && <div className="dialog-choices">{actions}</div>}
      {foot !== undefined && <div className="dialog-foot">{foot}</div>}
    </div>
  );
}
