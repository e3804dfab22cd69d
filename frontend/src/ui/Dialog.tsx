import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
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
export function Dialog({ title, open, onClose, children, actions, role = "dialog" }: DialogProps) {
  return (
    <ModalOverlay className="scrim" isOpen={open} isDismissable onOpenChange={(now) => now || onClose()}>
      <Modal className="dialog-box">
        <AriaDialog className="dialog" role={role}>
          <Heading slot="title">{title}</Heading>
          {children}
          {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
