import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const bilansRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/mes-bilans",
  component: lazyRouteComponent(() => import("./MyBilansPage"), "MyBilansPage"),
});
