import { HrefLink } from "../../app/HrefLink";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { Icon } from "../../ui/icon/Icon";
import { STEPS } from "./console.gql";
import css from "./steps.module.css";

const WORDS = { DONE: "fait", IN_PROGRESS: "en cours", TO_DO: "à faire", LATE: "en retard" } as const;

/** The five steps that prepare the year; the first one left is where we are; R116 to R119. */
export function Steps({ data }: { data: FragmentOf<typeof STEPS> }) {
  const { steps } = readFragment(STEPS, data);
  const current = steps.findIndex((step) => step.state !== "DONE");
  return (
    <section className={css.year} aria-labelledby="annee">
      <h2 id="annee" className="sr-only">
        Préparation de l’année
      </h2>
      <ol>
        {steps.map((step, at) => (
          <li
            key={step.kind}
            className={[
              step.state === "DONE" && css.done,
              step.state === "LATE" && css.late,
              at === current && css.current,
            ]
              .filter(Boolean)
              .join(" ")}
          >
            <span className={css.round} aria-hidden="true">
              {step.state === "DONE" ? <Icon name="check" /> : at + 1}
            </span>
            <div>
              {step.path ? <HrefLink href={step.path}>{step.title}</HrefLink> : <b>{step.title}</b>}
              <span className="sr-only"> ({WORDS[step.state]})</span>
              <p>{step.summary}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The same steps on a phone: how many are done, and the next one; opened, all of them. */
export function StepsSummary({ data }: { data: FragmentOf<typeof STEPS> }) {
  const { steps } = readFragment(STEPS, data);
  const done = steps.filter((step) => step.state === "DONE").length;
  const current = steps.findIndex((step) => step.state !== "DONE");
  const next = steps[current];
  return (
    <details className={css.summary}>
      <summary>
        <span className={css.bars} aria-hidden="true">
          {steps.map((step, at) => (
            <i
              key={step.kind}
              className={step.state === "DONE" ? css.full : at === current ? css.begun : undefined}
            />
          ))}
        </span>
        <span>
          <b>
            Année : {done} étapes sur {steps.length}
          </b>
          <br />
          <span className="small muted">{next ? `${next.title}, ${next.summary}` : "Tout est prêt"}</span>
        </span>
        <Icon name="chevron-right" className={css.arrow} />
      </summary>
      <ol>
        {steps.map((step) => (
          <li key={step.kind}>
            <Icon
              name={
                step.state === "DONE" ? "circle-check" : step.state === "LATE" ? "triangle-alert" : "clock"
              }
            />
            <span>
              {step.path ? <HrefLink href={step.path}>{step.title}</HrefLink> : <b>{step.title}</b>}
              <span className="sr-only"> ({WORDS[step.state]})</span>
              <br />
              <span className="small muted">{step.summary}</span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
