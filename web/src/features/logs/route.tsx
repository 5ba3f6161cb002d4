import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { ACTS, READS } from "./logs.gql";
import { type LogsSearch, readSearch, variablesOf } from "./search";

export const logsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/journal",
  validateSearch: (search: Record<string, unknown>): LogsSearch => readSearch(search),
  loaderDeps: ({ search }) => search,
  loader: ({ deps, cause }) => {
    if (cause === "stay" || !session.current().viewer?.modules.includes("LOGS")) return;
    if (deps.lectures) preload(READS, variablesOf(deps));
    else preload(ACTS, variablesOf(deps));
  },
  component: lazyRouteComponent(() => import("./LogsPage"), "LogsPage"),
});
