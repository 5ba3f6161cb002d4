import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/calendrier",
  component: lazyRouteComponent(() => import("./CalendarPage"), "CalendarPage"),
});
