import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import * as dates from "../../lib/dates";
import { newId } from "../../lib/ids";
import { useKept } from "../../lib/kept";
import { byField, type Problems } from "../../lib/problems";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { DateField } from "../../ui/date-field/DateField";
import { Field, Select } from "../../ui/field/Field";
import { Notice } from "../../ui/notice/Notice";
import css from "./imports.module.css";
import { BY_CODE, type Draft, FIELDS, inputOf, leftEmpty, readDraft, STATUSES } from "./new-learner";
import { ADD, PLACES } from "./new-learner.gql";

/** What a line of the list holds, field by field; it is then looked at and applied like a list of one line. */
export function NewLearnerForm() {
  const navigate = useNavigate();
  const { data } = useRouteQuery({ query: PLACES, variables: {} });
  const [kept, keep] = useKept("new-learner");
  const typed = readDraft(kept);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const wrong = FIELDS.filter((field) => problems[field]).length;
  const others = Object.keys(problems).filter((path) => !FIELDS.includes(path));
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  // The same request while nothing is changed: pressing twice does it once.
  const request = useRef(newId());

  const change = (next: Partial<Draft>) => {
    request.current = newId();
    keep(JSON.stringify({ ...typed, ...next }));
    const gone = Object.keys(next);
    setProblems((now) => Object.fromEntries(Object.entries(now).filter(([path]) => !gone.includes(path))));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblems(leftEmpty(typed));
    const input = inputOf(typed, request.current);
    if (!input) return;
    setBusy(true);
    const result = await client.mutation(ADD, { input }).toPromise();
    setBusy(false);
    const payload = result.data?.addLearner;
    if (payload?.run) {
      keep("");
      void navigate({ to: paths.importRun(payload.run.id) });
      return;
    }
    setProblems(
      payload
        ? byField(payload.errors)
        : { "": result.error ? sentenceOf(failureOf(result.error)) : "La ligne n’a pas pu être lue." },
    );
  };

  // What is wrong takes the focus: the field when it is alone, else the sentence that counts them.
  useEffect(() => {
    if (wrong > 1) summary.current?.focus();
    else if (wrong === 1) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [wrong]);

  const specialty = data?.specialties.find(({ shortTitle }) => shortTitle === typed.training);
  const text = (field: "lastName" | "firstName" | "email" | "ine" | "mef") => ({
    autoComplete: "off",
    value: typed[field],
    error: problems[field === "mef" ? "training" : field],
    onChange: (event: { currentTarget: { value: string } }) => change({ [field]: event.currentTarget.value }),
  });
  return (
    <form ref={form} className={css.fields} noValidate onSubmit={(event) => void submit(event)}>
      {wrong > 1 && (
        <Notice ref={summary} tone="late" alert title={`${plural(wrong, "champ", "champs")} à revoir`} />
      )}
      <Field label="Nom" {...text("lastName")} />
      <Field label="Prénom" {...text("firstName")} />
      <DateField
        label="Date de naissance"
        max={dates.today()}
        value={typed.birthDate}
        error={problems.birthDate}
        onDay={(birthDate) => change({ birthDate })}
      />
      <Select
        label="Civilité (facultative)"
        value={typed.civility}
        error={problems.civility}
        onChange={(event) => change({ civility: event.currentTarget.value as Draft["civility"] })}
      >
        <option value="">Non renseignée</option>
        <option value="MRS">Madame</option>
        <option value="MR">Monsieur</option>
      </Select>
      <Select
        label="Statut"
        value={typed.status}
        error={problems.status}
        onChange={(event) => change({ status: event.currentTarget.value as Draft["status"] })}
      >
        <option value="">Choisir</option>
        {Object.entries(STATUSES).map(([status, word]) => (
          <option key={status} value={status}>
            {word}
          </option>
        ))}
      </Select>
      <Select
        label="Division (facultative)"
        value={typed.division}
        error={problems.division}
        onChange={(event) => change({ division: event.currentTarget.value })}
      >
        <option value="">Sans division</option>
        {data?.divisions.map(({ id, code }) => (
          <option key={id} value={code}>
            {code}
          </option>
        ))}
      </Select>
      <Select
        label="Formation"
        value={typed.training}
        error={typed.training === BY_CODE ? null : problems.training}
        onChange={(event) => change({ training: event.currentTarget.value, level: "" })}
      >
        <option value="">Choisir</option>
        {data?.specialties.map(({ id, shortTitle }) => (
          <option key={id} value={shortTitle}>
            {shortTitle}
          </option>
        ))}
        <option value={BY_CODE}>Une autre, par son code MEF</option>
      </Select>
      {typed.training === BY_CODE ? (
        <Field
          label="Code MEF"
          inputMode="numeric"
          help="Dix ou onze chiffres&nbsp;: il dit aussi le niveau et l’option."
          {...text("mef")}
        />
      ) : (
        <Select
          label="Niveau"
          value={typed.level}
          error={problems.level}
          onChange={(event) => change({ level: event.currentTarget.value })}
        >
          <option value="">Choisir</option>
          {specialty?.levels.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <Field type="email" spellCheck={false} label="Adresse électronique (facultative)" {...text("email")} />
      <Field
        label="INE (facultatif)"
        spellCheck={false}
        help="Il évite un doublon si SIECLE apporte un jour la même personne."
        {...text("ine")}
      />
      <DateField
        label="Début (facultatif)"
        value={typed.enteredOn}
        error={problems.enteredOn}
        onDay={(enteredOn) => change({ enteredOn })}
      />
      <DateField
        label="Fin (facultative)"
        value={typed.exitOn}
        error={problems.exitOn}
        onDay={(exitOn) => change({ exitOn })}
      />
      {others.length > 0 && (
        <Notice tone="late" alert title={others.map((path) => problems[path]).join(" ")} />
      )}
      <p className={css.submit}>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          Vérifier, puis appliquer
        </Button>
        <span className="small muted">
          La page suivante montre ce qui change et si la personne est déjà connue.
        </span>
      </p>
    </form>
  );
}
