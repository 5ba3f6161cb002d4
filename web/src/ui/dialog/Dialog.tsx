import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "../icon/Icon";
import css from "./dialog.module.css";

/**
 * A question over the page: the focus stays inside, Échap closes, and the focus returns to where it
 * was. `kept` is for what must be answered (the session): it closes only by its own buttons.
 */
export function Dialog({
  title,
  onClose,
  kept = false,
  wide = false,
  children,
}: {
  title: string;
  onClose: () => void;
  kept?: boolean;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <ModalOverlay
      isOpen
      isDismissable={!kept}
      isKeyboardDismissDisabled={kept}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={css.veil ?? ""}
    >
      <Modal className={`${css.modal} ${wide ? css.wide : ""}`}>
        <AriaDialog className={css.dialog ?? ""}>
          <header className={css.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {!kept && (
              <button type="button" className={css.close} aria-label="Fermer" onClick={onClose}>
                <Icon name="x" />
              </button>
            )}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons at the foot of a dialog, the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={css.actions}>{children}</div>;
}
