import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import "./Dialog.css";

export interface DialogProps {
  title: string;
  open: boolean;
  /** Called for Escape, a press outside and the closing buttons. */
  onClose: () => void;
  children?: ReactNode;
  actions?: ReactNode;
  /** "alertdialog" for what cannot be undone. */
  role?: "dialog" | "alertdialog";
}

/** A question in front of the page: focus moves in, stays in, and returns to where it was. */
export function Dialog({ open, ...rest }: DialogProps) {
  // In <body>, so that nothing around it gives it another look.
  return open ? createPortal(<OpenDialog {...rest} />, document.body) : null;
}

/** The browser's own modal dialog: it makes the rest of the page inert and lies above everything. */
function OpenDialog({ title, onClose, children, actions, role }: Omit<DialogProps, "open">) {
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
        if (beganOutside.current && isOutside(event)) onClose();
      }}
      onKeyDown={(event) => {
        // It is a child of whatever opened it, which has its own use for keys.
        event.stopPropagation();
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
      // The gesture "back" of a phone. Whether it is shown is said from outside, as everywhere.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-box">
        <div className="dialog">
          <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {children !== undefined && (
            <div className="dialog-words" id={`${id}-words`}>
              {children}
            </div>
          )}
          {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        </div>
      </div>
    </dialog>
  );
}
