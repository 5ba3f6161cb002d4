import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export type CalendarSearch = {
  /** The line that is open. */
  ligne?: string | undefined;
  /** Only the lines where something is still missing. */
  vue?: CalendarView | undefined;
};

/** What may be missing on a line: its periods, its school record, its deadlines. */
const VIEWS = ["a-fixer", "lsl", "certification"] as const;
export type CalendarView = (typeof VIEWS)[number];

export const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/calendrier",
  validateSearch: (search: Record<string, unknown>): CalendarSearch => ({
    ...(typeof search.ligne === "string" ? { ligne: search.ligne } : {}),
    vue: VIEWS.find((view) => view === search.vue),
  }),
  component: lazyRouteComponent(() => import("./CalendarPage"), "CalendarPage"),
});
