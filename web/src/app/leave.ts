import { outbox } from "../lib/outbox";
import { client } from "./client";
import { paths } from "./paths";
import { session } from "./session";
import { SIGN_OUT } from "./viewer.gql";

/** Signs out, and leaves nothing behind on this device. Asks once when something was not sent yet. */
export async function leave(): Promise<void> {
  const waiting = await outbox.count();
  if (waiting > 0) {
    const go = window.confirm(
      "Des saisies n’ont pas encore été envoyées et seront perdues. Se déconnecter quand même\u00a0?",
    );
    if (!go) return;
  }
  const uai = session.current().viewer?.establishment.uai;
  const { data } = await client.mutation(SIGN_OUT, {}).toPromise();
  if (!data) return;
  await outbox.purge();
  sessionStorage.clear();
  location.assign(uai ? paths.signIn(uai) : paths.start());
}
