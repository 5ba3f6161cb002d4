import { useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { rulesOf, type Typed } from "../../lib/password";
import { NewPassword } from "../../ui/new-password/NewPassword";
import { toast } from "../../ui/toast/toast";
import { PASSWORD } from "./account.gql";
import { ChangeForm } from "./ChangeForm";
import { CHANGE_PASSWORD } from "./mutations.gql";
import { missing, type Words } from "./words";

type Data = FragmentOf<typeof PASSWORD>;

/** The password of today, then the new one twice, with the rules it meets; R9. */
export function PasswordForm({ data, words, onClose }: { data: Data; words: Words; onClose: () => void }) {
  const { user, minimumLength } = readFragment(PASSWORD, data);
  const login = user.login ?? "";
  const [typed, setTyped] = useState<Typed>({ password: "", again: "" });
  const rules = rulesOf(typed, { login, minimumLength });

  async function send(currentPassword: string) {
    const unmet = missing(currentPassword, rules);
    if (Object.keys(unmet).length > 0) return unmet;
    const input = { currentPassword, newPassword: typed.password };
    const { data, error } = await client.mutation(CHANGE_PASSWORD, { input }).toPromise();
    const refused = problemsOf(error, data?.changePassword.errors);
    if (Object.keys(refused).length === 0) toast(words.passwordChanged);
    return refused;
  }

  return (
    <ChangeForm login={login} action="Enregistrer ce mot de passe" onSend={send} onClose={onClose}>
      {(problems) => (
        <NewPassword
          typed={typed}
          rules={rules}
          problems={{ password: problems.newPassword, again: problems.again }}
          onType={setTyped}
        />
      )}
    </ChangeForm>
  );
}
