import { Block, FailureNotice } from "../../app/Block";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { BilanCard } from "./BilanCard";
import { MY_BILANS } from "./bilans.gql";
import css from "./bilans.module.css";

/** A learner's own bilans, once validated; R113. « tu », phone first, nothing to fill in. */
export function MyBilansPage() {
  usePage("Mes bilans");
  const { data, failure, retry } = useRouteQuery({ query: MY_BILANS, variables: {} });
  const bilans = data?.myBilans;
  return (
    <div className={css.page}>
      <PageHead
        title="Mes bilans"
        lead="Ce que tes professeurs ont retenu de ton travail, période par période."
      />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!bilans && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={2} height="14rem" />
        </Loading>
      )}
      {bilans?.length === 0 && (
        <EmptyState icon="book-open" title="Pas encore de bilan.">
          <p>Tes bilans apparaissent ici dès que tes professeurs les ont validés.</p>
        </EmptyState>
      )}
      {bilans?.map((bilan, at) => (
        <Block key={bilan.bilan.id}>
          <BilanCard data={bilan} newest={at === 0} />
        </Block>
      ))}
    </div>
  );
}
