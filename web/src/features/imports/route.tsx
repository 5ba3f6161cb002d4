import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { IMPORT, IMPORTS } from "./imports.gql";
import { type ImportSearch, readSearch } from "./words";

export const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports",
  loader: ({ cause }) => {
    if (cause !== "stay" && session.current().viewer) preload(IMPORTS, {});
  },
  component: lazyRouteComponent(() => import("./ImportsPage"), "ImportsPage"),
});

export const importRunRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports/$id",
  validateSearch: (search: Record<string, unknown>): ImportSearch => readSearch(search),
  loader: ({ params, cause }) => {
    if (cause !== "stay" && session.current().viewer) preload(IMPORT, { id: params.id });
  },
  component: lazyRouteComponent(() => import("./ImportRunPage"), "ImportRunPage"),
});
