import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { ROLE_NAMES, type Role, useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { DateField } from "../../ui/date-field/DateField";
import { Field, Select } from "../../ui/field/Field";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import css from "./account.module.css";
import { useAction } from "./action";
import { type Lookalike, Lookalikes } from "./Lookalikes";
import { CREATE, GRANT_ROLE } from "./mutations.gql";
import { type Draft, EMPTY, FIELDS, inputOf, kept, lacking, leftEmpty } from "./new-user";
import { LINE, NEW_USER } from "./users.gql";
import { CIVILITIES, elsewhere, type Line, type Problems } from "./words";

/**
 * What is needed to create an account by hand; R15. What is wrong is said at its field; what the school
 * itself lacks is said beside the button (R16).
 */
export function NewUserForm({ onMade }: { onMade: (user: Line, email: string) => void }) {
  const viewer = useViewer();
  const { data } = useRouteQuery({ query: NEW_USER, variables: {} });
  const school = data?.viewer?.establishment;
  const lacks = school ? lacking(school) : null;
  const draft = kept(viewer.user.id);
  const [typed, setTyped] = useState(() => draft.read());
  const [empty, setEmpty] = useState<Problems>({});
  const [lookalikes, setLookalikes] = useState<readonly Lookalike[]>([]);
  const { busy, problems: refused, notReady, run } = useAction();
  const giving = useAction();
  const navigate = useNavigate();
  const problems = { ...refused, ...empty };
  const wrong = FIELDS.filter((field) => problems[field]).length;
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLDivElement>(null);

  const change = (next: Partial<Draft>) => {
    const now = { ...typed, ...next };
    setTyped(now);
    draft.write(now);
    setEmpty({});
    setLookalikes([]);
  };
  const create = async (despiteLookalikes: boolean) => {
    setLookalikes([]);
    setEmpty(leftEmpty(typed));
    const input = inputOf(typed, despiteLookalikes);
    if (!input) return;
    const done = await run(CREATE, input);
    if (!done) return;
    if (done.user) {
      draft.forget();
      setTyped(EMPTY);
      onMade(readFragment(LINE, done.user), input.email);
    } else
      setLookalikes(
        done.lookalikes.map((user) => ({ ...readFragment(LINE, user), viewerCan: user.viewerCan })),
      );
  };
  /** The person has an account already: it gets the role, and nothing is created. */
  const give = async ({ id: userId, displayName }: Lookalike) => {
    if (!typed.role || !(await giving.run(GRANT_ROLE, { userId, role: typed.role }))) return;
    draft.forget();
    toast(`${displayName} a maintenant le rôle «\u00a0${ROLE_NAMES[typed.role]}\u00a0».`);
    void navigate({ to: paths.user(userId) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void create(false);
  };

  // What is wrong takes the focus: the field when it is alone, else the sentence that counts them.
  useEffect(() => {
    if (wrong > 1) summary.current?.focus();
    else if (wrong === 1) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [wrong]);

  return (
    <form ref={form} className={css.fields} noValidate onSubmit={submit}>
      {wrong > 1 && (
        <Notice ref={summary} tone="late" alert title={`${plural(wrong, "champ", "champs")} à revoir`} />
      )}
      <Select
        label="Civilité"
        value={typed.civility}
        error={problems.civility}
        onChange={(event) => change({ civility: event.currentTarget.value as Draft["civility"] })}
      >
        <option value="">Choisir</option>
        {Object.entries(CIVILITIES).map(([civility, word]) => (
          <option key={civility} value={civility}>
            {word}
          </option>
        ))}
      </Select>
      <Field
        label="Nom"
        autoComplete="off"
        value={typed.lastName}
        error={problems.lastName}
        onChange={(event) => change({ lastName: event.currentTarget.value })}
      />
      <Field
        label="Prénom"
        autoComplete="off"
        value={typed.firstName}
        error={problems.firstName}
        onChange={(event) => change({ firstName: event.currentTarget.value })}
      />
      <DateField
        label="Date de naissance"
        max={dates.today()}
        value={typed.birthDate}
        error={problems.birthDate}
        onDay={(birthDate) => change({ birthDate })}
      />
      <Field
        type="email"
        label="Adresse électronique"
        autoComplete="off"
        spellCheck={false}
        help="La lettre qui ouvre le compte y est envoyée."
        value={typed.email}
        error={problems.email}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <Select
        label="Rôle"
        value={typed.role}
        error={problems.role}
        onChange={(event) => change({ role: event.currentTarget.value as Role })}
      >
        <option value="">Choisir</option>
        {data?.viewer?.creatableRoles.map((role) => (
          <option key={role} value={role}>
            {ROLE_NAMES[role]}
          </option>
        ))}
      </Select>
      {lookalikes.length > 0 && (
        <Lookalikes
          people={lookalikes}
          role={typed.role}
          busy={busy || giving.busy}
          problem={elsewhere(giving.problems, [])}
          onGive={(one) => void give(one)}
          onCreate={() => void create(true)}
        />
      )}
      {elsewhere(problems, FIELDS) && !notReady && (
        <Notice tone="late" alert title={elsewhere(problems, FIELDS)} />
      )}
      {lookalikes.length === 0 && (
        <p className={css.submit} role={notReady ? "alert" : undefined}>
          <Button
            variant="filled"
            size="l"
            type="submit"
            busy={busy}
            disabledReason={lacks?.sentence ?? notReady}
          >
            Créer le compte et envoyer la lettre
          </Button>
          {lacks?.inSettings &&
            (school?.settings?.viewerCan.includes("UPDATE_ESTABLISHMENT") ? (
              <Link to={paths.settings()}>Compléter dans les paramètres</Link>
            ) : (
              <span className="small muted">L’administrateur le complète dans les paramètres.</span>
            ))}
        </p>
      )}
    </form>
  );
}
