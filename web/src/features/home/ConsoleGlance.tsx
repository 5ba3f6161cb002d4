import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { FailureNotice } from "../../app/Block";
import { HrefLink } from "../../app/HrefLink";
import { offered, opens } from "../../app/menu";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan, useViewer } from "../../app/viewer";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { capital, number, plural } from "../../lib/text";
import { buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Gauge } from "../../ui/gauge/Gauge";
import { Icon } from "../../ui/icon/Icon";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Chip, StatePill } from "../../ui/state-pill/StatePill";
import { GLANCE, HOME_CONSOLE, HOME_CONSOLE_CHANGED } from "./home.gql";
import css from "./home.module.css";

type Picture = ResultOf<typeof GLANCE>;

/** How many things that await are shown; the console has them all. */
const SHOWN = 4;
const STATES = {
  DONE: { tone: "done", word: "fait" },
  IN_PROGRESS: { tone: "waiting", word: "en cours" },
  TO_DO: { tone: "waiting", word: "à faire" },
  LATE: { tone: "late", word: "en retard" },
} as const;

/** The console in short, kept fresh: the bilans, what awaits, the steps of the year. `children` follow the steps. */
export function ConsoleGlance({ children }: { children: ReactNode }) {
  const whole = useCan("READ_CONSOLE_DETAIL");
  const { data, failure, retry } = useRouteQuery({
    query: HOME_CONSOLE,
    variables: { whole },
    state: HOME_CONSOLE_CHANGED,
  });
  const picture = data?.console && readFragment(GLANCE, data.console);
  return (
    <div className={css.columns}>
      <div className={css.column}>
        {failure && <FailureNotice failure={failure} onRetry={retry} />}
        {!data && !failure && (
          <Loading onRetry={retry}>
            <Bars rows={3} height="8rem" />
          </Loading>
        )}
        {picture?.current && <Bilans picture={picture} />}
        {picture && <Awaiting picture={picture} />}
      </div>
      <div className={css.column}>
        {picture && <Steps steps={picture.steps} />}
        {children}
      </div>
    </div>
  );
}

/** « 84 faits sur 189 attendus », those that are late, and when the period ends. */
function Bilans({ picture }: { picture: Picture }) {
  const { current, lateCount, currentEndsOn, currentLabel, today } = picture;
  if (!current) return null;
  return (
    <Card
      title="Bilans intermédiaires"
      aside={lateCount ? <StatePill tone="late">{number(lateCount)} en retard</StatePill> : undefined}
      actions={<Link to={paths.console()}>Classe par classe</Link>}
    >
      <div className={css.body}>
        {current.expected === 0 ? (
          <p>Aucun bilan n’est attendu pour l’instant.</p>
        ) : (
          <>
            <p>
              <b className={css.big}>{number(current.done)}</b> {current.done > 1 ? "faits" : "fait"} sur{" "}
              {number(current.expected)} attendus
            </p>
            <Gauge value={current.done} max={current.expected} tall />
          </>
        )}
        {currentEndsOn && currentLabel && (
          <p className="small muted">
            {capital(currentLabel)}, jusqu’au {dates.long(currentEndsOn)}, {dates.delay(currentEndsOn, today)}
            .
          </p>
        )}
      </div>
    </Card>
  );
}

/** The most urgent things, each with the way to settle it for those who may. */
function Awaiting({ picture }: { picture: Picture }) {
  const { modules } = useViewer();
  const { awaiting } = picture;
  const rest = awaiting.length - SHOWN;
  return (
    <Card title="Ce qui vous attend" aside={awaiting.length > 0 && <Chip>{awaiting.length}</Chip>}>
      {awaiting.length === 0 && (
        <EmptyState icon="circle-check" title="Rien ne vous attend pour l’instant." />
      )}
      {awaiting.length > 0 && (
        <ul className={css.lines}>
          {awaiting.slice(0, SHOWN).map((item, at) => (
            <li key={item.key}>
              <Icon
                name={
                  item.severity === "LATE"
                    ? "triangle-alert"
                    : item.severity === "SOON"
                      ? "clock"
                      : "arrow-right"
                }
                className={css[item.severity]}
              />
              <div>
                <h3>{item.title}</h3>
                <p className="small muted">{item.detail}</p>
              </div>
              {offered(modules, item) && (
                <HrefLink
                  href={item.path}
                  className={buttonClass({
                    variant: at === 0 && item.severity === "LATE" ? "filled" : "plain",
                  })}
                >
                  {item.actionLabel}
                  <span className="sr-only">&nbsp;: {item.title}</span>
                </HrefLink>
              )}
            </li>
          ))}
        </ul>
      )}
      {rest > 0 && (
        <p className={css.foot}>
          <Link to={paths.console()}>
            {rest === 1 ? "Voir l’autre" : `Voir les ${rest} autres`} dans la console
          </Link>
        </p>
      )}
    </Card>
  );
}

/** The steps that prepare the year, with what is set or missing; the admin has two of them. */
function Steps({ steps }: { steps: Picture["steps"] }) {
  const { modules } = useViewer();
  const done = steps.filter((step) => step.state === "DONE").length;
  return (
    <Card
      title="Préparation de l’année"
      aside={
        <span className="small muted">
          {plural(done, "étape faite", "étapes faites")} sur {steps.length}
        </span>
      }
    >
      <ol className={css.lines}>
        {steps.map((step) => (
          <li key={step.kind}>
            <div>
              <h3>
                {opens(modules, step.path) ? <HrefLink href={step.path}>{step.title}</HrefLink> : step.title}
              </h3>
              <p className="small muted">{step.summary}</p>
            </div>
            <StatePill tone={STATES[step.state].tone}>{STATES[step.state].word}</StatePill>
          </li>
        ))}
      </ol>
    </Card>
  );
}
