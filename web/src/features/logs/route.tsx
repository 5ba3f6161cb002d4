import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { type LogsSearch, readSearch } from "./search";

export const logsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/journal",
  validateSearch: (search: Record<string, unknown>): LogsSearch => readSearch(search),
  component: lazyRouteComponent(() => import("./LogsPage"), "LogsPage"),
});
