import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/accueil",
  component: lazyRouteComponent(() => import("./HomePage"), "HomePage"),
});
