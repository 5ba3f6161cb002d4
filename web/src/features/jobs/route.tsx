import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/taches",
  component: lazyRouteComponent(() => import("./JobsPage"), "JobsPage"),
});
