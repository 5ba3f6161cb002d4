import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan } from "../../app/viewer";
import * as dates from "../../lib/dates";
import type { Problems } from "../../lib/problems";
import { NBSP } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { DateField } from "../../ui/date-field/DateField";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Checkbox, Select } from "../../ui/field/Field";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { toast } from "../../ui/toast/toast";
import { OPEN_ACCESS, OPENING } from "./settings.gql";
import css from "./settings.module.css";

/** Opens some diplomas to an inspector, between two days. */
export function OpenAccess() {
  const { data, failure, retry } = useRouteQuery({ query: OPENING, variables: {} });
  const mayCreate = useCan("CREATE_USER");
  const inspectors = data?.users.nodes.filter((user) => user.state !== "CLOSED");
  return (
    <Card title="Ouvrir un accès">
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="3rem" />
        </Loading>
      )}
      {inspectors?.length === 0 && (
        <EmptyState
          icon="users"
          title="Aucun inspecteur n’a de compte dans l’établissement."
          action={mayCreate && <Link to={paths.newUser()}>Créer un compte d’inspecteur</Link>}
        />
      )}
      {data && inspectors && inspectors.length > 0 && (
        <OpenForm inspectors={inspectors} specialties={data.specialties} />
      )}
    </Card>
  );
}

function OpenForm({
  inspectors,
  specialties,
}: {
  inspectors: readonly { id: string; listName: string }[];
  specialties: readonly { id: string; shortTitle: string; title: string }[];
}) {
  const today = dates.today();
  const [inspectorId, setInspector] = useState(inspectors.length === 1 ? (inspectors[0]?.id ?? "") : "");
  const [startsOn, setStart] = useState(today);
  const [endsOn, setEnd] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFirstProblem(form, problems);

  const open = async (event: FormEvent) => {
    event.preventDefault();
    const missing: Record<string, string> = {};
    if (!inspectorId) missing.inspectorId = "Choisissez un inspecteur.";
    if (!startsOn) missing.startsOn = "Écrivez le premier jour.";
    if (!endsOn) missing.endsOn = "Écrivez le dernier jour.";
    if (chosen.length === 0) missing.specialtyIds = "Choisissez au moins un diplôme.";
    setProblems(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    const input = { inspectorId, startsOn, endsOn, specialtyIds: [...chosen] };
    const { data, error } = await client.mutation(OPEN_ACCESS, { input }).toPromise();
    setBusy(false);
    const refused = problemsOf(error, data?.openInspectorAccess.errors);
    setProblems(refused);
    if (Object.keys(refused).length > 0) return;
    setEnd("");
    setChosen([]);
    toast("Accès ouvert.");
  };
  const diplomasError = problems.specialtyIds;
  return (
    <form ref={form} className={css.body} noValidate onSubmit={(event) => void open(event)}>
      {problems[""] && (
        <Notice tone="late" alert title="L’accès n’est pas ouvert">
          <span>{problems[""]}</span>
        </Notice>
      )}
      <div className={css.setting}>
        <Select
          label="Inspecteur"
          value={inspectorId}
          error={problems.inspectorId}
          onChange={(event) => setInspector(event.currentTarget.value)}
        >
          <option value="">Choisir</option>
          {inspectors.map((inspector) => (
            <option key={inspector.id} value={inspector.id}>
              {inspector.listName}
            </option>
          ))}
        </Select>
      </div>
      <div className={css.days}>
        <DateField label="Du" min={today} value={startsOn} error={problems.startsOn} onDay={setStart} />
        <DateField
          label="Au"
          min={startsOn || today}
          value={endsOn}
          error={problems.endsOn}
          help={`90${NBSP}jours au plus.`}
          onDay={setEnd}
        />
      </div>
      <fieldset className={css.diplomas} aria-describedby={diplomasError ? "diplomes-erreur" : undefined}>
        <legend>Diplômes</legend>
        {specialties.map(({ id, shortTitle, title }) => (
          <Checkbox
            key={id}
            label={shortTitle === title ? title : `${shortTitle}, ${title}`}
            checked={chosen.includes(id)}
            onChange={() =>
              setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
            }
          />
        ))}
        {diplomasError && (
          <p id="diplomes-erreur" className={css.error} role="alert" tabIndex={-1}>
            {diplomasError}
          </p>
        )}
      </fieldset>
      <p className="small muted">
        L’inspecteur lira les noms, les positionnements et les bilans de ces diplômes. Jamais une date de
        naissance, un INE, une adresse ou un téléphone.
      </p>
      <p>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          Ouvrir l’accès
        </Button>
      </p>
    </form>
  );
}
