import { useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { Card } from "../../ui/card/Card";
import { Field } from "../../ui/field/Field";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import { ADDRESS, CHANGE_MAIL } from "./account.gql";
import css from "./account.module.css";
import { ChangeForm } from "./ChangeForm";
import { Unfold } from "./Unfold";
import type { Words } from "./words";

/** One's address for letters, the one that waits for its link to be followed, and the way to change it; R19. */
export function Address({ data, words }: { data: FragmentOf<typeof ADDRESS>; words: Words }) {
  const { user, email, pendingEmail } = readFragment(ADDRESS, data);
  return (
    <Card title="Adresse électronique">
      <div className={css.body}>
        {email ? (
          <p className={css.address}>{email}</p>
        ) : (
          <p className="small muted">
            Aucune n’est connue. En cas d’oubli du mot de passe, c’est l’établissement qui rouvre l’accès.
          </p>
        )}
        {pendingEmail && (
          <Notice tone="soon" title={`À confirmer : ${pendingEmail}`}>
            <p>{words.pending}</p>
            <p>{words.nothingCame}</p>
          </Notice>
        )}
        <Unfold label={email ? "Changer d’adresse" : "Donner une adresse"}>
          {(close) => <AddressForm login={user.login ?? ""} onClose={close} />}
        </Unfold>
      </div>
    </Card>
  );
}

/** The address wanted: a link is sent to it, and it counts once that was followed. */
function AddressForm({ login, onClose }: { login: string; onClose: () => void }) {
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
