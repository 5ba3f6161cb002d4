import type { ReactNode } from "react";
import { Dialog, DialogActions } from "../ui/dialog/Dialog";

/** Two minutes before the session ends for want of activity. */
export default function IdleDialog({ onClose, action }: { onClose: () => void; action: ReactNode }) {
  return (
    <Dialog title="Votre session se termine dans deux minutes" onClose={onClose} kept>
      <p>Rien n’a été fait depuis un moment. Ce qui est à l’écran reste en place si vous restez connecté.</p>
      <DialogActions>{action}</DialogActions>
    </Dialog>
  );
}
