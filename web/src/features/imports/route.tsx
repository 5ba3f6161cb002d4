import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports",
  component: lazyRouteComponent(() => import("./ImportsPage"), "ImportsPage"),
});

export const importRunRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/imports/$id",
  component: lazyRouteComponent(() => import("./ImportRunPage"), "ImportRunPage"),
});
