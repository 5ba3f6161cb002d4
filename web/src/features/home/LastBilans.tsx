import { Link } from "@tanstack/react-router";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { pick } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { HOME_BILANS } from "./home.gql";
import css from "./home.module.css";

/** How many bilans the home page shows; the others are one page further. */
const SHOWN = 2;

/** A learner's newest validated bilans, in short. « tu ». */
export function LastBilans() {
  const { data, failure, retry } = useRouteQuery({ query: HOME_BILANS, variables: {} });
  const bilans = data?.myBilans ?? [];
  return (
    <Card title={bilans.length > 1 ? "Tes derniers bilans" : "Ton dernier bilan"}>
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <div className={css.body}>
          <Loading onRetry={retry}>
            <Bars rows={2} height="6rem" />
          </Loading>
        </div>
      )}
      {data && bilans.length === 0 && (
        <EmptyState icon="book-open" title="Pas encore de bilan.">
          Tes bilans apparaissent ici dès que tes professeurs les ont validés.
        </EmptyState>
      )}
      {bilans.length > 0 && (
        <ul className={css.lines}>
          {bilans.slice(0, SHOWN).map((one) => (
            <Short key={one.bilan.id} one={one} />
          ))}
        </ul>
      )}
      {bilans.length > 0 && (
        <p className={css.foot}>
          <Link to={paths.myBilans()}>
            {bilans.length > SHOWN ? `Lire tes ${bilans.length} bilans` : "Lire compétence par compétence"}
          </Link>
        </p>
      )}
    </Card>
  );
}

/** One bilan: its period, who validated it when, the synthesis, and how much was assessed. */
function Short({ one }: { one: ResultOf<typeof HOME_BILANS>["myBilans"][number] }) {
  const { bilan, periodLabel } = one;
  const assessed = bilan.levels.filter((level) => level.rank !== null).length;
  return (
    <li>
      <div>
        <h3>{periodLabel}</h3>
        <p className="small muted">
          Par {bilan.author.displayName}
          {bilan.validatedAt && <>, validé le {dates.plain(dates.dayOf(bilan.validatedAt))}</>}. {assessed}{" "}
          {pick(assessed, "compétence évaluée", "compétences évaluées")} sur{" "}
          {bilan.framework.competencies.length}.
        </p>
        {bilan.synthesis && <p className={css.synthesis}>{bilan.synthesis}</p>}
      </div>
    </li>
  );
}
