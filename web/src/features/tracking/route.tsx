import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { DIVISIONS, TRACKING } from "./tracking.gql";

export type TrackingSearch = {
  /** Grading period; the one under way without it. */
  periode?: string | undefined;
  /** Framework, when the division follows several. */
  referentiel?: string | undefined;
  /** Code of the exam unit whose competencies are shown; R103. */
  unite?: string | undefined;
  /** Learner whose bilan is open. */
  bilan?: string | undefined;
  /** Learner shown on a phone. */
  apprenant?: string | undefined;
};

/** What the query of a tracking table asks, from the address. */
export function trackingVariables(divisionId: string, search: TrackingSearch) {
  return { divisionId, periodId: search.periode ?? null, frameworkId: search.referentiel ?? null };
}

const text = (value: unknown) =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

export const trackingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/suivi",
  loader: () => {
    if (session.current().viewer) preload(DIVISIONS, {});
  },
  component: lazyRouteComponent(() => import("./TrackingHome"), "TrackingHome"),
});

export const trackingOfRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/suivi/$division",
  validateSearch: (search: Record<string, unknown>): TrackingSearch => {
    const read: TrackingSearch = {};
    for (const key of ["periode", "referentiel", "unite", "bilan", "apprenant"] as const) {
      const value = text(search[key]);
      if (value) read[key] = value;
    }
    return read;
  },
  loaderDeps: ({ search }) => ({ periode: search.periode, referentiel: search.referentiel }),
  loader: ({ params, deps, cause }) => {
    if (cause !== "stay" && session.current().viewer)
      preload(TRACKING, trackingVariables(params.division, deps));
  },
  component: lazyRouteComponent(() => import("./TrackingPage"), "TrackingPage"),
});
