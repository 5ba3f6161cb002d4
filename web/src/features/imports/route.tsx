import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { type ImportSearch, readSearch } from "./search";

// Without loaders: few people open these pages, and their documents would weigh on all the others.

export const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports",
  component: lazyRouteComponent(() => import("./ImportsPage"), "ImportsPage"),
});

export const newLearnerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports/apprenant",
  component: lazyRouteComponent(() => import("./NewLearnerPage"), "NewLearnerPage"),
});

export const importRunRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports/$id",
  validateSearch: (search: Record<string, unknown>): ImportSearch => readSearch(search),
  component: lazyRouteComponent(() => import("./ImportRunPage"), "ImportRunPage"),
});
