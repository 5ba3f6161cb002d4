import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { CALENDAR } from "./calendar.gql";

export type CalendarSearch = {
  /** The line that is open. */
  ligne?: string | undefined;
  /** Only the lines whose dates are still missing. */
  vue?: "a-fixer" | undefined;
};

export const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/calendrier",
  validateSearch: (search: Record<string, unknown>): CalendarSearch => ({
    ...(typeof search.ligne === "string" ? { ligne: search.ligne } : {}),
    ...(search.vue === "a-fixer" ? { vue: search.vue } : {}),
  }),
  loader: ({ cause }) => {
    if (cause !== "stay" && session.current().viewer) preload(CALENDAR, {});
  },
  component: lazyRouteComponent(() => import("./CalendarPage"), "CalendarPage"),
});
