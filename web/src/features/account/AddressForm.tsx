import { useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { readFragment } from "../../graphql/graphql";
import { Field } from "../../ui/field/Field";
import { toast } from "../../ui/toast/toast";
import { ADDRESS } from "./account.gql";
import { ChangeForm } from "./ChangeForm";
import { CHANGE_MAIL } from "./mutations.gql";

/** The address wanted: a link is sent to it, and it counts once that was followed. */
export function AddressForm({ login, onClose }: { login: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");

  async function send(currentPassword: string) {
    const input = { currentPassword, email: typed.trim() };
    const { data, error } = await client.mutation(CHANGE_MAIL, { input }).toPromise();
    const refused = problemsOf(error, data?.changeMail.errors);
    const viewer = data?.changeMail.viewer && readFragment(ADDRESS, data.changeMail.viewer);
    if (viewer?.pendingEmail) toast(`Lien de confirmation envoyé à ${viewer.pendingEmail}.`);
    return refused;
  }

  return (
    <ChangeForm login={login} action="Recevoir le lien de confirmation" onSend={send} onClose={onClose}>
      {(problems) => (
        <Field
          label="Nouvelle adresse"
          name="email"
          type="email"
          value={typed}
          error={problems.email}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          help="Par exemple prenom.nom@exemple.fr. Un lien y est envoyé : l’adresse ne change qu’une fois ce lien suivi."
        />
      )}
    </ChangeForm>
  );
}
