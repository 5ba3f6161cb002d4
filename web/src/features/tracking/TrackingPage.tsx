import { Link, useNavigate } from "@tanstack/react-router";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { readFragment } from "../../graphql/graphql";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { type TrackingSearch, trackingOfRoute, trackingVariables } from "./route";
import { TrackingSheet } from "./TrackingSheet";
import { ROW, TABLE, TRACKING, TRACKING_CHANGED } from "./tracking.gql";

/** One division: learners × competencies for a period, and the bilan of each. */
export function TrackingPage() {
  const { division } = trackingOfRoute.useParams();
  const search = trackingOfRoute.useSearch();
  const navigate = useNavigate({ from: trackingOfRoute.fullPath });
  const { data, failure, retry } = useRouteQuery({
    query: TRACKING,
    variables: trackingVariables(division, search),
    state: TRACKING_CHANGED,
  });
  const table = data?.trackingTable && readFragment(TABLE, data.trackingTable);
  usePage(table ? `${table.division.code}, suivi` : "Tableau de suivi");

  const change = (next: Partial<TrackingSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });

  if (!table) {
    return (
      <>
        <PageHead title="Tableau de suivi" above={<Link to={paths.tracking()}>Tableaux de suivi</Link>} />
        {failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : data ? (
          <FailureNotice failure={{ kind: "missing" }} />
        ) : (
          <Loading onRetry={retry}>
            <Bars rows={1} height="3.25rem" />
            <br />
            <Bars rows={12} height="2.3rem" />
          </Loading>
        )}
      </>
    );
  }
  const rows = table.rows.map((row) => readFragment(ROW, row));
  return <TrackingSheet key={table.id} table={table} rows={rows} search={search} onChange={change} />;
}
