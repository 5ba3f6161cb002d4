import { type FormEvent, useState } from "react";
import { ROLE_NAMES, type Role } from "../../app/viewer";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Select } from "../../ui/field/Field";
import { toast } from "../../ui/toast/toast";
import css from "./account.module.css";
import { useAction } from "./action";
import { GRANT_ROLE, REVOKE_ROLE } from "./mutations.gql";
import { type Account, elsewhere } from "./words";

/** The roles of an account, and giving or taking one back; R27. */
export function Roles({
  account,
  given,
}: {
  account: Account /** Those the viewer gives and takes back. */;
  given: readonly Role[];
}) {
  const giving = useAction();
  const taking = useAction();
  const [chosen, setChosen] = useState<Role | "">("");
  const [missing, setMissing] = useState<string | null>(null);
  const { id: userId, displayName, roles, viewerCan } = account;
  const others = given.filter((role) => !roles.includes(role));

  const take = async (role: Role) => {
    const done = await taking.run(REVOKE_ROLE, { userId, role });
    if (done) toast(`${displayName} n’a plus le rôle «\u00a0${ROLE_NAMES[role]}\u00a0».`, undo(give, role));
  };
  const give = async (role: Role) => {
    const done = await giving.run(GRANT_ROLE, { userId, role });
    if (!done) return;
    setChosen("");
    toast(`${displayName} a maintenant le rôle «\u00a0${ROLE_NAMES[role]}\u00a0».`, undo(take, role));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(chosen ? null : "Choisissez un rôle.");
    if (chosen) void give(chosen);
  };

  return (
    <Card title="Rôles">
      <ul className={css.roles}>
        {roles.map((role) => (
          <li key={role}>
            <span>{ROLE_NAMES[role]}</span>
            {viewerCan.includes("REVOKE_ROLE") && given.includes(role) && (
              <Button icon="minus" busy={taking.busy} onClick={() => void take(role)}>
                Retirer<span className="sr-only"> le rôle {ROLE_NAMES[role]}</span>
              </Button>
            )}
          </li>
        ))}
        {roles.length === 0 && <li className="muted">Aucun rôle.</li>}
      </ul>
      {elsewhere(taking.problems, []) && (
        <p className={css.problem} role="alert">
          {elsewhere(taking.problems, [])}
        </p>
      )}
      {viewerCan.includes("GRANT_ROLE") && others.length > 0 && (
        <form className={css.give} onSubmit={submit}>
          <Select
            label="Donner un rôle de plus"
            className={css.grows}
            value={chosen}
            error={missing ?? giving.problems.role ?? elsewhere(giving.problems, ["role"])}
            onChange={(event) => {
              setChosen(event.currentTarget.value as Role);
              setMissing(null);
            }}
          >
            <option value="">Choisir</option>
            {others.map((role) => (
              <option key={role} value={role}>
                {ROLE_NAMES[role]}
              </option>
            ))}
          </Select>
          <Button size="l" icon="plus" type="submit" busy={giving.busy}>
            Donner ce rôle
          </Button>
        </form>
      )}
    </Card>
  );
}

const undo = (back: (role: Role) => Promise<void>, role: Role) => ({ undo: () => void back(role) });
