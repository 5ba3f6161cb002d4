import { Button } from "../ui/button/Button";
import { Dialog, DialogActions } from "../ui/dialog/Dialog";
import { client } from "./client";
import { STAY_CONNECTED } from "./idle.gql";

/** Two minutes before the session ends for want of activity. */
export default function IdleDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Votre session se termine dans deux minutes" onClose={onClose} kept>
      <p>Rien n’a été fait depuis un moment. Ce qui est à l’écran reste en place si vous restez connecté.</p>
      <DialogActions>
        <Button
          variant="filled"
          size="l"
          onClick={() => {
            onClose();
            void client.mutation(STAY_CONNECTED, {}).toPromise();
          }}
        >
          Rester connecté
        </Button>
      </DialogActions>
    </Dialog>
  );
}
